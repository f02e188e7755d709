import type { Clock, Random } from '@firstring/kernel';
import mongoose, { type Connection } from 'mongoose';
import { storeUnavailable } from '../errors.ts';
import { checkUrl } from './safe-url.ts';
import { accessDenied, isDenied, mayRepeat, storeBusy, toStoreFailure } from './store-failures.ts';

/** A command as it goes to the server. */
export interface SentCommand {
  readonly name: string;
  readonly command: Readonly<Record<string, unknown>>;
}

export interface MongoLinkOptions {
  readonly url: string;
  readonly database: string;
  readonly clock: Clock;
  readonly random: Random;
  /** Sees every command as it is sent: for tests. */
  readonly onCommand?: (sent: SentCommand) => void;
}

const SELECT_SERVER_MS_MAX = 5_000;
const ANSWER_MS_MAX = 10_000;
const CONNECTIONS_MAX = 32;
const WAIT_FOR_CONNECTION_MS_MAX = 5_000;
/** Calls of the port that may be under way at once. */
const CALLS_MAX = 10_000;
const REPEATS = { attempts: 9, firstMs: 50, mostMs: 1_000 };

/** A connection whose every write is acknowledged by a majority with its journal. Counts what is under way, so that closing can wait for it. */
export class MongoLink implements AsyncDisposable {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly #random: Random;
  readonly #calls = new Set<Promise<unknown>>();
  #closed = false;

  private constructor(connection: Connection, { clock, random }: MongoLinkOptions) {
    this.connection = connection;
    this.clock = clock;
    this.#random = random.fork('mongo-link');
  }

  /** Throws STORE_WRITE_CONCERN_WEAK, STORE_ACCESS_DENIED, STORE_UNAVAILABLE. */
  static async open(options: MongoLinkOptions): Promise<MongoLink> {
    const host = checkUrl(options.url);
    const connection = mongoose.createConnection(options.url, {
      dbName: options.database,
      autoIndex: false,
      autoCreate: false,
      bufferCommands: false,
      writeConcern: { w: 'majority', journal: true, wtimeoutMS: ANSWER_MS_MAX },
      readConcern: { level: 'majority' },
      readPreference: 'primary',
      promoteBuffers: true,
      serverSelectionTimeoutMS: SELECT_SERVER_MS_MAX,
      connectTimeoutMS: SELECT_SERVER_MS_MAX,
      socketTimeoutMS: ANSWER_MS_MAX,
      maxPoolSize: CONNECTIONS_MAX,
      waitQueueTimeoutMS: WAIT_FOR_CONNECTION_MS_MAX,
      monitorCommands: options.onCommand !== undefined,
    });
    // mongoose reports a lost connection here too; whoever calls is told by the call.
    connection.on('error', (failure: unknown) => failure);
    try {
      await connection.asPromise();
      const { onCommand } = options;
      if (onCommand !== undefined) {
        connection.getClient().on('commandStarted', ({ commandName, command }) => {
          onCommand({ name: commandName, command });
        });
      }
      return new MongoLink(connection, options);
    } catch (thrown) {
      await connection.destroy();
      if (isDenied(thrown)) throw accessDenied(host, thrown);
      throw storeUnavailable(`no MongoDB answers at ${host}`, thrown);
    }
  }

  /** One call of the port, from its first command to its last. */
  call<T>(run: () => Promise<T>): Promise<T> {
    if (this.#closed) return Promise.reject(storeUnavailable('the store is closed'));
    if (this.#calls.size >= CALLS_MAX) return Promise.reject(storeBusy());
    const call = run().catch((thrown: unknown) => {
      throw toStoreFailure(thrown);
    });
    this.#calls.add(call);
    const forget = (): void => void this.#calls.delete(call);
    call.then(forget, forget);
    return call;
  }

  /** One command; sent again for some seconds where the server certainly has done nothing, as while a new primary is elected. */
  async send<T>(access: 'read' | 'write', command: () => PromiseLike<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await command();
      } catch (thrown) {
        if (attempt === REPEATS.attempts || !mayRepeat(thrown, access)) throw thrown;
        await this.pause(attempt);
      }
    }
  }

  /** Longer with each attempt, and never the same for two. */
  pause(attempt: number): Promise<void> {
    const delayMs = Math.min(REPEATS.firstMs * 2 ** (attempt - 1), REPEATS.mostMs);
    return this.clock.sleep(delayMs * (0.5 + this.#random.float() / 2));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    await Promise.allSettled(this.#calls);
    await this.connection.destroy();
  }
}
