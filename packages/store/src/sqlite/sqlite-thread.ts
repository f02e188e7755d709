import { Worker } from 'node:worker_threads';
import { AppError } from '@firstring/kernel';
import type { Answer, Failure, OpenRequest, Request, RequestKind } from './engine.ts';

export interface OpenDatabaseOptions {
  readonly file: string;
  /** Module with `openEngine`, loaded in the thread. */
  readonly engine: URL;
  /** Prefix of the reasons: `STORE` gives STORE_BUSY and STORE_UNAVAILABLE. */
  readonly reasons: 'STORE' | 'BUS';
}

/** One database file, from the outside. Writes take effect in the order they are made; a read sees those that were answered before it. */
export interface SqliteDatabase extends AsyncDisposable {
  /** Durable when resolved. `bytes` is about what the request holds in memory while it waits. */
  write<T>(request: unknown, bytes: number): Promise<T>;
  /** Atomic, but a crash of the machine may lose it. */
  writeRelaxed<T>(request: unknown): Promise<T>;
  read<T>(request: unknown): Promise<T>;
  /** Calls back right before what this turn of the event loop has asked for goes over: the time to ask for what has gathered in it. */
  beforeSending(ask: () => void): void;
}

interface Pending {
  readonly database: Database;
  readonly bytes: number;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

const REQUESTS_MAX = 10_000;
const BYTES_MAX = 67_108_864;

/** Starts a thread in which SQLite files live. The name is what the system shows. */
export function openSqliteThread(name = 'sqlite'): SqliteThread {
  return new SqliteThread(name);
}

/** A worker with any number of databases. What is asked for in one turn of the event loop goes over in one message. */
export class SqliteThread implements AsyncDisposable {
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending>();
  #outgoing: Request[] = [];
  #gathering: (() => void)[] = [];
  #isSendingDue = false;
  #lastRequest = 0;
  #lastDatabase = 0;
  #down: Failure | undefined;

  constructor(name: string) {
    this.#worker = new Worker(new URL('./worker.ts', import.meta.url), {
      name,
      execArgv: ['--disable-warning=ExperimentalWarning'],
    });
    this.#worker.unref();
    this.#worker.on('message', (answers: readonly Answer[]) => this.#settle(answers));
    this.#worker.on('error', (error) => this.#fail(`the SQLite thread has crashed: ${String(error)}`));
    this.#worker.on('exit', () => this.#fail('the SQLite thread has ended'));
  }

  async open(options: OpenDatabaseOptions): Promise<SqliteDatabase> {
    this.#lastDatabase += 1;
    const database = new Database(this, this.#lastDatabase, options.reasons);
    const request: OpenRequest = { file: options.file, engineUrl: options.engine.href };
    await this.request(database, { kind: 'open', body: request, bytes: 0 });
    return database;
  }

  /** For Database only. */
  request(
    database: Database,
    request: { kind: RequestKind; body: unknown; bytes: number },
  ): Promise<unknown> {
    if (this.#down !== undefined) return Promise.reject(database.errorOf(this.#down));
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    this.#lastRequest += 1;
    if (this.#pending.size === 0) this.#worker.ref();
    this.#pending.set(this.#lastRequest, { database, bytes: request.bytes, resolve, reject });
    database.sent(request.bytes);
    this.#sendSoon();
    const { kind, body } = request;
    this.#outgoing.push({ id: this.#lastRequest, database: database.number, kind, body });
    return promise;
  }

  /** For Database only. */
  beforeSending(ask: () => void): void {
    this.#gathering.push(ask);
    this.#sendSoon();
  }

  /** For Database only: what has gathered is asked for. */
  gather(): void {
    for (const ask of this.#gathering.splice(0)) ask();
  }

  /** Close the databases first. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#worker.terminate();
  }

  #sendSoon(): void {
    if (this.#isSendingDue) return;
    this.#isSendingDue = true;
    setImmediate(() => this.#send());
  }

  #send(): void {
    this.gather();
    const requests = this.#outgoing;
    this.#outgoing = [];
    this.#isSendingDue = false;
    if (this.#down === undefined && requests.length > 0) this.#worker.postMessage(requests);
  }

  #settle(answers: readonly Answer[]): void {
    for (const { id, value, failure } of answers) {
      const pending = this.#pending.get(id);
      if (pending === undefined) continue;
      this.#pending.delete(id);
      pending.database.answered(pending.bytes);
      if (failure === undefined) pending.resolve(value);
      else pending.reject(pending.database.errorOf(failure));
    }
    if (this.#pending.size === 0) this.#worker.unref();
  }

  #fail(message: string): void {
    this.#down ??= { type: 'unavailable', message };
    const failure = this.#down;
    this.#settle([...this.#pending.keys()].map((id) => ({ id, failure })));
  }
}

class Database implements SqliteDatabase {
  readonly number: number;
  readonly #thread: SqliteThread;
  readonly #reasons: 'STORE' | 'BUS';
  #requests = 0;
  #bytes = 0;
  #closed = false;
  #idle: (() => void) | undefined;

  constructor(thread: SqliteThread, number: number, reasons: 'STORE' | 'BUS') {
    this.#thread = thread;
    this.number = number;
    this.#reasons = reasons;
  }

  write<T>(request: unknown, bytes: number): Promise<T> {
    return this.#ask<T>('write', request, bytes);
  }

  writeRelaxed<T>(request: unknown): Promise<T> {
    return this.#ask<T>('relaxed', request, 0);
  }

  read<T>(request: unknown): Promise<T> {
    return this.#ask<T>('read', request, 0);
  }

  beforeSending(ask: () => void): void {
    this.#thread.beforeSending(ask);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#closed) return;
    this.#thread.gather();
    this.#closed = true;
    if (this.#requests > 0) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#idle = resolve;
      await promise;
    }
    await this.#thread.request(this, { kind: 'close', body: undefined, bytes: 0 });
  }

  sent(bytes: number): void {
    this.#requests += 1;
    this.#bytes += bytes;
  }

  answered(bytes: number): void {
    this.#requests -= 1;
    this.#bytes -= bytes;
    if (this.#requests === 0) this.#idle?.();
  }

  errorOf(failure: Failure): AppError {
    const { type, message } = failure;
    if (type === 'app') return new AppError({ reason: failure.reason, code: 'internal', message });
    if (type === 'bug') return AppError.from(new Error(message));
    const reason = `${this.#reasons}_UNAVAILABLE`;
    return new AppError({
      reason,
      code: 'unavailable',
      message: 'the disk cannot be written now',
      retry: 'later',
      cause: message,
    });
  }

  #ask<T>(kind: RequestKind, body: unknown, bytes: number): Promise<T> {
    if (this.#closed) return Promise.reject(this.errorOf({ type: 'unavailable', message: 'closed' }));
    if (this.#requests >= REQUESTS_MAX || (this.#bytes > 0 && this.#bytes + bytes > BYTES_MAX)) {
      return Promise.reject(this.#busy());
    }
    // The engine of this database answers with what its adapter asked for; the two are one module pair.
    return this.#thread.request(this, { kind, body, bytes }) as Promise<T>;
  }

  #busy(): AppError {
    return new AppError({
      reason: `${this.#reasons}_BUSY`,
      code: 'resource_exhausted',
      message: 'too many requests wait for the disk',
      retry: 'later',
    });
  }
}
