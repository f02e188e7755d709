export { packE164, unpackE164 } from './e164-number.ts';
export { mixBits, uuidText, uuidWords, type UuidWords } from './uuid-words.ts';
