import mongoose from 'mongoose';
import { outboxFull, requestInvalid, storeUnavailable } from '../errors.ts';
import { indexKeysOf } from '../index-key.ts';
import type {
  Conflict,
  DeleteItem,
  DeleteResult,
  Duplicate,
  OutboxEvent,
  PutItem,
  PutResult,
} from '../port.ts';
import { prepareDelete, prepareWrite, type Write } from '../write.ts';
import { type Envelope, type EnvelopeModel, native, toOutboxItem, toStored } from './envelope.ts';
import { type CollectionShape, keysOf, sortable } from './index-slot.ts';
import type { MongoLink } from './mongo-link.ts';
import type { MongoOutbox } from './mongo-outbox.ts';
import { NaturalBatches } from './natural-batches.ts';
import type { SequenceClock } from './sequence-clock.ts';
import { DUPLICATE_KEY, isDuplicateKey, isTooLarge } from './store-failures.ts';

export interface MongoWritesOptions {
  readonly shape: CollectionShape;
  readonly model: EnvelopeModel;
  readonly link: MongoLink;
  readonly outbox: MongoOutbox;
  readonly sequences: SequenceClock;
}

/** A put, checked, with what it has in each index. */
export interface PreparedPut extends Write {
  readonly doc: object;
  readonly keys: Record<string, Record<string, unknown>>;
}

/** One update of one document, and the sequences its events have. */
interface Update {
  readonly filter: Record<string, unknown>;
  readonly update: Record<string, unknown>;
  readonly sequences: readonly number[];
}

interface Announcement {
  readonly guard: Record<string, unknown>;
  readonly set: Record<string, unknown>;
  readonly push: Record<string, unknown>;
  readonly added: readonly number[];
}

/** How often a write is made again that neither took place nor was refused: another writer was in between. */
const ATTEMPTS_MAX = 8;
/** Creations that go as one command, and such commands under way at once. */
export const CREATIONS_AT_ONCE = 1_000;
const CREATION_BATCHES = 4;
/** A single put may carry no more than fits into one document beside the largest text. */
const EVENT_BYTES_PER_PUT_MAX = 12_582_912;

/** Compare-and-set: each write is one update whose filter has the version, so that the server itself is the judge. */
export class MongoWrites<T extends object> {
  readonly #options: MongoWritesOptions;
  readonly #creations = new NaturalBatches<PreparedPut, PutResult<T>>(
    async (puts) => {
      const [only] = puts;
      return only !== undefined && puts.length === 1 ? [await this.#putAlone(only)] : this.createAll(puts);
    },
    { underWay: CREATION_BATCHES, items: CREATIONS_AT_ONCE },
  );

  constructor(options: MongoWritesOptions) {
    this.#options = options;
  }

  prepare(item: PutItem<T>): PreparedPut {
    const write = prepareWrite(item);
    const bytes = write.events.reduce((sum, event) => sum + event.payload.byteLength, 0);
    if (bytes > EVENT_BYTES_PER_PUT_MAX) throw requestInvalid(`the events of one put have ${bytes} bytes`);
    this.#options.outbox.admit(write.events);
    // As it is stored, so that a key is never of something that is not in the text.
    const doc = JSON.parse(write.json) as object;
    return { ...write, doc, keys: keysOf(doc, this.#options.shape.slots) };
  }

  put(put: PreparedPut): Promise<PutResult<T>> {
    return put.expectedVersion === 0 ? this.#creations.add(put) : this.#putAlone(put);
  }

  /** Creations of different documents in one command, each its own compare-and-set. */
  async createAll(puts: readonly PreparedPut[]): Promise<PutResult<T>[]> {
    const { model, link } = this.#options;
    const updates = puts.map((put) => this.#updateOf(put));
    const operations = updates.map(({ filter, update }) => ({
      updateOne: { filter, update, upsert: true },
    }));
    let refused = new Set<number>();
    try {
      await link.send('write', () => model.bulkWrite(operations, { ordered: false }));
    } catch (thrown) {
      const failed = refusedOf(thrown);
      if (failed === undefined) {
        for (const put of puts) this.#suspect(put);
        throw thrown;
      }
      refused = failed;
    }
    // All that were stored first: they may be the reason why others were not.
    const results = puts.map((put, at) =>
      refused.has(at) ? undefined : this.#stored(put, updates[at]?.sequences ?? []),
    );
    return Promise.all(
      puts.map(async (put, at) => results[at] ?? (await this.#refusal(put, true)) ?? this.#putAlone(put)),
    );
  }

  async #putAlone(put: PreparedPut): Promise<PutResult<T>> {
    const { model, link } = this.#options;
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
      const { filter, update, sequences } = this.#updateOf(put);
      const written = await this.#announced(put, () =>
        link.send('write', () => model.updateOne(filter, update, { upsert: put.expectedVersion === 0 })),
      );
      if (written !== undefined && written.matchedCount + written.upsertedCount > 0)
        return this.#stored(put, sequences);
      const refusal = await this.#refusal(put, written === undefined);
      if (refusal !== undefined) return refusal;
      if (attempt > 1) await link.pause(attempt - 1);
    }
    throw storeUnavailable('a document changes too fast to be written');
  }

  async delete(item: DeleteItem): Promise<DeleteResult<T>> {
    const { model, link, outbox } = this.#options;
    const prepared = prepareDelete(item);
    const { id, expectedVersion, events } = prepared;
    outbox.admit(events);
    if (expectedVersion === 0) return conflictOf(await this.#current(id));
    if (events.length > 0) return this.#bury(prepared);
    const bare = { _id: id, version: expectedVersion, 'outbox.0': { $exists: false } };
    const { deletedCount } = await link.send('write', () => model.deleteOne(bare));
    return deletedCount === 1 ? { type: 'deleted' } : this.#bury(prepared);
  }

  /** What is left is no document of the port and in no index; it goes when its last event has gone out. */
  async #bury({ id, expectedVersion, events }: Required<DeleteItem>): Promise<DeleteResult<T>> {
    const { model, link, outbox, sequences, shape } = this.#options;
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
      const { guard, set, push, added } = this.#announce(events);
      const filter = { _id: id, version: expectedVersion, ...guard };
      const update = { $set: { version: 0, ...set }, $unset: { doc: 1, keys: 1, shape: 1 }, ...push };
      const written = await this.#announced({ id, events }, () =>
        link.send('write', () => model.updateOne(filter, update)),
      );
      if (written !== undefined && written.matchedCount > 0) {
        if (added.length > 0) outbox.appended(shape.spec.name, id, added);
        // Its last events wait already, perhaps with somebody else: whoever looks next finds it without a document, or without events.
        else outbox.suspect(shape.spec.name, id);
        return { type: 'deleted' };
      }
      const current = await this.#current(id);
      if ((current?.version ?? 0) !== expectedVersion) return conflictOf(current);
      sequences.observe(current?.lastSequence ?? 0);
    }
    throw storeUnavailable('a document changes too fast to be deleted');
  }

