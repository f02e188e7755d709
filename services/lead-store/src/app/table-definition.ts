import { reasonError } from '@firstring/contracts';
import { updateDocument } from '@firstring/service-kit';
import type { ParameterKind } from '../domain/custom-value.ts';
import type { StoredParameter, TableDoc } from '../store/configuration.ts';
import { kindOf, listCustomParameters } from './custom-parameters.ts';
import type { LeadStoreDeps } from './ports.ts';

/** What leads of a process hold: declared custom parameters with their kinds, and the field that tells two contacts apart. */
export interface Table {
  readonly kinds: ReadonlyMap<string, ParameterKind>;
  /** `phone1`, `email` or `custom:<name>`. */
  readonly primaryField: string;
}

/** Where nobody has said anything else. */
const PRIMARY_FIELD = 'phone1';

export async function readTable(deps: LeadStoreDeps, processId: string): Promise<Table> {
  const [parameters, table] = await Promise.all([
    listCustomParameters(deps, processId),
    deps.tables.get(processId),
  ]);
  const kinds = new Map(parameters.map((parameter) => [parameter.name, kindOf(parameter)]));
  return { kinds, primaryField: table?.doc.primaryField ?? PRIMARY_FIELD };
}

/** The primary field alone. */
export async function readPrimaryField(deps: LeadStoreDeps, processId: string): Promise<string> {
  return (await deps.tables.get(processId))?.doc.primaryField ?? PRIMARY_FIELD;
}

export interface TableField {
  readonly name: string;
  readonly label: string;
  readonly type: string;
  readonly canBePrimary: boolean;
}

export interface TableView {
  readonly fields: readonly TableField[];
  readonly primaryField: string;
  readonly version: number;
  readonly inUse: boolean;
}

const STANDARD: readonly TableField[] = [
  { name: 'phone1', label: 'Phone (Caller ID)', type: 'phone', canBePrimary: true },
  { name: 'phone2', label: 'Further phones', type: 'phone', canBePrimary: false },
  { name: 'first_name', label: 'First name', type: 'text', canBePrimary: false },
  { name: 'last_name', label: 'Last name', type: 'text', canBePrimary: false },
  { name: 'email', label: 'E-mail', type: 'text', canBePrimary: true },
  { name: 'time_zone', label: 'Time zone', type: 'text', canBePrimary: false },
  { name: 'ownership_code', label: 'Ownership code', type: 'text', canBePrimary: false },
];

/** the permanent table: the standard fields, then the process's own. */
export async function showTable(deps: LeadStoreDeps, processId: string): Promise<TableView> {
  const [parameters, table, inUse] = await Promise.all([
    listCustomParameters(deps, processId),
    deps.tables.get(processId),
    hasLeads(deps, processId),
  ]);
  return {
    fields: [...STANDARD, ...parameters.map(customField)],
    primaryField: table?.doc.primaryField ?? PRIMARY_FIELD,
    version: table?.version ?? 0,
    inUse,
  };
}

export interface PutTable {
  readonly requestId: string;
  readonly processId: string;
  readonly primaryField: string;
  readonly version: number;
}

/** sets the primary field, before there are leads: afterwards nobody could say which of two leads a row means. */
export async function putTable(deps: LeadStoreDeps, command: PutTable): Promise<void> {
  const { processId, primaryField, requestId, version } = command;
  const { fields, primaryField: before, inUse } = await showTable(deps, processId);
  if (!fields.some(({ name, canBePrimary }) => name === primaryField && canBePrimary))
    throw reasonError('INVALID_ARGUMENT', {
      message: 'this field cannot be the primary one',
      details: { field: 'primary_field' },
    });
  if (inUse && primaryField !== before) throw reasonError('TABLE_IN_USE');
  await updateDocument<TableDoc, void>(deps.tables, processId, (stored, next) => {
    if (stored?.requestId === requestId) return { answer: undefined };
    if (next !== version + 1) throw reasonError('VERSION_CONFLICT');
    return { answer: undefined, doc: { primaryField, requestId } };
  });
}

async function hasLeads(deps: LeadStoreDeps, processId: string): Promise<boolean> {
  return (await deps.leads.count({ index: 'process', equals: [processId], limit: 1 })) > 0;
}

function customField(parameter: StoredParameter): TableField {
  const { name, label, type = 'text' } = parameter;
  const canBePrimary = type === 'text' || type === 'number';
  return { name: `custom:${name}`, label, type, canBePrimary };
}
