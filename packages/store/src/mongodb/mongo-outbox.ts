import { setImmediate } from 'node:timers/promises';
import type { Timer } from '@firstring/kernel';
import { outboxFull } from '../errors.ts';
import type { Outbox, OutboxEntry, OutboxEvent } from '../port.ts';
import { type Envelope, type EnvelopeModel, native, toEvent } from './envelope.ts';
import type { MongoLink } from './mongo-link.ts';
import type { SequenceClock } from './sequence-clock.ts';
import { WaitingEvents } from './waiting-events.ts';

/** Name of the index over the sequences of waiting events. */
export const OUTBOX_INDEX = 'outbox';

/** Events older than this are somebody's who has died: whoever finds them publishes them. */
const LEFT_BEHIND_MS = 10_000;
const SEARCH_EVERY_MS = 5_000;
/** Payload of one `take`, beyond its first document. */
const TAKE_BYTES_MAX = 4_194_304;

/** Events lie in their documents. This knows which documents, reads them from there and removes them there. */
export class MongoOutbox implements Outbox {
  readonly #link: MongoLink;
  readonly #sequences: SequenceClock;
  readonly #entriesMax: number;
  readonly #waiting = new WaitingEvents();
  /** Taken, and deleted by then: such a document stays until its last event has gone out. */
  readonly #deleted = new Set<string>();
  readonly #models = new Map<string, EnvelopeModel>();
  readonly #wakes = new Set<() => void>();
  #search: Timer | undefined;

  constructor(link: MongoLink, options: { sequences: SequenceClock; entriesMax: number }) {
    this.#link = link;
    this.#sequences = options.sequences;
    this.#entriesMax = options.entriesMax;
  }

  /** Takes over what a run before has left in a collection. */
  async open(collection: string, model: EnvelopeModel): Promise<void> {
    this.#models.set(collection, model);
    await this.#takeOver(collection, model, Number.MAX_SAFE_INTEGER);
  }

  admit(events: readonly OutboxEvent[]): void {
    if (events.length > 0 && this.#waiting.count >= this.#entriesMax) throw outboxFull();
  }

  appended(collection: string, id: string, sequences: readonly number[]): void {
    if (sequences.length === 0) return;
    this.#waiting.add(collection, id, sequences);
    this.#wake();
  }

  /** Nobody knows whether a write with events took place: the next `take` looks. */
  suspect(collection: string, id: string): void {
    this.#waiting.add(collection, id, []);
    this.#wake();
  }

  take(limit: number): Promise<readonly OutboxEntry[]> {
    return this.#link.call(async () => {
      const found: OutboxEntry[] = [];
      // Whoever asks again and again must not keep the server's answers from coming in.
      if (this.#waiting.count === 0) await setImmediate();
      for (const [collection, known] of this.#waiting.oldest(limit))
        found.push(...(await this.#read(collection, known)));
      return found.toSorted((left, right) => left.sequence - right.sequence).slice(0, limit);
    });
  }

  trim(entries: readonly OutboxEntry[]): Promise<void> {
    return this.#link.call(async () => {
      const collections = Map.groupBy(entries, (entry) => entry.collection);
      for (const [collection, own] of collections) await this.#trim(collection, own);
    });
  }

  onAppend(wake: () => void): () => void {
    this.#wakes.add(wake);
    this.#search ??= this.#searchLater();
    return () => void this.#wakes.delete(wake);
  }

  pending(): Promise<number> {
    return this.#link.call(async () => this.#waiting.count);
  }

  close(): void {
    this.#wakes.clear();
    this.#search?.cancel();
  }

  async #read(collection: string, known: ReadonlyMap<string, readonly number[]>): Promise<OutboxEntry[]> {
    const model = this.#models.get(collection);
    if (model === undefined) return [];
    const entries: OutboxEntry[] = [];
    const unseen = new Map(known);
    let bytes = 0;
    const over: string[] = [];
    const filter = { _id: { $in: [...known.keys()] } };
    const cursor = native(model).find(filter, { projection: { outbox: 1, version: 1 } });
    for await (const { _id: documentId, version, outbox = [] } of cursor) {
      const there = new Set(outbox.map((item) => item.sequence));
      const gone = known.get(documentId)?.filter((sequence) => !there.has(sequence)) ?? [];
      this.#waiting.add(collection, documentId, [...there]);
      this.#waiting.drop(collection, documentId, gone);
      unseen.delete(documentId);
      if (version === 0 && outbox.length === 0) over.push(documentId);
      else if (version === 0) this.#deleted.add(`${collection}/${documentId}`);
      for (const item of outbox) {
        bytes += item.payload.byteLength;
        entries.push({ collection, documentId, sequence: item.sequence, event: toEvent(item) });
      }
      if (bytes > TAKE_BYTES_MAX) {
        unseen.clear();
        break;
      }
    }
    await this.#remove(model, over);
    for (const [id, sequences] of unseen) this.#waiting.drop(collection, id, sequences);
    return entries;
  }

  async #trim(collection: string, entries: readonly OutboxEntry[]): Promise<void> {
    const model = this.#models.get(collection);
    if (model === undefined) return;
    const documents = Map.groupBy(entries, (entry) => entry.documentId);
    const pulls = [...documents].map(([_id, own]) => {
      const gone = { sequence: { $in: own.map((entry) => entry.sequence) } };
      return { updateOne: { filter: { _id }, update: { $pull: { outbox: gone } } } };
    });
    await this.#link.send('write', () => model.bulkWrite(pulls, { ordered: false }));
    const ids = [...documents.keys()].filter((id) => this.#deleted.delete(`${collection}/${id}`));
    await this.#remove(model, ids);
    for (const [id, own] of documents) {
      this.#waiting.drop(
        collection,
        id,
        own.map((entry) => entry.sequence),
      );
    }
  }

  /** What is deleted and has told its last event. */
  async #remove(model: EnvelopeModel, ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    const empty = { _id: { $in: [...ids] }, version: 0, 'outbox.0': { $exists: false } };
    await this.#link.send('write', () => model.deleteMany(empty));
  }

  #searchLater(): Timer {
    return this.#link.clock.setTimer(SEARCH_EVERY_MS, () => {
      const before = this.#sequences.at(this.#link.clock.now() - LEFT_BEHIND_MS);
      const searched = this.#link.call(async () => {
        for (const [collection, model] of this.#models) await this.#takeOver(collection, model, before);
      });
      // A search that failed is made again; whoever reads or writes is told that the store is away.
      void searched
        .catch((failure: unknown) => failure)
        .then(() => (this.#search = this.#wakes.size > 0 ? this.#searchLater() : undefined));
    });
  }

  async #takeOver(collection: string, model: EnvelopeModel, before: number): Promise<void> {
    const left = { 'outbox.sequence': { $gt: 0, $lt: before } };
    const room = Math.max(1, this.#entriesMax - this.#waiting.count);
    const found = await this.#link.send('read', () =>
      model
        .find(left, { 'outbox.sequence': 1, lastSequence: 1 })
        .hint(OUTBOX_INDEX)
        .limit(room)
        .sort({ 'outbox.sequence': 1 })
        .lean<Envelope[]>(),
    );
    let added = false;
    for (const { _id, outbox = [], lastSequence = 0 } of found) {
      this.#sequences.observe(lastSequence);
      const sequences = outbox.map((item) => item.sequence);
      added = this.#waiting.add(collection, _id, sequences) || added;
    }
    if (added) this.#wake();
  }

  #wake(): void {
    for (const wake of this.#wakes) wake();
  }
}
