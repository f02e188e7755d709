import type { Clock, Log, Random } from '@firstring/kernel';
import type { Collection } from '@firstring/store';
import type { ExcludedSubject } from '../domain/filter-columns/exclusion-mirror.ts';
import type { LeadStoreEventLog } from '../events.ts';
import type { CallRowDoc } from '../store/call-log.ts';
import type {
  CampaignDoc,
  ClaimingDoc,
  DispositionsDoc,
  IgnoredCountsDoc,
  LeadPriceDoc,
  LinkDoc,
  ParametersDoc,
  PolicyTextDoc,
  ProcessDoc,
  TableDoc,
  VendorPageDoc,
  VendorDoc,
} from '../store/configuration.ts';
import type { CampaignCriteriaDoc } from '../store/criteria.ts';
import type { FilterDoc, FilterEntitlementDoc, FilterGroupDoc } from '../store/filters.ts';
import type { IncomingNumberDoc } from '../store/incoming-numbers.ts';
import type { LeadDoc } from '../store/leads.ts';
import type { ListDoc } from '../store/lists.ts';
import type { ScriptOffDoc, ScriptRunDoc } from '../store/scripts.ts';
import type { ProspectDoc, RulesDoc } from '../store/prospects.ts';
import type { ChunkDoc, UploadDoc, VerdictDoc } from '../store/uploads.ts';
import type { CriteriaBook } from './criteria/criteria-book.ts';
import type { IgnoredCounter } from './ignored-counter.ts';
import type { KeyedTurns } from './keyed-turns.ts';
import type { PolicyReader } from './policy/policy-reader.ts';
import type { ScriptRounds } from './scripts/script-rounds.ts';
import type { ScriptRunner } from './scripts/script-runner.ts';

/** Claim's do-not-call list. */
export interface Exclusions {
  /** How many of these numbers are listed now; at most 10,000 are asked at once. */
  count(processId: string, phones: readonly string[]): Promise<number>;
  /** Every live entry but those of people who were erased, in pieces. */
  stream(processId: string, signal: AbortSignal): AsyncIterable<readonly ExcludedSubject[]>;
}

/** What the use cases need from outside. */
export interface LeadStoreDeps {
  readonly leads: Collection<LeadDoc>;
  readonly lists: Collection<ListDoc>;
  readonly prospects: Collection<ProspectDoc>;
  readonly rules: Collection<RulesDoc>;
  readonly uploads: Collection<UploadDoc>;
  readonly uploadChunks: Collection<ChunkDoc>;
  readonly uploadVerdicts: Collection<VerdictDoc>;
  readonly processes: Collection<ProcessDoc>;
  readonly campaigns: Collection<CampaignDoc>;
  readonly incomingNumbers: Collection<IncomingNumberDoc>;
  readonly policyTexts: Collection<PolicyTextDoc>;
  /** Of YAML, in a thread. */
  readonly policyReader: Pick<PolicyReader, 'read'>;
  readonly dispositions: Collection<DispositionsDoc>;
  readonly claiming: Collection<ClaimingDoc>;
  readonly vendors: Collection<VendorDoc>;
  readonly leadPrices: Collection<LeadPriceDoc>;
  readonly links: Collection<LinkDoc>;
  readonly vendorPages: Collection<VendorPageDoc>;
  readonly parameters: Collection<ParametersDoc>;
  readonly tables: Collection<TableDoc>;
  readonly ignoredCounts: Collection<IgnoredCountsDoc>;
  readonly calls: Collection<CallRowDoc>;
  readonly filters: Collection<FilterDoc>;
  readonly filterGroups: Collection<FilterGroupDoc>;
  readonly entitlements: Collection<FilterEntitlementDoc>;
  readonly criteriaDocs: Collection<CampaignCriteriaDoc>;
  readonly scriptsOff: Collection<ScriptOffDoc>;
  /** One document a process: its events are the values that scripts have made. */
  readonly scriptRuns: Collection<ScriptRunDoc>;
  readonly scripts: Pick<ScriptRunner, 'run' | 'problemOf'>;
  readonly scriptRounds: Pick<ScriptRounds, 'current' | 'next'>;
  /** Where leads stand by the filters of their campaigns. */
  readonly criteria: Pick<CriteriaBook, 'placements'>;
  /** Submissions of one identity, one after the other. */
  readonly turns: KeyedTurns;
  readonly ignored: Pick<IgnoredCounter, 'count'>;
  readonly exclusions: Exclusions;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly events: LeadStoreEventLog;
  /** A call that has said nothing for so long no longer stops a deletion. */
  readonly callMarkMsMax: number;
  /** Bytes of one uploaded file. */
  readonly uploadBytesMax: number;
  /** Imports that run at once; the others wait. */
  readonly uploadsAtOnce: number;
}
