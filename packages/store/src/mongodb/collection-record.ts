import mongoose, { type Connection, type Model } from 'mongoose';
import { requestInvalid } from '../errors.ts';
import { specOutdated } from '../spec.ts';
import type { EnvelopeModel } from './envelope.ts';
import type { CollectionShape } from './index-slot.ts';
import type { MongoLink } from './mongo-link.ts';
import { OUTBOX_INDEX } from './mongo-outbox.ts';
import { notMigrated } from './store-failures.ts';

/** What a migration has made, one a collection: by it a service knows whether the database is of its version. */
export interface CollectionRecord {
  readonly _id: string;
  readonly version: number;
  /** The indexes that it has filled from all documents. */
  readonly slots: readonly string[];
}

const schema = new mongoose.Schema<CollectionRecord>(
  {
    _id: { type: String, required: true },
    version: { type: Number, required: true },
    slots: { type: [String], required: true },
  },
  { strict: 'throw', strictQuery: 'throw', autoIndex: false, autoCreate: false, versionKey: false },
);

/** The dot keeps its name out of the port's. */
const NAME = 'firstring.collections';

export function collectionRecords(connection: Connection): Model<CollectionRecord> {
  return connection.models[NAME] ?? connection.model<CollectionRecord>(NAME, schema, NAME);
}

/** Throws STORE_REQUEST_INVALID when what is stored is of newer code, STORE_NOT_MIGRATED when something is missing or other than needed. */
export async function checkCollection(
  shape: CollectionShape,
  model: EnvelopeModel,
  link: MongoLink,
): Promise<void> {
  const { name, version } = shape.spec;
  const records = collectionRecords(link.connection);
  const record = await link.send('read', () => records.findOne({ _id: name }).lean());
  refuseNewer(shape, record);
  if (record === null) throw notMigrated(`collection ${name} is missing`);
  if (record.version < version)
    throw notMigrated(`collection ${name} is at version ${record.version}, not ${version}`);
  const made = await indexNames(model, link);
  for (const slot of shape.slots) {
    if (!made.includes(slot.name) || !record.slots.includes(slot.name))
      throw notMigrated(`collection ${name} has no index ${slot.name}`);
  }
  if (!made.includes(OUTBOX_INDEX)) throw notMigrated(`collection ${name} has no index ${OUTBOX_INDEX}`);
}

export function refuseNewer({ spec }: CollectionShape, record: CollectionRecord | null): void {
  const outdated = specOutdated(spec, record?.version);
  if (outdated !== undefined) throw requestInvalid(outdated);
}

export async function indexNames(model: EnvelopeModel, link: MongoLink): Promise<string[]> {
  const indexes = await link.send('read', () => model.collection.indexes());
  return indexes.map((index) => String(index.name));
}
