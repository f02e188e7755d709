/** E.164 as a number: at most fifteen digits, so exact. 0 for anything else. */
export function packE164(phone: string): number {
  return /^\+[1-9][0-9]{2,14}$/.test(phone) ? Number(phone.slice(1)) : 0;
}

/** The E.164 text of a packed number. */
export function unpackE164(packed: number): string {
  return `+${packed}`;
}
