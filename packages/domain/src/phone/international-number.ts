import {
  Metadata,
  parsePhoneNumberFromString,
  type CountryCode,
  type NumberType,
} from 'libphonenumber-js/max';
import metadata from 'libphonenumber-js/max/metadata';

/** A number of some country's plan. */
export interface InternationalNumber {
  /** `+` and up to 15 digits (E.164). */
  readonly e164: string;
  /** Without the country code. */
  readonly nationalNumber: string;
  readonly callingCode: string;
  /** ISO 3166 alpha-2; undefined where several countries share the range. */
  readonly country: CountryCode | undefined;
  /** Undefined for what is no number of its country's plan. */
  readonly type: NumberType;
}

/**
 * What libphonenumber says of a number written with its country code, ASCII. The library makes each of its patterns anew for every number,
 * which costs more than all else that is done with a lead's number; here each is made once. What its patterns do not settle (a national
 * prefix behind the country code, codes of no country) is asked of the library itself.
 */
export function readInternational(text: string): InternationalNumber | undefined {
  const digits = text.replace(/\D/g, '');
  const plans = plansOf(digits);
  const [main] = plans;
  if (main === undefined) return askLibrary(text);
  const nationalNumber = digits.slice(main.callingCode.length);
  if (nationalNumber.length < NATIONAL_DIGITS_MIN || nationalNumber.length > NATIONAL_DIGITS_MAX)
    return undefined;
  if (main.nationalPrefix?.test(nationalNumber) === true) return askLibrary(text);
  const plan = plans.length === 1 ? main : plans.find((candidate) => isOf(candidate, nationalNumber));
  return {
    e164: `+${digits}`,
    nationalNumber,
    callingCode: main.callingCode,
    country: plan?.country,
    type: typeIn(plan ?? main, nationalNumber),
  };
}

/** The library's own bounds of a national number. */
const NATIONAL_DIGITS_MIN = 2;
const NATIONAL_DIGITS_MAX = 17;
const CALLING_CODE_DIGITS_MAX = 3;

/** In the order in which a number is compared with them. */
const OTHER_TYPES = [
  'MOBILE',
  'PREMIUM_RATE',
  'TOLL_FREE',
  'SHARED_COST',
  'VOIP',
  'PERSONAL_NUMBER',
  'PAGER',
  'UAN',
  'VOICEMAIL',
] as const;

interface Pattern {
  readonly lengths: readonly number[];
  readonly pattern: RegExp;
}

/** One country's rules. */
interface Plan {
  readonly country: CountryCode;
  readonly callingCode: string;
  readonly nationalPrefix: RegExp | undefined;
  readonly leadingDigits: RegExp | undefined;
  readonly general: RegExp;
  readonly fixedLine: Pattern | undefined;
  /** The country does not tell mobile numbers from those of a fixed line. */
  readonly mobileIsFixedLine: boolean;
  readonly others: ReadonlyMap<NumberType, Pattern>;
}

/** Of a plan as the library keeps it; its types leave out what only its own matching uses. */
interface LibraryPlan {
  callingCode(): string;
  nationalPrefixForParsing(): string | undefined;
  leadingDigits(): string | undefined;
  nationalNumberPattern(): string;
  type(name: string): { pattern(): string | undefined; possibleLengths(): readonly number[] } | undefined;
}

const plansByCode = new Map<string, readonly Plan[]>();

/** The countries that share the country code these digits begin with, the main one first. */
function plansOf(digits: string): readonly Plan[] {
  for (let length = 1; length <= CALLING_CODE_DIGITS_MAX; length += 1) {
    const code = digits.slice(0, length);
    const known = plansByCode.get(code);
    if (known !== undefined) return known;
    const countries = metadata.country_calling_codes[code];
    if (countries === undefined) continue;
    const plans = countries.map(compilePlan);
    plansByCode.set(code, plans);
    return plans;
  }
  return [];
}

function compilePlan(country: CountryCode): Plan {
  const selected = new Metadata();
  selected.selectNumberingPlan(country);
  // As the library's own matching sees it; the property test compares both.
  const plan = selected.numberingPlan as unknown as LibraryPlan;
  const prefix = plan.nationalPrefixForParsing();
  const leading = plan.leadingDigits();
  const mobile = plan.type('MOBILE');
  return {
    country,
    callingCode: plan.callingCode(),
    nationalPrefix: prefix ? new RegExp(`^(?:${prefix})`) : undefined,
    leadingDigits: leading ? new RegExp(`^(?:${leading})`) : undefined,
    general: entirely(plan.nationalNumberPattern()),
    fixedLine: patternOf(plan, 'FIXED_LINE'),
    mobileIsFixedLine: mobile === undefined || mobile.pattern() === '',
    others: new Map(
      OTHER_TYPES.flatMap((type) => {
        const pattern = patternOf(plan, type);
        return pattern === undefined ? [] : [[type, pattern] as const];
      }),
    ),
  };
}

function patternOf(plan: LibraryPlan, name: string): Pattern | undefined {
  const type = plan.type(name);
  const pattern = type?.pattern();
  return type === undefined || !pattern
    ? undefined
    : { lengths: type.possibleLengths(), pattern: entirely(pattern) };
}

function entirely(pattern: string): RegExp {
  return new RegExp(`^(?:${pattern})$`);
}

function isOf(plan: Plan, nationalNumber: string): boolean {
  return plan.leadingDigits === undefined
    ? typeIn(plan, nationalNumber) !== undefined
    : plan.leadingDigits.test(nationalNumber);
}

function typeIn(plan: Plan, nationalNumber: string): NumberType {
  if (!plan.general.test(nationalNumber)) return undefined;
  if (fits(plan.fixedLine, nationalNumber)) {
    const both = plan.mobileIsFixedLine || fits(plan.others.get('MOBILE'), nationalNumber);
    return both ? 'FIXED_LINE_OR_MOBILE' : 'FIXED_LINE';
  }
  for (const [type, pattern] of plan.others) if (fits(pattern, nationalNumber)) return type;
  return undefined;
}

function fits(rule: Pattern | undefined, nationalNumber: string): boolean {
  return (
    rule !== undefined && rule.lengths.includes(nationalNumber.length) && rule.pattern.test(nationalNumber)
  );
}

/** The same answer from the library. */
export function askLibrary(text: string, defaultCountry?: CountryCode): InternationalNumber | undefined {
  const options = defaultCountry === undefined ? { extract: false } : { defaultCountry, extract: false };
  const number = parsePhoneNumberFromString(text, options);
  if (number === undefined) return undefined;
  const { nationalNumber, country, countryCallingCode: callingCode } = number;
  return { e164: number.number, nationalNumber, callingCode, country, type: number.getType() };
}
