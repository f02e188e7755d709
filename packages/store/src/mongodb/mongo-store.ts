import type { Clock, Random } from '@firstring/kernel';
import { requestInvalid } from '../errors.ts';
import type { Collection, CollectionSpec, Store } from '../port.ts';
import { checkCollection } from './collection-record.ts';
import { probeCompareAndSet } from './compare-and-set-probe.ts';
import { envelopeModel } from './envelope.ts';
import { shapeOf } from './index-slot.ts';
import { migrateCollection } from './migrate-collection.ts';
import { MongoCollection } from './mongo-collection.ts';
import { MongoLink, type SentCommand } from './mongo-link.ts';
import { MongoOutbox } from './mongo-outbox.ts';
import { SequenceClock } from './sequence-clock.ts';
import { toStoreFailure } from './store-failures.ts';

export interface MongoStoreOptions {
  /** A replica set's URL. One that asks for less than majority and journal is refused. */
  readonly url: string;
  /** One a service. */
  readonly database: string;
  readonly clock: Clock;
  readonly random: Random;
  /** Puts with events are refused with OUTBOX_FULL from here on. */
  readonly outboxEntriesMax?: number;
  /**
   * Collections and their indexes are made when they are opened. For the migration and for tests; a service refuses what the migration has not
   * made.
   */
  readonly migrate?: boolean;
  /** Sees every command as it is sent: for tests. */
  readonly onCommand?: (sent: SentCommand) => void;
}

export interface MigrateStoreOptions extends Omit<MongoStoreOptions, 'migrate'> {
  /** All collections of the service whose database it is. */
  readonly collections: readonly CollectionSpec[];
}

/**
 * The store port on MongoDB. Throws, in one sentence, STORE_WRITE_CONCERN_WEAK, STORE_ACCESS_DENIED, STORE_NOT_ATOMIC or STORE_UNAVAILABLE;
 * `ready()` of what it gives throws STORE_NOT_MIGRATED.
 */
export async function openMongoStore(options: MongoStoreOptions): Promise<Store> {
  const link = await MongoLink.open(options);
  try {
    await probeCompareAndSet(link, options.random);
  } catch (thrown) {
    await link[Symbol.asyncDispose]();
    throw toStoreFailure(thrown);
  }
  return new MongoStore(link, options);
}

/** Makes the collections of a service and their indexes, fills new indexes from what is stored, and drops old ones. May be repeated. */
export async function migrateStore({ collections, ...options }: MigrateStoreOptions): Promise<void> {
  await using store = await openMongoStore({ ...options, migrate: true });
  for (const spec of collections) {
    store.collection(spec);
    await store.ready();
  }
}

class MongoStore implements Store {
  readonly outbox: MongoOutbox;
  readonly #link: MongoLink;
  readonly #sequences: SequenceClock;
  readonly #migrate: boolean;
  readonly #opened = new Map<string, { spec: string; collection: unknown; defined: Promise<void> }>();

  constructor(link: MongoLink, { clock, outboxEntriesMax = 100_000, migrate = false }: MongoStoreOptions) {
    this.#link = link;
    this.#sequences = new SequenceClock(clock);
    this.#migrate = migrate;
    this.outbox = new MongoOutbox(link, { sequences: this.#sequences, entriesMax: outboxEntriesMax });
  }

  collection<T extends object>(spec: CollectionSpec): Collection<T> {
    const opened = this.#opened.get(spec.name);
    const text = JSON.stringify(spec);
    // The caller names T for a spec; the same spec always stands for the same T.
    if (opened?.spec === text) return opened.collection as Collection<T>;
    if (opened !== undefined) throw requestInvalid(`collection ${spec.name} is open with another spec`);
    const shape = shapeOf(JSON.parse(text) as CollectionSpec);
    const model = envelopeModel(this.#link.connection, spec.name);
    const [link, outbox] = [this.#link, this.outbox];
    const defined = link.call(async () => {
      await (this.#migrate ? migrateCollection : checkCollection)(shape, model, link);
      await outbox.open(spec.name, model);
    });
    // A failure reaches whoever uses the collection or awaits ready(); here it only must not count as unhandled.
    defined.catch((failure: unknown) => failure);
    const collection = new MongoCollection<T>({
      shape,
      model,
      link,
      outbox,
      sequences: this.#sequences,
      defined,
    });
    this.#opened.set(spec.name, { spec: text, collection, defined });
    return collection;
  }

  async ready(): Promise<void> {
    await Promise.all([...this.#opened.values()].map(({ defined }) => defined));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.outbox.close();
    await this.#link[Symbol.asyncDispose]();
  }
}
