const CANONICAL = new Set(Intl.supportedValuesOf('timeZone'));
const NAME_CHARS_MAX = 64;

/** The zone database's own name for a zone (`US/Eastern` is America/New_York); undefined when it knows none of this name. */
export function knownZone(name: string): string | undefined {
  if (CANONICAL.has(name)) return name;
  // Offsets such as +02:00 are no zones: they know no summer time.
  if (name.length > NAME_CHARS_MAX || !/^[A-Za-z][\w/+-]*$/.test(name)) return undefined;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
