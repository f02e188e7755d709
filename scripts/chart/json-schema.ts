import { z } from 'zod';
import { chartValuesSchema } from './values.ts';

/** The part of JSON Schema that we write. */
export interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly minimum?: number;
  readonly maximum?: number;
}

/** Of values.yaml; closed to unknown keys. */
export function valuesJsonSchema(): JsonSchema {
  return z.toJSONSchema(chartValuesSchema, { io: 'input', unrepresentable: 'any' }) as JsonSchema; // written by the line before
}
