import { reasonError } from '@firstring/contracts';
import { updateDocument } from '@firstring/service-kit';
import type { ParametersDoc } from '../store/configuration.ts';
import type { LeadStoreDeps } from './ports.ts';
import { readProcess } from './processes.ts';

const PARAMETERS_MAX = 200;
const NAME = /^[A-Za-z][A-Za-z0-9_]{0,62}$/;
/** Fields that every lead has, under all names vendors may use for them, and names that mean something to the language. */
const TAKEN = new Set(
  'caller_id phone phone_number first_name last_name email time_zone constructor prototype'.split(' '),
);

export interface CustomParameter {
  readonly name: string;
  readonly label: string;
}

/** declares a parameter, or renames its label. The name is forever. */
export async function putCustomParameter(
  deps: LeadStoreDeps,
  processId: string,
  parameter: CustomParameter,
): Promise<CustomParameter> {
  if (!NAME.test(parameter.name) || TAKEN.has(parameter.name)) throw reasonError('PARAMETER_INVALID');
  const stored = { name: parameter.name, label: parameter.label === '' ? parameter.name : parameter.label };
  await changeParameters(deps, processId, (before) => {
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
export function deleteCustomParameter(deps: LeadStoreDeps, processId: string, name: string): Promise<void> {
  return changeParameters(deps, processId, (before) => before.filter((parameter) => parameter.name !== name));
}

export async function listCustomParameters(
  deps: LeadStoreDeps,
  processId: string,
): Promise<readonly CustomParameter[]> {
  await readProcess(deps, processId);
  return (await deps.parameters.get(processId))?.doc.parameters ?? [];
}

export async function readDeclaredNames(deps: LeadStoreDeps, processId: string): Promise<readonly string[]> {
  const stored = await deps.parameters.get(processId);
  return stored?.doc.parameters.map(({ name }) => name) ?? [];
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
