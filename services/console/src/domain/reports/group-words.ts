/** A priority level; `other` is what was presented outside of the four. */
export function levelWords(level: string): string {
  return level === 'other' ? 'Outside the levels' : level;
}

/** `09:00`. */
export function hourWords(hour: string): string {
  return `${hour.padStart(2, '0')}:00`;
}
