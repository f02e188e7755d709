const count = new Intl.NumberFormat();
const clockTime = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });
const yearDayTime = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const dayTime = new Intl.DateTimeFormat(undefined, {
  day: 'numeric',
  month: 'short',
  hour: 'numeric',
  minute: '2-digit',
});
const weekdayTime = new Intl.DateTimeFormat(undefined, {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
});

/** A quantity with the reader's own separators. */
export function formatCount(quantity: number): string {
  return count.format(quantity);
}

const money = new Intl.NumberFormat(undefined, { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** `1,234.50`; the currency is that of the process's books. */
export function formatMoney(amount: number): string {
  return money.format(amount);
}

/** A share of 0 to 1 as `40.0 %`. */
export function formatShare(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

/** `14:32:10`, in the reader's zone. */
export function formatClock(at: number): string {
  return clockTime.format(at);
}

/** `22 Nov, 14:32` in the reader's zone; the year is said when it is another than this one. */
export function formatDayTime(at: number, now = Date.now()): string {
  const thisYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return (thisYear ? dayTime : yearDayTime).format(at);
}

export function formatWeekdayTime(at: number): string {
  return weekdayTime.format(at);
}

/** The time of day where the lead is: `Mon 14:32`; empty for a zone nobody knows. */
export function formatTheirTime(at: number, timeZone: string): string {
  if (timeZone === '') return '';
  try {
    const options = { timeZone, weekday: 'short', hour: '2-digit', minute: '2-digit' } as const;
    return new Intl.DateTimeFormat(undefined, options).format(at);
  } catch (thrown) {
    if (thrown instanceof RangeError) return '';
    throw thrown;
  }
}

/** City of an IANA zone: `America/New_York` is `New York`. */
export function zoneCity(timeZone: string): string {
  return (timeZone.split('/').at(-1) ?? '').replaceAll('_', ' ');
}

/** E.164 in groups that can be read aloud; numbers of the North American plan in their own way. */
export function formatPhone(phone: string): string {
  const northAmerican = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(phone);
  if (northAmerican !== null) return `+1 ${northAmerican[1]} ${northAmerican[2]} ${northAmerican[3]}`;
  const digits = /^\+(\d{2})(\d{5,13})$/.exec(phone);
  if (digits === null) return phone;
  const groups = (digits[2] ?? '').match(/\d{3}(?=\d{2})|\d{1,4}/g) ?? [];
  return `+${digits[1]} ${groups.join(' ')}`;
}

/** First and last name, or the words for a lead without one. */
export function fullName(lead: { firstName: string; lastName: string }): string {
  const name = `${lead.firstName} ${lead.lastName}`.trim();
  return name === '' ? 'Name not given' : name;
}

/** Value of `<input type="datetime-local">` for an instant, in the reader's zone. */
export function toLocalInput(at: number): string {
  const date = new Date(at);
  const pad = (value: number): string => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
  return `${day}T${pad(date.getHours())}:${pad(date.getMinutes())}`;
}

/** Instant of such a value; undefined while it is not complete. */
export function fromLocalInput(value: string): number | undefined {
  const at = new Date(value).getTime();
  return Number.isNaN(at) ? undefined : at;
}
