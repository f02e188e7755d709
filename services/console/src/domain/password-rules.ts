export const PASSWORD_CHARS_MIN = 10;
export const PASSWORD_CHARS_MAX = 256;
const DIFFERENT_CHARS_MIN = 5;
const NAME_CHARS_MIN = 4;
const ROWS = ['0123456789', 'abcdefghijklmnopqrstuvwxyz', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm'];
const RUN_CHARS = 8;
/** What lists of stolen passwords begin with; with anything added they are no better. */
const STALE_WORDS = ['password', 'passwort', 'passw0rd', 'letmein', 'iloveyou', 'firstring', 'administrator'];

/**
 * Why a password is refused, in words for its owner; undefined for a good one. Length counts, not kinds of characters
 * (NIST SP 800-63B, OWASP ASVS 5.0 6.2): what is refused is what guessers try first.
 */
export function passwordFault(password: string, username: string): string | undefined {
  if (password.length < PASSWORD_CHARS_MIN || password.length > PASSWORD_CHARS_MAX)
    return `a password has ${PASSWORD_CHARS_MIN} to ${PASSWORD_CHARS_MAX} characters`;
  const folded = password.normalize('NFKC').toLowerCase();
  if (new Set(folded).size < DIFFERENT_CHARS_MIN) return 'this password repeats too few characters';
  if (username.length >= NAME_CHARS_MIN && folded.includes(username.toLowerCase()))
    return 'a password does not hold the user name';
  if (hasRun(folded)) return 'this password is a row of keys';
  if (STALE_WORDS.some((word) => folded.replace(/[^\p{L}]/gu, '') === word.replace(/[^\p{L}]/gu, '')))
    return 'this password is among the first that are tried';
  return undefined;
}

function hasRun(folded: string): boolean {
  const rows = ROWS.flatMap((row) => [row + row, Array.from(row).toReversed().join('').repeat(2)]);
  for (let start = 0; start + RUN_CHARS <= folded.length; start += 1) {
    const part = folded.slice(start, start + RUN_CHARS);
    if (rows.some((row) => row.includes(part))) return true;
  }
  return false;
}
