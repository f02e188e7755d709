import type { DayHeader } from './day.ts';
import type { Presentation } from './presentation.ts';

export interface LevelFigures {
  readonly dials: number;
  readonly contacts: number;
  /** Contacts a dial; 0 without dials. */
  readonly rate: number;
}

/** What a day of dialling came to. */
export interface DayFigures {
  readonly presentations: number;
  /** Leads presented, each once. */
  readonly leadsPresented: number;
  readonly dials: number;
  readonly leadsDialled: number;
  /** Distinct leads dialled a dial; 0 without dials. */
  readonly uniqueDialRate: number;
  readonly attemptsPerLead: number;
  readonly contacts: number;
  readonly contactRate: number;
  readonly talkMs: number;
  /** P1 to P4 by level, other lanes by their name. */
  readonly byLevel: Readonly<Record<string, LevelFigures>>;
  /** From opt-in to the first dial, of leads that opted in within the day; undefined where none was dialled. */
  readonly speedToLeadMs: { readonly p50: number; readonly p99: number; readonly leads: number } | undefined;
  /** How often each cap kept a lead from being dialled again. */
  readonly capHits: Readonly<Record<string, number>>;
  readonly refusedOffers: number;
  /** Dials whose answer is not what the day knows, but the model's. */
  readonly modelled: number;
}

/** and the rest, of any list of presentations: the real day's, or a simulated one's. */
export function dayFigures(presentations: readonly Presentation[], header: DayHeader): DayFigures {
  const presented = presentations.filter(({ outcome }) => outcome === 'presented');
  const dialled = presented.filter(({ dialledAt }) => dialledAt !== undefined);
  const contacts = dialled.filter(({ talkMs }) => talkMs > 0);
  const leadsDialled = new Set(dialled.map(({ leadId }) => leadId)).size;
  return {
    presentations: presented.length,
    leadsPresented: new Set(presented.map(({ leadId }) => leadId)).size,
    dials: dialled.length,
    leadsDialled,
    uniqueDialRate: ratio(leadsDialled, dialled.length),
    attemptsPerLead: ratio(dialled.length, leadsDialled),
    contacts: contacts.length,
    contactRate: ratio(contacts.length, dialled.length),
    talkMs: dialled.reduce((sum, { talkMs }) => sum + talkMs, 0),
    byLevel: byLevel(dialled),
    speedToLeadMs: speedToLead(dialled, header),
    capHits: capHits(presentations),
    refusedOffers: presentations.filter(({ outcome }) => outcome === 'refused').length,
    modelled: dialled.filter(({ basis }) => basis === 'model').length,
  };
}

function byLevel(dialled: readonly Presentation[]): Record<string, LevelFigures> {
  const levels = new Map<string, { dials: number; contacts: number }>();
  for (const { lane, level, talkMs } of dialled) {
    const name = levelName(lane, level);
    const known = levels.get(name) ?? { dials: 0, contacts: 0 };
    known.dials += 1;
    if (talkMs > 0) known.contacts += 1;
    levels.set(name, known);
  }
  return Object.fromEntries(
    [...levels]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, { dials, contacts }]) => [name, { dials, contacts, rate: ratio(contacts, dials) }]),
  );
}

/** Callbacks, dial-backs and postponed leads have a lane of their own, whatever their level. */
function levelName(lane: Presentation['lane'], level: string): string {
  switch (lane) {
    case 'dialback':
      return 'dial-back';
    case 'late_callback':
    case 'own_callback':
    case 'common_callback':
      return 'callback';
    case 'postponed':
      return 'postponed';
    default:
      return level;
  }
}

function speedToLead(dialled: readonly Presentation[], { fromAt }: DayHeader): DayFigures['speedToLeadMs'] {
  const took = dialled
    .filter(({ isFirst, optInAt }) => isFirst && optInAt >= fromAt)
    .map(({ dialledAt = 0, optInAt }) => Math.max(0, dialledAt - optInAt))
    .toSorted((a, b) => a - b);
  if (took.length === 0) return undefined;
  const at = (share: number): number => took[Math.min(took.length - 1, Math.floor(took.length * share))] ?? 0;
  return { p50: at(0.5), p99: at(0.99), leads: took.length };
}

function capHits(presentations: readonly Presentation[]): Record<string, number> {
  const hits: Record<string, number> = {};
  for (const { capHits: reasons } of presentations) {
    for (const reason of reasons) hits[reason] = (hits[reason] ?? 0) + 1;
  }
  return hits;
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
