import type { LeadView } from '../../../src/app/views/leads.ts';
import { formText } from './form-text.ts';

/** Fields as the API takes them: those that are absent stay as they are. */
export interface LeadFields {
  firstName?: string;
  lastName?: string;
  email?: string;
  timeZone?: string;
  ownershipCode?: string;
  custom: Readonly<Record<string, string>>;
}

const NAMED = ['firstName', 'lastName', 'email', 'timeZone', 'ownershipCode'] as const;

/** What the form says differently from the lead; undefined when it says nothing new. Fields that it does not have stay as they are. */
export function changedFields(lead: LeadView, form: FormData): LeadFields | undefined {
  const values = new Map(lead.custom.map(({ name, value }) => [name, value]));
  const named = NAMED.filter((name) => form.has(name) && formText(form, name) !== lead[name]);
  const custom = [...form.keys()]
    .filter((key) => key.startsWith('custom.'))
    .map((key) => [key.slice('custom.'.length), formText(form, key)] as const)
    .filter(([name, value]) => value !== (values.get(name) ?? ''));
  if (named.length === 0 && custom.length === 0) return undefined;
  const fields = Object.fromEntries(named.map((name) => [name, formText(form, name)]));
  return { ...fields, custom: Object.fromEntries(custom) };
}
