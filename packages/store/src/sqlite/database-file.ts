import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { AppError } from '@firstring/kernel';
import type { Answer, Engine, EngineModule, Failure, OpenRequest, Request } from './engine.ts';

/** How long one commit may collect writes before it goes to the disk. */
const GROUP_MS_MAX = 20;
/** The write-ahead log is folded into the file after so many pages (of 4 KiB). */
const CHECKPOINT_PAGES = 4000;
/** Pages kept in memory, used as the file grows: an import into a file larger than this reads pages for every index. */
const CACHE_KIB = 65_536;
/** For a predecessor that is just closing. The whole thread waits, so not long. */
const OPEN_TIMEOUT_MS = 200;

/** One file in the SQLite thread: what waits for it, and the group commit. */
export class DatabaseFile {
  readonly #db: DatabaseSync;
  readonly #engine: Engine;
  readonly #begin: StatementSync;
  readonly #commit: StatementSync;
  readonly #savepoint: StatementSync;
  readonly #release: StatementSync;
  readonly #undo: StatementSync;
  #writes: Request[] = [];
  #reads: Request[] = [];
  #synchronous: 'FULL' | 'NORMAL' = 'FULL';

  static async open({ file, engineUrl }: OpenRequest): Promise<DatabaseFile> {
    // The module named by its owner; the interface is the contract between the two.
    const engine = (await import(engineUrl)) as EngineModule;
    return new DatabaseFile(file, engine);
  }

  private constructor(file: string, module: EngineModule) {
    this.#db = new DatabaseSync(file, { timeout: OPEN_TIMEOUT_MS });
    // Exclusive: one process owns the file, and the index of the log lives in its memory.
    // Secure: what is erased or overwritten leaves no bytes behind in the file (I15).
    this.#db.exec(`
      PRAGMA locking_mode = EXCLUSIVE;
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = FULL;
      PRAGMA secure_delete = ON;
      PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES};
      PRAGMA journal_size_limit = ${CHECKPOINT_PAGES * 4096};
      PRAGMA cache_size = -${CACHE_KIB};
      PRAGMA temp_store = MEMORY;
    `);
    this.#begin = this.#db.prepare('BEGIN IMMEDIATE');
    this.#commit = this.#db.prepare('COMMIT');
    this.#savepoint = this.#db.prepare('SAVEPOINT request');
    this.#release = this.#db.prepare('RELEASE request');
    this.#undo = this.#db.prepare('ROLLBACK TO request');
    this.#db.exec('BEGIN IMMEDIATE');
    this.#engine = module.openEngine(this.#db);
    this.#db.exec('COMMIT');
  }

  get busy(): boolean {
    return this.#writes.length + this.#reads.length > 0;
  }

  accept(request: Request): void {
    (request.kind === 'read' ? this.#reads : this.#writes).push(request);
  }

  /** One transaction over the writes that wait; none of them fails because of another. */
  commit(nowMs: () => number): Answer[] {
    if (this.#writes.length === 0) return [];
    const answers: Answer[] = [];
    try {
      this.#synchronize(this.#writes.every((request) => request.kind === 'relaxed') ? 'NORMAL' : 'FULL');
      this.#begin.run();
      const untilMs = nowMs() + GROUP_MS_MAX;
      for (const request of this.#writes) {
        answers.push(this.#apply(request));
        if (nowMs() > untilMs) break;
      }
      this.#commit.run();
    } catch (thrown) {
      const group = this.#writes.splice(0, Math.max(1, answers.length));
      const failure = this.#abandon(thrown);
      return group.map(({ id }) => ({ id, failure }));
    }
    this.#writes.splice(0, answers.length);
    return answers;
  }

  /** Reads until the budget is used up; the rest waits for the next turn, after a commit. */
  read(nowMs: () => number, budgetMs: number): Answer[] {
    const untilMs = nowMs() + budgetMs;
    let done = 0;
    const answers: Answer[] = [];
    while (done < this.#reads.length && (done === 0 || nowMs() < untilMs)) {
      const request = this.#reads[done];
      if (request !== undefined) answers.push(answer(request, () => this.#engine.read(request.body)));
      done += 1;
    }
    this.#reads = this.#reads.slice(done);
    return answers;
  }

  close(): void {
    this.#db.close();
  }

  #apply(request: Request): Answer {
    this.#savepoint.run();
    const result = answer(request, () => this.#engine.write(request.body));
    // A full disk ends the whole transaction; then there is nothing to undo, and the group must hear of it.
    if (!this.#db.isTransaction) throw new Error(result.failure?.message ?? 'transaction lost');
    if (result.failure !== undefined) {
      this.#undo.run();
      this.#engine.undone?.();
    }
    this.#release.run();
    return result;
  }

  #abandon(thrown: unknown): Failure {
    const failure = failureOf(thrown);
    this.#engine.undone?.();
    try {
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
    } catch (again) {
      return { type: 'unavailable', message: `${failure.message}; ${failureOf(again).message}` };
    }
    return { type: 'unavailable', message: failure.message };
  }

  #synchronize(mode: 'FULL' | 'NORMAL'): void {
    if (this.#synchronous === mode) return;
    this.#db.exec(`PRAGMA synchronous = ${mode}`);
    this.#synchronous = mode;
  }
}

export function answer({ id }: Request, run: () => unknown): Answer {
  try {
    return { id, value: run() };
  } catch (thrown) {
    return { id, failure: failureOf(thrown) };
  }
}

export function failureOf(thrown: unknown): Failure {
  if (thrown instanceof AppError) return { type: 'app', reason: thrown.reason, message: thrown.message };
  if (!(thrown instanceof Error)) return { type: 'bug', message: String(thrown) };
  const isSqlite = 'code' in thrown && thrown.code === 'ERR_SQLITE_ERROR';
  return isSqlite
    ? { type: 'unavailable', message: thrown.message }
    : { type: 'bug', message: thrown.stack ?? thrown.message };
}
