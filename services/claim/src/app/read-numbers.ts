import { parsePhone, type PhoneRefusal } from '@firstring/domain/phone';
import { isE164 } from '../domain/exclusion.ts';
import type { Clock } from '@firstring/kernel';

export interface ReadNumbers {
  /** E.164, in order. */
  readonly phones: readonly string[];
  readonly refused: readonly { readonly position: number; readonly why: PhoneRefusal }[];
}

/** Parsing so many keeps the loop free. */
const AT_ONCE = 50;

/**
 * Brings a batch of written numbers to E.164, some at a time. What is E.164 already is taken as it is: registries' files are long, and
 * an entry for a number that nobody has harms nobody.
 */
export async function readNumbers(
  clock: Clock,
  texts: readonly string[],
  defaultCountry: string | undefined,
): Promise<ReadNumbers> {
  const phones: string[] = [];
  const refused: { position: number; why: PhoneRefusal }[] = [];
  let parsed = 0;
  for (const [position, text] of texts.entries()) {
    if (isE164(text)) {
      phones.push(text);
      continue;
    }
    parsed += 1;
    if (parsed % AT_ONCE === 0) await clock.sleep(0);
    const read = parsePhone(text, defaultCountry);
    if (read.ok) phones.push(read.e164);
    else refused.push({ position, why: read.reason });
  }
  return { phones, refused };
}
