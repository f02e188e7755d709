import { reasonError } from '@firstring/contracts';
import { updateDocument } from '@firstring/service-kit';
import type { ParameterKind, ParameterType } from '../domain/custom-value.ts';
import type { ParametersDoc, StoredParameter } from '../store/configuration.ts';
import type { LeadStoreDeps } from './ports.ts';
import { readProcess } from './processes.ts';

const PARAMETERS_MAX = 200;
const NAME = /^[A-Za-z][A-Za-z0-9_]{0,62}$/;
/** Fields that every lead has, under all names vendors may use for them, and names that mean something to the language. */
const TAKEN = new Set(
  'caller_id phone phone_number first_name last_name email time_zone ownership_code constructor prototype'.split(
    ' ',
  ),
);

export interface NewParameter {
  readonly name: string;
  readonly label: string;
  /** Undefined keeps the type it has; a new one is text. */
  readonly type: ParameterType | undefined;
  readonly choices: readonly string[];
}

/** declares a parameter, or renames its label and adds choices. Name and type are forever: values that are stored have them. */
export async function putCustomParameter(
  deps: LeadStoreDeps,
  processId: string,
  parameter: NewParameter,
): Promise<StoredParameter> {
  if (!NAME.test(parameter.name) || TAKEN.has(parameter.name)) throw reasonError('PARAMETER_INVALID');
  let stored: StoredParameter = { name: parameter.name, label: parameter.label };
  await changeParameters(deps, processId, (before) => {
    stored = declared(
      before.find(({ name }) => name === parameter.name),
      parameter,
    );
    const others = before.filter(({ name }) => name !== stored.name);
    if (others.length >= PARAMETERS_MAX) {
      throw reasonError('PARAMETER_INVALID', {
        message: `a process has at most ${PARAMETERS_MAX} custom parameters`,
      });
    }
    return [...others, stored].sort((left, right) => (left.name < right.name ? -1 : 1));
  });
  return stored;
}

/** ends a declaration; stored values stay readable until the lead is written again. Twice is as good as once. */
export async function deleteCustomParameter(
  deps: LeadStoreDeps,
  processId: string,
  name: string,
): Promise<void> {
  const table = await deps.tables.get(processId);
  if (table?.doc.primaryField === `custom:${name}`)
    throw reasonError('PARAMETER_INVALID', { message: 'it is the primary field of the table' });
  await changeParameters(deps, processId, (before) => before.filter((parameter) => parameter.name !== name));
}

export async function listCustomParameters(
  deps: LeadStoreDeps,
  processId: string,
): Promise<readonly StoredParameter[]> {
  await readProcess(deps, processId);
  return (await deps.parameters.get(processId))?.doc.parameters ?? [];
}

export async function readDeclaredNames(deps: LeadStoreDeps, processId: string): Promise<readonly string[]> {
  const stored = await deps.parameters.get(processId);
  return stored?.doc.parameters.map(({ name }) => name) ?? [];
}

/** Its kind of values. */
export function kindOf({ type = 'text', choices = [] }: StoredParameter): ParameterKind {
  return { type, choices };
}

function declared(before: StoredParameter | undefined, given: NewParameter): StoredParameter {
  const type = given.type ?? before?.type ?? 'text';
  if (before !== undefined && type !== (before.type ?? 'text'))
    throw reasonError('PARAMETER_INVALID', { message: 'the type of a parameter never changes' });
  const choices = given.choices.length > 0 ? given.choices : (before?.choices ?? []);
  if (type === 'choice' && choices.length === 0)
    throw reasonError('PARAMETER_INVALID', { message: 'a choice needs what can be chosen' });
  return {
    name: given.name,
    label: given.label === '' ? given.name : given.label,
    type,
    ...(type === 'choice' ? { choices } : {}),
  };
}

async function changeParameters(
  deps: LeadStoreDeps,
  processId: string,
  step: (before: ParametersDoc['parameters']) => ParametersDoc['parameters'],
): Promise<void> {
  await readProcess(deps, processId);
  await updateDocument<ParametersDoc, void>(deps.parameters, processId, (before) => ({
    answer: undefined,
    doc: { parameters: step(before?.parameters ?? []) },
  }));
}
