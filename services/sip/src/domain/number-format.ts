/**
 * e164-plus      +12025550123
 * e164           12025550123
 * national       2025550123 with the national prefix before it, within the trunk's own country; international elsewhere
 * international  00 (or the trunk's own prefix) before the country code, always
 */
export type NumberStyle = 'e164-plus' | 'e164' | 'national' | 'international';

/** How a carrier writes numbers. */
export interface NumberFormat {
  readonly called: NumberStyle;
  /** From, P-Asserted-Identity, Diversion. */
  readonly caller: NumberStyle;
  /** Digits without plus; empty: no country is national. */
  readonly countryCode: string;
  readonly nationalPrefix: string;
  readonly internationalPrefix: string;
  /** Before every called number. */
  readonly techPrefix: string;
  /** The longest that fits writes the called number instead of its style. */
  readonly rules: readonly NumberRule[];
}

/** What a called number begins with, plus and all, and what stands in its place. */
export interface NumberRule {
  readonly prefix: string;
  readonly replacement: string;
}

const E164_DIGITS = /^[1-9]\d{6,14}$/;

export const PLAIN_NUMBERS: NumberFormat = {
  called: 'e164-plus',
  caller: 'e164-plus',
  countryCode: '',
  nationalPrefix: '',
  internationalPrefix: '00',
  techPrefix: '',
  rules: [],
};

/** The E.164 number as this carrier wants it called. */
export function writeCalled(format: NumberFormat, e164: string): string {
  const rule = format.rules
    .filter(({ prefix }) => e164.startsWith(prefix))
    .reduce<NumberRule | undefined>(
      (best, each) => (best === undefined || each.prefix.length > best.prefix.length ? each : best),
      undefined,
    );
  const written =
    rule === undefined
      ? write(format, format.called, e164)
      : rule.replacement + e164.slice(rule.prefix.length);
  return format.techPrefix + written;
}

/** The E.164 number as this carrier wants to be told who calls. */
export function writeCaller(format: NumberFormat, e164: string): string {
  return write(format, format.caller, e164);
}

/**
 * What a caller's number of this carrier means, E.164; undefined for what is no number. The carrier's own caller style is tried
 * first, then what the digits can mean otherwise.
 */
export function readCaller(format: NumberFormat, text: string): string | undefined {
  return readNumber(format, format.caller, text);
}

/** The same for the number that was called. */
export function readCalled(format: NumberFormat, text: string): string | undefined {
  return readNumber(format, format.called, text);
}

function readNumber(format: NumberFormat, style: NumberStyle, text: string): string | undefined {
  const written = text.replace(/[\s().-]/g, '');
  const { countryCode, nationalPrefix, internationalPrefix } = format;
  const international = internationalPrefix === '' ? undefined : after(internationalPrefix, written);
  const national = countryCode === '' ? undefined : prefixed(countryCode, after(nationalPrefix, written));
  const plus = after('+', written);
  const readings =
    style === 'national'
      ? [plus, international, national, written]
      : style === 'international'
        ? [plus, international, written]
        : [plus, written, international];
  const digits = readings.find((reading) => reading !== undefined && E164_DIGITS.test(reading));
  return digits === undefined ? undefined : `+${digits}`;
}

function write(format: NumberFormat, style: NumberStyle, e164: string): string {
  const digits = e164.slice(1);
  switch (style) {
    case 'e164-plus':
      return e164;
    case 'e164':
      return digits;
    case 'national':
      return format.countryCode !== '' && digits.startsWith(format.countryCode)
        ? format.nationalPrefix + digits.slice(format.countryCode.length)
        : format.internationalPrefix + digits;
    case 'international':
      return format.internationalPrefix + digits;
  }
}

function after(prefix: string, text: string): string | undefined {
  return text.startsWith(prefix) ? text.slice(prefix.length) : undefined;
}

function prefixed(prefix: string, text: string | undefined): string | undefined {
  return text === undefined ? undefined : prefix + text;
}
