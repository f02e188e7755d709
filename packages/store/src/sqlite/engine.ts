import type { DatabaseSync } from 'node:sqlite';

/**
 * Code that serves one database file inside the SQLite thread. The module is named by URL and exports `openEngine`.
 * Requests and answers are structured clones. The thread runs the transactions; an engine only runs statements.
 */
export interface Engine {
  /** Runs within a transaction that may hold many writes; when it throws, only its own changes are undone. */
  write(request: unknown): unknown;
  /** Runs outside a transaction, in slices with others: answer in a few milliseconds. */
  read(request: unknown): unknown;
  /** Changes since the last commit have been undone: what the engine remembers of them does not hold. */
  undone?(): void;
}

export interface EngineModule {
  openEngine(db: DatabaseSync): Engine;
}

/** A write is answered after its fsync. A relaxed write may be lost when the machine (not the process) goes down. */
export type RequestKind = 'write' | 'relaxed' | 'read' | 'open' | 'close';

export interface Request {
  readonly id: number;
  readonly database: number;
  readonly kind: RequestKind;
  readonly body: unknown;
}

export interface OpenRequest {
  readonly file: string;
  readonly engineUrl: string;
}

/** An error on its way between threads. `unavailable`: the medium. `app`: an AppError. `bug`: anything else. */
export type Failure =
  | { readonly type: 'unavailable'; readonly message: string }
  | { readonly type: 'app'; readonly reason: string; readonly message: string }
  | { readonly type: 'bug'; readonly message: string };

export interface Answer {
  readonly id: number;
  readonly value?: unknown;
  readonly failure?: Failure;
}
