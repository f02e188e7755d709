import { createHash } from 'node:crypto';
import mongoose, { type Connection, type Model } from 'mongoose';
import type { OutboxEvent, Stored } from '../port.ts';

/** An event as it waits in its document: JSON of everything but the payload, and the payload. */
export interface OutboxItem {
  readonly sequence: number;
  readonly event: string;
  readonly payload: Uint8Array;
}

/**
 * A document of the port as MongoDB keeps it. The document itself is its JSON text, so that it comes back as it was in every script
 * and with every key; what can be searched lies in `keys`, written by the adapter in the same update.
 */
export interface Envelope {
  readonly _id: string;
  /** 0: deleted, and only there until its last events are published. */
  readonly version: number;
  readonly doc?: string;
  /** One object an index, under the index's slot: `f0`, `f1`, `f2`. */
  readonly keys?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Which indexes `keys` was made for. */
  readonly shape?: string;
  /** Of the newest event ever stored with this document. */
  readonly lastSequence?: number;
  readonly outbox?: readonly OutboxItem[];
}

export type EnvelopeModel = Model<Envelope>;

const outboxItem = new mongoose.Schema<OutboxItem>(
  {
    sequence: { type: Number, required: true },
    event: { type: String, required: true },
    payload: { type: Buffer, required: true },
  },
  { _id: false, strict: 'throw' },
);

const schema = new mongoose.Schema<Envelope>(
  {
    _id: { type: String, required: true },
    version: { type: Number, required: true },
    doc: String,
    keys: mongoose.Schema.Types.Mixed,
    shape: String,
    lastSequence: Number,
    outbox: { type: [outboxItem], default: undefined },
  },
  {
    strict: 'throw',
    strictQuery: 'throw',
    autoIndex: false,
    autoCreate: false,
    versionKey: false,
    minimize: false,
    id: false,
  },
);

export function envelopeModel(connection: Connection, collection: string): EnvelopeModel {
  return connection.model<Envelope>(collection, schema, collection);
}

/**
 * The driver's own collection behind a model, for reads: our filters need no casting, and a query of mongoose costs as much CPU again as the
 * command itself. Writes go through the model, whose schema is strict.
 */
export function native(model: EnvelopeModel): mongoose.mongo.Collection<Envelope> {
  // mongoose makes its collection on this class and forwards each method; its own type names only some.
  return model.collection as unknown as mongoose.mongo.Collection<Envelope>;
}

export function toStored<T>({ _id, version, doc }: Envelope): Stored<T> {
  // Written by `put`, as JSON of a T.
  return { id: _id, version, doc: JSON.parse(doc ?? 'null') as T };
}

export function toOutboxItem({ payload, ...event }: OutboxEvent, sequence: number): OutboxItem {
  return { sequence, event: JSON.stringify(event), payload: Buffer.from(payload) };
}

export function toEvent({ event, payload }: OutboxItem): OutboxEvent {
  // Written by `toOutboxItem`.
  return { ...(JSON.parse(event) as Omit<OutboxEvent, 'payload'>), payload: Uint8Array.from(payload) };
}

/** A short name for a text. */
export function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}
