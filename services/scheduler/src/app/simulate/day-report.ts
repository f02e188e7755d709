import { compareDays, type DayComparison } from './compare-days.ts';
import { dayFigures, type DayFigures } from './day-figures.ts';
import type { Day } from './day.ts';
import type { SimulatedDay } from './simulate-day.ts';

/** A simulated day beside the real one. */
export interface DayReport {
  readonly day: string;
  readonly timeZone: string;
  readonly isSynthetic: boolean;
  readonly notes: readonly string[];
  readonly real: DayFigures;
  readonly simulated: DayFigures;
  /** Absent where a policy was changed: then nobody expects the same choices. */
  readonly replay?: {
    readonly isExact: boolean;
    readonly alike: number;
    readonly real: number;
    readonly first?: string;
  };
  /** Where the answers of leads came from that nobody really dialled. */
  readonly answers: 'none needed' | 'fitted to the day' | 'assumed: the day has too few dials';
  readonly events: number;
  readonly eventsPerSecond: number;
}

export interface ReportOptions {
  readonly day: Day;
  readonly real: SimulatedDay;
  readonly simulated: SimulatedDay;
  readonly isChanged: boolean;
  readonly notes: readonly string[];
  readonly tookMs: number;
}

export function dayReport({ day, real, simulated, isChanged, notes, tookMs }: ReportOptions): DayReport {
  const { header } = day;
  const figures = dayFigures(simulated.presentations, header);
  const compared = isChanged ? undefined : compareDays(real.presentations, simulated.presentations);
  const modelled = simulated.isModelAssumed ? 'assumed: the day has too few dials' : 'fitted to the day';
  return {
    day: header.day,
    timeZone: header.timeZone,
    isSynthetic: header.isSynthetic === true,
    notes: [...header.notes, ...notes],
    real: dayFigures(real.presentations, header),
    simulated: figures,
    ...(compared === undefined ? {} : { replay: replayOf(compared) }),
    answers: figures.modelled === 0 ? 'none needed' : modelled,
    events: simulated.events,
    eventsPerSecond: Math.round(simulated.events / Math.max(0.001, tookMs / 1000)),
  };
}

function replayOf({ isExact, alike, real, first }: DayComparison): NonNullable<DayReport['replay']> {
  if (first === undefined) return { isExact, alike, real };
  const say = (side: 'real' | 'simulated'): string => {
    const choice = first[side];
    if (choice === undefined) return 'nothing';
    return `${choice.agentId} ${choice.leadId} ${choice.lane} at ${timeOf(choice.chosenAt)}`;
  };
  return { isExact, alike, real, first: `really ${say('real')}; simulated ${say('simulated')}` };
}

function timeOf(at: number): string {
  return `${new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium', timeZone: 'UTC' }).format(at)} UTC`;
}
