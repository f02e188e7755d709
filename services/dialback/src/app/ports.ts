import type { Clock, Log, Random } from '@firstring/kernel';
import type { Collection } from '@firstring/store';
import type { DialbackPolicy, MissedCalls } from '../domain/dialback.ts';
import type { DialbackEventLog } from '../events.ts';

/** Who a calling number belongs to. */
export interface LeadFinder {
  byNumber(processId: string, phone: string): Promise<{ leadId: string; campaignId: string } | undefined>;
}

/** The do-not-call list of the claim service. */
export interface ExclusionCheck {
  isExcluded(processId: string, phone: string): Promise<boolean>;
}

/** What the use cases need from outside. */
export interface DialbackDeps {
  readonly missedCalls: Collection<MissedCalls>;
  readonly clock: Clock;
  readonly random: Random;
  readonly policy: DialbackPolicy;
  readonly leads: LeadFinder;
  readonly exclusions: ExclusionCheck;
  readonly log: Log;
  readonly events: DialbackEventLog;
}
