import type { DialbackRules, MissedCalls } from './missed-calls.ts';
import type { Missed } from './take-missed.ts';

/** For tests: rules as they are by default, nobody who has called yet, and a call that was missed. */
export const SAMPLE_RULES: DialbackRules = {
  ttlMs: 3_600_000,
  retryGapMs: 300_000,
  attemptsMax: 3,
  ownerOnlyMs: 0,
  dialsBack: { caller_hung_up: true, queue_timeout: true, no_agent: true },
};

export const SAMPLE_PHONE = '+12025550123';

export const NOBODY_YET: MissedCalls = { processId: 'p', phone: SAMPLE_PHONE, entries: [] };

export function sampleMissed(dialbackId: string, missedAt: number, overrides: Partial<Missed> = {}): Missed {
  return {
    type: 'missed',
    dialbackId,
    campaignId: 'c',
    leadId: 'lead-1',
    phone: SAMPLE_PHONE,
    incomingNumberId: 'n',
    cause: 'no_agent',
    missedAt,
    leadCreated: false,
    isExcluded: false,
    ownerId: undefined,
    reachedAt: undefined,
    rules: SAMPLE_RULES,
    ...overrides,
  };
}
