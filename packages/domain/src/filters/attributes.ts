import type { FilterOperator } from './filter-tree.ts';

/** What kind of value an attribute has; `choice` is text of a closed list. */
export type AttributeType = 'text' | 'choice' | 'number' | 'time';

export interface FilterAttribute {
  readonly name: string;
  /** What people read. */
  readonly label: string;
  readonly type: AttributeType;
  /** Words of a `choice`. */
  readonly choices?: readonly string[];
}

/** A declared custom parameter as a filter sees it. */
export type CustomAttribute = FilterAttribute;

/** Attributes every lead has, under the names of R-108 where it gives one. */
export const STANDARD_ATTRIBUTES: readonly FilterAttribute[] = [
  { name: 'lead_id', label: 'Lead ID', type: 'text' },
  { name: 'phone1', label: 'Phone 1', type: 'text' },
  { name: 'name', label: 'Name', type: 'text' },
  { name: 'first_name', label: 'First name', type: 'text' },
  { name: 'last_name', label: 'Last name', type: 'text' },
  { name: 'email', label: 'E-mail', type: 'text' },
  { name: 'timezone', label: 'Time zone', type: 'text' },
  { name: 'ownership_code', label: 'Ownership code', type: 'text' },
  { name: 'status', label: 'Status', type: 'choice', choices: ['new', 'contacted', 'converted'] },
  {
    name: 'dial_state',
    label: 'Dial state',
    type: 'choice',
    choices: ['open', 'callback', 'postponed', 'automatic_redial', 'winner', 'loser', 'archived'],
  },
  {
    name: 'priority_level',
    label: 'Priority level',
    type: 'choice',
    choices: ['P1', 'P2', 'P3', 'P4', 'waiting'],
  },
  { name: 'list', label: 'Lead list', type: 'text' },
  { name: 'campaign', label: 'Campaign', type: 'text' },
  { name: 'vendor', label: 'Vendor', type: 'text' },
  { name: 'opt_in_time', label: 'Opt-in time', type: 'time' },
  { name: 'upload_time', label: 'Upload time', type: 'time' },
  { name: 'update_time', label: 'Last change', type: 'time' },
  { name: 'attempts', label: 'Attempts', type: 'number' },
  { name: 'cadence_attempts', label: 'Attempts of the cadence', type: 'number' },
  { name: 'day_attempts', label: 'Attempts on the last day called', type: 'number' },
  { name: 'last_attempt_time', label: 'Last attempt', type: 'time' },
  {
    name: 'last_call_result',
    label: 'Last call result',
    type: 'choice',
    choices: ['answered', 'no_answer', 'busy', 'congested', 'failed'],
  },
  {
    name: 'last_call_type',
    label: 'Last call type',
    type: 'choice',
    choices: ['outbound', 'callback', 'dialback', 'inbound'],
  },
  { name: 'disposition', label: 'Last disposition', type: 'text' },
  { name: 'callback_time', label: 'Callback time', type: 'time' },
];

export const CUSTOM_PREFIX = 'custom.';

export type AttributeCatalogue = ReadonlyMap<string, FilterAttribute>;

/** Everything a process's filters may name. */
export function attributeCatalogue(custom: readonly CustomAttribute[] = []): AttributeCatalogue {
  const declared = custom.map((parameter) => ({ ...parameter, name: `${CUSTOM_PREFIX}${parameter.name}` }));
  return new Map([...STANDARD_ATTRIBUTES, ...declared].map((attribute) => [attribute.name, attribute]));
}

const ORDERED = ['=', '<', '<=', '>', '>=', 'in', 'between', 'is_null'] as const;

/** Which comparisons a type knows. */
export const OPERATORS_OF_TYPE: Readonly<Record<AttributeType, readonly FilterOperator[]>> = {
  text: [...ORDERED, 'like'],
  choice: ['=', 'in', 'is_null'],
  number: ORDERED,
  time: ORDERED,
};
