import {
  ParameterType as Wire,
  type CustomParameter as WireParameter,
} from '@firstring/contracts/leads/configuration_service';
import type { NewParameter } from '../../app/custom-parameters.ts';
import type { ParameterType } from '../../domain/custom-value.ts';
import type { StoredParameter } from '../../store/configuration.ts';
import { invalid, text } from './decode.ts';

const CHOICES_MAX = 200;

const TYPES: Readonly<Record<ParameterType, Wire>> = {
  text: Wire.PARAMETER_TYPE_TEXT,
  number: Wire.PARAMETER_TYPE_NUMBER,
  date: Wire.PARAMETER_TYPE_DATE,
  boolean: Wire.PARAMETER_TYPE_BOOLEAN,
  choice: Wire.PARAMETER_TYPE_CHOICE,
};

/** A custom parameter as it is asked for; without a type it keeps the one it has, or is text. */
export function decodeParameter(wire: WireParameter | undefined): NewParameter {
  const type = Object.entries(TYPES).find(([, value]) => value === wire?.type)?.[0];
  const isNone = wire === undefined || wire.type === Wire.PARAMETER_TYPE_UNSPECIFIED;
  if (type === undefined && !isNone) throw invalid('parameter.type', 'is not known');
  const choices = (wire?.choices ?? []).map((choice) => text(choice, 'parameter.choices').trim());
  if (choices.length > CHOICES_MAX) throw invalid('parameter.choices', `has at most ${CHOICES_MAX} entries`);
  return {
    name: wire?.name ?? '',
    label: text(wire?.label ?? '', 'parameter.label'),
    // A key of the table above.
    type: type as ParameterType | undefined,
    choices: [...new Set(choices)].filter((choice) => choice !== ''),
  };
}

export function encodeParameter(processId: string, parameter: StoredParameter): WireParameter {
  const { name, label, type = 'text', choices = [] } = parameter;
  return { processId, name, label, type: TYPES[type], choices: [...choices] };
}
