import type { DayFiguresView, SimulationView } from '../../../src/app/views/simulations.ts';
import { formatCount, formatShare } from './formats.ts';

export interface FigureRow {
  readonly name: string;
  readonly real: string;
  readonly simulated: string;
}

type Level = DayFiguresView['byLevel'][string];

export interface LevelRow {
  readonly level: string;
  readonly real: Level;
  readonly simulated: Level;
}

const CAP_WORDS: Readonly<Record<string, string>> = {
  P1_DAY_CAP: 'Cap of the first day met',
  DAY_CAP: 'Cap of a day met',
  P4_DAY_CAP: 'Long-term cap of a day met',
  NUMBER_DAY_CAP: 'Cap of the number met',
  MAX_ATTEMPTS_REACHED: 'Last attempt made',
};

/** The figures of both days, one a row, in words. */
export function simulationRows({ real, simulated }: SimulationView): FigureRow[] {
  const row = (name: string, say: (figures: DayFiguresView) => string): FigureRow => ({
    name,
    real: say(real),
    simulated: say(simulated),
  });
  const caps = [...new Set([...Object.keys(real.capHits), ...Object.keys(simulated.capHits)])].toSorted();
  return [
    row('Leads shown', ({ presentations }) => formatCount(presentations)),
    row('Dials', ({ dials }) => formatCount(dials)),
    row('Leads dialled', ({ leadsDialled }) => formatCount(leadsDialled)),
    row('Unique dial rate', ({ uniqueDialRate }) => formatShare(uniqueDialRate)),
    row('Attempts a lead', ({ attemptsPerLead }) => attemptsPerLead.toFixed(2)),
    row('Contacts', ({ contacts }) => formatCount(contacts)),
    row('Contacts a dial', ({ contactRate }) => formatShare(contactRate)),
    row('Opt-in to first dial, half of the leads', ({ speedToLeadMs }) => formatSpan(speedToLeadMs?.p50)),
    row('Opt-in to first dial, 99 of 100 leads', ({ speedToLeadMs }) => formatSpan(speedToLeadMs?.p99)),
    ...caps.map((cap) => row(CAP_WORDS[cap] ?? cap, ({ capHits }) => formatCount(capHits[cap] ?? 0))),
    row('Offers refused', ({ refusedOffers }) => formatCount(refusedOffers)),
    row('Talk time', ({ talkMs }) => formatSpan(talkMs)),
  ];
}

const NONE: Level = { dials: 0, contacts: 0, rate: 0 };

export function levelRows({ real, simulated }: SimulationView): LevelRow[] {
  const levels = new Set([...Object.keys(real.byLevel), ...Object.keys(simulated.byLevel)]);
  return [...levels].toSorted().map((level) => ({
    level: level === '' ? 'other' : level,
    real: real.byLevel[level] ?? NONE,
    simulated: simulated.byLevel[level] ?? NONE,
  }));
}

function formatSpan(ms: number | undefined): string {
  if (ms === undefined) return '—';
  if (ms < 120_000) return `${(ms / 1000).toFixed(1)} s`;
  const minutes = Math.round(ms / 60_000);
  return minutes < 120 ? `${minutes} min` : `${(minutes / 60).toFixed(1)} h`;
}
