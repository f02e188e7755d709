/** Longest ownership code, in characters. */
export const OWNERSHIP_CODE_CHARS_MAX = 64;

/** What tells ownership codes apart: people type them, so case and outer spaces do not matter. Empty for a lead that is anybody's. */
export function ownershipKey(code: string): string {
  return code.trim().toLowerCase();
}
