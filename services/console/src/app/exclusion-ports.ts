import type { PageAsk } from './ports.ts';
import type {
  AddedNumbersView,
  BlacklistEntryView,
  BlacklistPage,
  BlockDirectionName,
  ExclusionPage,
  ExclusionSubjectBody,
  ExclusionTerms,
  ExclusionView,
} from './views/exclusions.ts';

/** What every change says of itself. */
interface Asked {
  requestId: string;
  /** User id of who asks. */
  createdBy: string;
}

/** The do-not-call list of the claim service. */
export interface Exclusions {
  list(processId: string, ask: PageAsk & { search: string }): Promise<ExclusionPage>;
  /** Resolves when nobody it covers can be dialled any more. */
  create(processId: string, entry: Asked & ExclusionTerms & ExclusionSubjectBody): Promise<ExclusionView>;
  addNumbers(
    processId: string,
    batch: Asked & ExclusionTerms & { numbers: readonly string[]; country: string },
  ): Promise<AddedNumbersView>;
  delete(processId: string, exclusionId: string, requestId: string): Promise<void>;
  /** Every entry, in chunks. */
  stream(processId: string, signal: AbortSignal): AsyncIterable<readonly ExclusionView[]>;
}

/** The blacklist of the claim service. */
export interface Blacklist {
  list(processId: string, page: PageAsk): Promise<BlacklistPage>;
  put(
    processId: string,
    entry: Asked & {
      pattern: string;
      direction: BlockDirectionName;
      cause: string;
      expiresAt?: number | undefined;
    },
  ): Promise<BlacklistEntryView>;
  delete(processId: string, pattern: string, requestId: string): Promise<void>;
}
