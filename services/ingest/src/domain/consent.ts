import { fieldText } from './field-text.ts';

const YES = new Set(['true', 'yes', 'y', '1', 'on']);

/** Whether the value of a consent field says yes, as boxes of forms and programs do. */
export function saysYes(value: unknown): boolean {
  return YES.has(fieldText(value)?.trim().toLowerCase() ?? '');
}
