import type { ExclusionPiece } from '../../domain/filter-columns/exclusion-mirror.ts';
import type { GuardChange } from '../../domain/filter-columns/guard-mirror.ts';

/** Where claim's half of the gate goes; resolves when it is in. */
export interface GuardSink {
  takeChanges(changes: readonly GuardChange[]): Promise<void>;
  takeExclusions(piece: ExclusionPiece): Promise<void>;
  /** What was there at the beginning is in, as far as it could be read. */
  caughtUp(): void;
}

/** Claim's half of the gate, from its beginning to now and on until the signal; each thread of the index follows anew. */
export interface GuardSource {
  follow(sink: GuardSink, signal: AbortSignal): Promise<void>;
  /** When the newest event that is in happened; undefined before the first. */
  guardsAt(): number | undefined;
}
