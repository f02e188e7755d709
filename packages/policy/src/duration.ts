const UNITS = [
  { letter: 'd', seconds: 86_400 },
  { letter: 'h', seconds: 3600 },
  { letter: 'm', seconds: 60 },
  { letter: 's', seconds: 1 },
] as const;

const DURATION = /^(?:(\d{1,7})d)?(?:(\d{1,7})h)?(?:(\d{1,7})m)?(?:(\d{1,7})s)?$/;

/** `1h30m` in seconds; undefined for what is not written so. */
export function parseDuration(text: string): number | undefined {
  const parts = DURATION.exec(text);
  if (parts === null || text === '') return undefined;
  return UNITS.reduce((sum, { seconds }, index) => sum + Number(parts[index + 1] ?? 0) * seconds, 0);
}

/** The largest units that say it exactly: 5400 is `1h30m`. */
export function printDuration(seconds: number): string {
  let rest = seconds;
  const parts = UNITS.map((unit) => {
    const count = Math.floor(rest / unit.seconds);
    rest -= count * unit.seconds;
    return count === 0 ? '' : `${count}${unit.letter}`;
  });
  return parts.join('') || '0s';
}
