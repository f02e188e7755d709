/** Kinds of values of a custom parameter. */
export const PARAMETER_TYPES = ['text', 'number', 'date', 'boolean', 'choice'] as const;
export type ParameterType = (typeof PARAMETER_TYPES)[number];

export interface ParameterKind {
  readonly type: ParameterType;
  /** For `choice`: what may be chosen. */
  readonly choices: readonly string[];
}

export const DATE_ORDERS = ['YMD', 'DMY', 'MDY'] as const;
export type DateOrder = (typeof DATE_ORDERS)[number];

const TRUE = new Set(['true', 'yes', 'y', '1', 'on']);
const FALSE = new Set(['false', 'no', 'n', '0', 'off']);
const TEXT_CHARS_MAX = 4096;

/**
 * A value as it is stored: numbers in plain decimals, dates as YYYY-MM-DD, booleans as true and false. Undefined when the text is no
 * value of this kind: then nothing is stored, and the parameter is told as ignored. An empty text says nothing, in every kind.
 * Dates that are not ISO need an order, because 03/04/05 is three days.
 */
export function readCustomValue(
  text: string,
  kind: ParameterKind,
  dateOrder?: DateOrder,
): string | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return '';
  switch (kind.type) {
    case 'text':
      return text.length <= TEXT_CHARS_MAX ? text : undefined;
    case 'number':
      return /^[-+]?\d{1,15}(\.\d{1,15})?$/.test(trimmed) ? trimmed.replace(/^\+/, '') : undefined;
    case 'date':
      return readDate(trimmed, dateOrder);
    case 'boolean': {
      const folded = trimmed.toLowerCase();
      if (TRUE.has(folded)) return 'true';
      return FALSE.has(folded) ? 'false' : undefined;
    }
    case 'choice':
      return kind.choices.find((choice) => choice.toLowerCase() === trimmed.toLowerCase());
  }
}

function readDate(text: string, order: DateOrder | undefined): string | undefined {
  const iso = /^(\d{4})-(\d{2})-(\d{2})(?:[T ].*)?$/.exec(text);
  if (iso !== null) return realDate(iso[1], iso[2], iso[3]);
  const parts = /^(\d{1,4})[/.\- ](\d{1,2})[/.\- ](\d{1,4})$/.exec(text);
  if (parts === null || order === undefined) return undefined;
  const [, a, b, c] = parts;
  switch (order) {
    case 'YMD':
      return realDate(a, b, c);
    case 'DMY':
      return realDate(c, b, a);
    case 'MDY':
      return realDate(c, a, b);
  }
}

/** Two digits of a year are of this century: contact data are not older than that. */
function realDate(yearText = '', monthText = '', dayText = ''): string | undefined {
  const year = yearText.length === 2 ? 2000 + Number(yearText) : Number(yearText);
  const [month, day] = [Number(monthText), Number(dayText)];
  if (yearText.length === 3 || year < 1000 || month < 1 || month > 12 || day < 1) return undefined;
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
  if (day > days) return undefined;
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
}