  #updateOf({ id, expectedVersion, json, keys, events }: PreparedPut): Update {
    const { guard, set, push, added } = this.#announce(events);
    const doc = { version: expectedVersion + 1, doc: json, keys, shape: this.#options.shape.name };
    return {
      filter: { _id: id, version: expectedVersion, ...guard },
      update: {
        $set: { ...doc, ...set },
        ...(added.length === 0 ? { $setOnInsert: { lastSequence: 0 } } : push),
      },
      sequences: added,
    };
  }

  /** What an update has to say for its events: a writer whose clock is behind finds nothing to update, and comes again with later sequences. */
  #announce(events: readonly OutboxEvent[]): Announcement {
    if (events.length === 0) return { guard: {}, set: {}, push: {}, added: [] };
    const first = this.#options.sequences.next(events.length);
    const items = events.map((event, at) => toOutboxItem(event, first + at));
    return {
      guard: { lastSequence: { $lt: first } },
      set: { lastSequence: first + items.length - 1 },
      push: { $push: { outbox: { $each: items } } },
      added: items.map((item) => item.sequence),
    };
  }

  #stored(put: PreparedPut, sequences: readonly number[]): PutResult<T> {
    this.#options.outbox.appended(this.#options.shape.spec.name, put.id, sequences);
    return { type: 'stored', version: put.expectedVersion + 1 };
  }

  /** Undefined: a unique key, or the id, is taken. When nobody knows what became of the write its events are looked for. */
  async #announced<R>(put: Pick<Write, 'id' | 'events'>, write: () => Promise<R>): Promise<R | undefined> {
    try {
      return await write();
    } catch (thrown) {
      if (isDuplicateKey(thrown)) return undefined;
      // Its own events fit: it is those that wait already.
      if (isTooLarge(thrown)) throw outboxFull();
      this.#suspect(put);
      throw thrown;
    }
  }

  #suspect({ id, events }: Pick<Write, 'id' | 'events'>): void {
    if (events.length > 0) this.#options.outbox.suspect(this.#options.shape.spec.name, id);
  }

  /** Why a put did not take place; undefined when it may now. Only where a key was taken can it be another document's. */
  async #refusal(put: PreparedPut, keyTaken: boolean): Promise<Conflict<T> | Duplicate<T> | undefined> {
    const current = await this.#current(put.id);
    if ((current?.version ?? 0) !== put.expectedVersion) return conflictOf(current);
    this.#options.sequences.observe(current?.lastSequence ?? 0);
    return keyTaken ? this.#holder(put) : undefined;
  }

  /** What is there for certain: read from a primary that has just proved to be one. */
  #current(id: string): Promise<Envelope | null> {
    const { model, link } = this.#options;
    return link.send('read', () =>
      native(model).findOne(
        { _id: id },
        { projection: { outbox: 0 }, readConcern: { level: 'linearizable' } },
      ),
    );
  }

  /** The first other document that holds one of these keys in a unique index. */
  async #holder({ id, doc }: PreparedPut): Promise<Duplicate<T> | undefined> {
    const { model, link, shape } = this.#options;
    for (const { index, name, paths } of shape.slots) {
      if (!index.unique) continue;
      for (const key of indexKeysOf(doc, index)) {
        const same = Object.fromEntries(key.map((value, field) => [paths[field] ?? '', sortable(value)]));
        const filter = { ...same, _id: { $ne: id } };
        const holder = await link.send('read', () =>
          native(model).findOne(filter, { projection: { outbox: 0 }, hint: name }),
        );
        if (holder !== null) return { type: 'duplicate', index: index.name, holder: toStored<T>(holder) };
      }
    }
    return undefined;
  }
}

function conflictOf<T>(current: Envelope | null): Conflict<T> {
  return {
    type: 'conflict',
    current: current === null || current.version === 0 ? undefined : toStored<T>(current),
  };
}

/** Which of a bulk write were refused for a taken key; undefined when something else went wrong too. */
function refusedOf(thrown: unknown): Set<number> | undefined {
  if (!(thrown instanceof mongoose.mongo.MongoBulkWriteError)) return undefined;
  const errors = [thrown.writeErrors].flat();
  const unconfirmed = thrown.result.getWriteConcernError() !== undefined;
  if (unconfirmed || errors.some((error) => error.code !== DUPLICATE_KEY)) return undefined;
  return new Set(errors.map((error) => error.index));
}
