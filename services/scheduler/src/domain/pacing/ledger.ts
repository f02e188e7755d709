import { dayNumberOf, dayText } from '@firstring/domain';

/** The calls of one local day of a campaign that a person has answered, and those of them whom nobody of ours took. */
export interface DayCount {
  /** In the campaign's zone, as 2026-11-23. */
  readonly day: string;
  readonly answered: number;
  readonly abandoned: number;
}

/** Days with calls, oldest first. */
export type Ledger = readonly DayCount[];

/** How a call counts: with previews, too, as they are calls of the campaign. */
export type Answered = 'talked' | 'abandoned';

/** How many calls may still be abandoned; less than zero where it were too many already. */
export interface Room {
  /** Over the days that are looked at now, and those that still are tomorrow. */
  readonly window: number;
  /** By today's answered calls alone. */
  readonly today: number;
}

export const WINDOW_DAYS = 30;
const BASIS_POINTS = 10_000;

/** One more answered call; days that nobody looks at any more go. */
export function countCall(ledger: Ledger, day: string, how: Answered): Ledger {
  const known = ledger.find((each) => each.day === day) ?? { day, answered: 0, abandoned: 0 };
  const { answered, abandoned } = known;
  const counted = { day, answered: answered + 1, abandoned: abandoned + (how === 'abandoned' ? 1 : 0) };
  const others = ledger.filter((each) => each.day !== day);
  return [...others, counted].toSorted((a, b) => (a.day < b.day ? -1 : 1)).slice(-WINDOW_DAYS);
}

/** Of the last thirty calendar days, today being one of them, or of fewer. */
export function totalsOf(ledger: Ledger, today: string, days = WINDOW_DAYS): Omit<DayCount, 'day'> {
  const from = daysBefore(today, days - 1);
  let [answered, abandoned] = [0, 0];
  for (const each of ledger) {
    if (each.day < from || each.day > today) continue;
    answered += each.answered;
    abandoned += each.abandoned;
  }
  return { answered, abandoned };
}

export function todayOf(ledger: Ledger, today: string): Omit<DayCount, 'day'> {
  return ledger.find(({ day }) => day === today) ?? { answered: 0, abandoned: 0 };
}

/** what the ceiling leaves. */
export function roomOf(ledger: Ledger, today: string, ceilingBasisPoints: number): Room {
  const left = ({ answered, abandoned }: Omit<DayCount, 'day'>): number =>
    Math.floor((answered * ceilingBasisPoints) / BASIS_POINTS) - abandoned;
  // Tomorrow a day has left: what is abandoned today must be right without it, too.
  const window = Math.min(left(totalsOf(ledger, today)), left(totalsOf(ledger, today, WINDOW_DAYS - 1)));
  return { window, today: left(todayOf(ledger, today)) };
}

/** Answered calls that are still needed until so many may be abandoned; 0: none. */
export function answeredNeeded(
  ledger: Ledger,
  today: string,
  wanted: { ceilingBasisPoints: number; room: number },
): number {
  const { answered, abandoned } = totalsOf(ledger, today);
  const needed = Math.ceil(((abandoned + wanted.room) * BASIS_POINTS) / wanted.ceilingBasisPoints);
  return Math.max(0, needed - answered);
}

function daysBefore(day: string, days: number): string {
  return dayText((dayNumberOf(day) ?? 0) - days);
}
