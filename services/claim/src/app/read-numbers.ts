import { parsePhone, type PhoneRefusal } from '@firstring/domain/phone';
import type { Clock } from '@firstring/kernel';

export interface ReadNumbers {
  /** E.164, in order. */
  readonly phones: readonly string[];
  readonly refused: readonly { readonly position: number; readonly why: PhoneRefusal }[];
}

/** Parsing so many keeps the loop free. */
const AT_ONCE = 100;

/** Brings a batch of written numbers to E.164, some at a time. */
export async function readNumbers(
  clock: Clock,
  texts: readonly string[],
  defaultCountry: string | undefined,
): Promise<ReadNumbers> {
  const phones: string[] = [];
  const refused: { position: number; why: PhoneRefusal }[] = [];
  for (const [position, text] of texts.entries()) {
    if (position % AT_ONCE === AT_ONCE - 1) await clock.sleep(0);
    const read = parsePhone(text, defaultCountry);
    if (read.ok) phones.push(read.e164);
    else refused.push({ position, why: read.reason });
  }
  return { phones, refused };
}
