import type { Clock, Log, Random } from '@firstring/kernel';
import type { Collection } from '@firstring/store';
import type { DialbackRules } from '../domain/missed-calls.ts';
import type { DialbackEventLog } from '../events.ts';
import type { IncomingRulesDoc } from '../store/incoming-rules.ts';
import type { LoggedCall } from '../store/call-log.ts';
import type { MissedCallsDoc } from '../store/missed-calls.ts';

/** Who calls. */
export interface Caller {
  readonly leadId: string;
  readonly campaignId: string;
  /** The number the lead's lock, and its missed calls, are under. */
  readonly homeGuard: string;
}

/** Who a calling number belongs to. */
export interface LeadFinder {
  byId(processId: string, leadId: string): Promise<Caller | undefined>;
  /** Of leads of these campaigns, where any are named, the one called last. */
  byNumber(processId: string, phone: string, campaignIds: readonly string[]): Promise<Caller | undefined>;
  /** When the lead was last spoken to, whoever had called; undefined: not in its last calls. */
  spokenToAt(processId: string, leadId: string): Promise<number | undefined>;
}

/** What the claim service knows. */
export interface ClaimLookup {
  /** On the do-not-call list. */
  isExcluded(processId: string, phone: string): Promise<boolean>;
  /** The agent who owns the lead. */
  ownerOf(processId: string, caller: Caller): Promise<string | undefined>;
}

/** What the use cases need from outside. */
export interface DialbackDeps {
  readonly missedCalls: Collection<MissedCallsDoc>;
  readonly callLog: Collection<LoggedCall>;
  readonly incomingRules: Collection<IncomingRulesDoc>;
  readonly clock: Clock;
  readonly random: Random;
  /** Where a number says nothing. */
  readonly rules: DialbackRules;
  readonly leads: LeadFinder;
  readonly claim: ClaimLookup;
  readonly log: Log;
  readonly events: DialbackEventLog;
}
