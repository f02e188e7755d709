/** The do-not-call list and the blacklist as people see them. */

export const EXCLUSION_CAUSES = ['asked_by_person', 'registry', 'manual'] as const;
export type ExclusionCause = (typeof EXCLUSION_CAUSES)[number];

/** What an entry is about. */
export type ExclusionKindName = 'number' | 'customer' | 'combined' | 'attribute';

export interface ExclusionView {
  exclusionId: string;
  kind: ExclusionKindName;
  /** Kinds number and combined. Empty when the person was erased: the entry stays, the number is not known any more. */
  phone: string;
  customerId: string;
  /** Kind attribute. */
  attribute: string;
  value: string;
  cause: string;
  note: string;
  createdAt: number | undefined;
  expiresAt: number | undefined;
  createdBy: string;
}

export interface ExclusionPage {
  exclusions: readonly ExclusionView[];
  nextPageToken: string;
}

/** What a new entry says of whom it covers. */
export type ExclusionSubjectBody =
  | { kind: 'number'; phone: string }
  | { kind: 'customer'; customerId: string }
  | { kind: 'combined'; phone: string; customerId: string }
  | { kind: 'attribute'; attribute: string; value: string };

export interface ExclusionTerms {
  cause: ExclusionCause;
  note: string;
  expiresAt?: number | undefined;
}

/** One batch of an upload: the sum of the three is what was sent. */
export interface AddedNumbersView {
  added: number;
  alreadyListed: number;
  refused: readonly { position: number; why: string }[];
}

/** Most numbers of one batch. */
export const NUMBERS_A_BATCH_MAX = 1000;
/** Batches the page has under way at once: while one is on its way to the disk, the next is read and sent. */
export const BATCHES_UNDER_WAY = 3;

export type BlockDirectionName = 'inbound' | 'outbound' | 'both';

export interface BlacklistEntryView {
  /** A number, or the beginning of numbers and a star. */
  pattern: string;
  direction: BlockDirectionName;
  cause: string;
  createdAt: number | undefined;
  expiresAt: number | undefined;
  createdBy: string;
}

export interface BlacklistPage {
  entries: readonly BlacklistEntryView[];
  nextPageToken: string;
}
