import type { IndexCard } from './card.ts';

/** A card for tests and benchmarks: New York, opted in at the given instant, never tried. */
export function sampleCard(number: number, overrides: Partial<IndexCard> = {}): IndexCard {
  return {
    leadId: sampleLeadId(number),
    campaignId: 'campaign-1',
    listId: 'list-1',
    homeGuard: `+1212${String(5_550_000 + number).padStart(7, '0')}`,
    candidateZones: ['America/New_York'],
    version: 1,
    optInAt: 0,
    timeZone: 'America/New_York',
    cadenceAttempts: 0,
    totalAttempts: 0,
    dayAttempts: 0,
    lastAttemptDay: '',
    dialState: 'open',
    ...overrides,
  };
}

/** A UUID that counts up. */
export function sampleLeadId(number: number): string {
  return `00000000-0000-7000-8000-${number.toString(16).padStart(12, '0')}`;
}
