import type { CollectionSpec } from '@firstring/store';
import type { DateOrder } from '../domain/custom-value.ts';
import type { Encoding } from '../domain/csv/detect-encoding.ts';
import type { DuplicateBoxes } from '../domain/duplicate-decision.ts';

/** Rows by verdict. */
export interface UploadCounts {
  readonly added: number;
  readonly updated: number;
  readonly moved: number;
  readonly repeated: number;
  readonly duplicate: number;
  readonly invalid: number;
}

export const NO_COUNTS: UploadCounts = {
  added: 0,
  updated: 0,
  moved: 0,
  repeated: 0,
  duplicate: 0,
  invalid: 0,
};

/** What the person confirmed. */
export interface UploadSettings {
  readonly encoding: Encoding;
  readonly delimiter: string;
  /** One a column, empty where it is left out. */
  readonly targets: readonly string[];
  readonly defaultCountry: string | undefined;
  readonly dateOrder: DateOrder | undefined;
  readonly boxes: DuplicateBoxes;
}

/** Where the import is: a restart goes on here. */
export interface Checkpoint {
  /** Rows done. */
  readonly rows: number;
  /** Characters of the decoded text that are done; the header is in front of the first row. */
  readonly offset: number;
  readonly counts: UploadCounts;
  readonly workedMs: number;
}

/** Rows whose number is on the do-not-call list. They are stored like all others, and the gate refuses each dial. */
export interface ExcludedCount {
  /** Rows asked for so far. */
  readonly rows: number;
  readonly count: number;
}

export type UploadState = 'receiving' | 'received' | 'running' | 'paused' | 'done' | 'failed' | 'cancelled';

export interface UploadDoc {
  readonly processId: string;
  readonly listId: string;
  readonly fileName: string;
  readonly createdBy: string;
  readonly createdAt: number;
  readonly requestId: string;
  readonly state: UploadState;
  readonly bytes: number;
  /** Pieces of the file that are kept; 0 while it comes and once it is dropped. */
  readonly chunks: number;
  /** SHA-256 of the file, hex; empty while it comes. */
  readonly sha256: string;
  readonly encoding: Encoding;
  readonly startRequestId?: string;
  readonly settings?: UploadSettings;
  readonly checkpoint?: Checkpoint;
  readonly startedAt?: number;
  /** From the start of the import until its rows on the do-not-call list are counted, which is after its end. */
  readonly counting?: boolean;
  readonly excluded?: ExcludedCount;
  readonly endedAt?: number;
  readonly failure?: { readonly reason: string; readonly message: string };
}

export const UPLOADS: CollectionSpec = {
  name: 'uploads',
  version: 1,
  indexes: [
    { name: 'process', fields: ['processId', 'createdAt'] },
    { name: 'list', fields: ['listId', 'createdAt'] },
    { name: 'state', fields: ['state', 'createdAt'] },
    { name: 'counting', fields: ['counting', 'createdAt'] },
    { name: 'kept', fields: ['state', 'chunks'] },
    { name: 'file', fields: ['processId', 'sha256'] },
    { name: 'request', fields: ['requestId'], unique: true },
  ],
};

/** A piece of the file, base64: the same on every store. */
export interface ChunkDoc {
  readonly data: string;
}

export const UPLOAD_CHUNKS: CollectionSpec = { name: 'upload_chunks', version: 1, indexes: [] };

/** Bytes of the file in one document; base64 makes 512 KiB of them. */
export const CHUNK_BYTES = 393_216;

export function chunkId(uploadId: string, chunk: number): string {
  return `${uploadId}:${chunk}`;
}

export type Verdict = keyof UploadCounts;

/** What became of a run of rows. A row that is not named was added, and its lead's id follows from its number. */
export interface VerdictDoc {
  readonly firstRow: number;
  readonly rows: number;
  readonly others: readonly {
    readonly row: number;
    readonly verdict: Verdict;
    readonly reason: string;
    readonly leadId: string;
  }[];
}

export const UPLOAD_VERDICTS: CollectionSpec = { name: 'upload_verdicts', version: 1, indexes: [] };

/** Sorts as rows do. */
export function verdictId(uploadId: string, firstRow: number): string {
  return `${uploadId}:${String(firstRow).padStart(10, '0')}`;
}
