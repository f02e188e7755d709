import type { PingRule } from './link-profile.ts';
import type { RawFields } from './parse-json-object.ts';

/** Whether these fields are what the link takes. A field that is not sent matches nothing. */
export function matchesRules(fields: RawFields, rules: readonly PingRule[]): boolean {
  return rules.every(({ field, values }) => {
    const sent = fields.get(field);
    if (sent === undefined || sent === null) return false;
    const text = String(sent).trim().toLowerCase();
    return values.some((value) => value.toLowerCase() === text);
  });
}
