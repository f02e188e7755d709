import { fieldText } from './field-text.ts';
import type { PingRule } from './link-profile.ts';
import type { RawFields } from './parse-json-object.ts';

/** Whether these fields are what the link takes. A field that is not sent matches nothing. */
export function matchesRules(fields: RawFields, rules: readonly PingRule[]): boolean {
  return rules.every(({ field, values }) => {
    const text = fieldText(fields.get(field))?.trim().toLowerCase();
    return values.some((value) => value.toLowerCase() === text);
  });
}
