import type { Random } from '@firstring/kernel';

const LETTERS = 'abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';
const SECRET_CHARS = 20;

/** A password for a person or a phone: letters and digits that are not mistaken for each other, some 115 bits. */
export function newSecret(random: Random): string {
  return Array.from({ length: SECRET_CHARS }, () => LETTERS[random.int(LETTERS.length)]).join('');
}
