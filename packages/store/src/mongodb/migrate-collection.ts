import { requestInvalid } from '../errors.ts';
import { type CollectionRecord, collectionRecords, indexNames, refuseNewer } from './collection-record.ts';
import { type Envelope, type EnvelopeModel } from './envelope.ts';
import { type CollectionShape, type IndexSlot, keysOf } from './index-slot.ts';
import type { MongoLink } from './mongo-link.ts';
import { OUTBOX_INDEX } from './mongo-outbox.ts';
import { isDuplicateKey } from './store-failures.ts';

const DOCUMENTS_AT_ONCE = 500;

/**
 * Makes a collection match its spec: new indexes are built and filled from the documents, then the record is set. It may be stopped anywhere
 * and repeated. Old code may run meanwhile: the run after the rollout fills in what that has written and drops the indexes only it used.
 * Throws STORE_REQUEST_INVALID when stored documents violate a unique index, or are of newer code.
 */
export async function migrateCollection(
  shape: CollectionShape,
  model: EnvelopeModel,
  link: MongoLink,
): Promise<void> {
  const { name, version } = shape.spec;
  const records = collectionRecords(link.connection);
  const before: CollectionRecord | null = await link.send('read', () =>
    records.findOne({ _id: name }).lean(),
  );
  refuseNewer(shape, before);
  await link.send('write', () => model.createCollection());
  const there = new Set(await indexNames(model, link));
  const made: string[] = [];
  try {
    if (!there.has(OUTBOX_INDEX)) await createOutboxIndex(model, link);
    for (const slot of shape.slots) {
      if (there.has(slot.name)) continue;
      made.push(slot.name);
      await createIndex(slot, model, link);
    }
    await fill(shape, model, link);
  } catch (thrown) {
    if (!isDuplicateKey(thrown)) throw thrown;
    for (const index of made) await link.send('write', () => model.collection.dropIndex(index));
    throw requestInvalid(`collection ${name}: stored documents share a key of a unique index`);
  }
  const slots = shape.slots.map((slot) => slot.name).toSorted();
  const record = { $set: { version, slots } };
  await link.send('write', () => records.updateOne({ _id: name }, record, { upsert: true }));
  const rolledOut = before?.slots.join() === slots.join();
  if (rolledOut) await dropOthers(new Set(['_id_', OUTBOX_INDEX, ...slots]), model, link);
  await link.send('write', () => model.deleteMany({ version: 0, 'outbox.0': { $exists: false } }));
}

/** Only when this shape was made by a run before: old code, which may run until then, still searches by the old ones. */
async function dropOthers(wanted: ReadonlySet<string>, model: EnvelopeModel, link: MongoLink): Promise<void> {
  for (const index of await indexNames(model, link)) {
    if (!wanted.has(index)) await link.send('write', () => model.collection.dropIndex(index));
  }
}

/** Only documents with waiting events are in it. */
async function createOutboxIndex(model: EnvelopeModel, link: MongoLink): Promise<void> {
  await link.send('write', () =>
    model.collection.createIndex(
      { 'outbox.sequence': 1 },
      { name: OUTBOX_INDEX, partialFilterExpression: { 'outbox.sequence': { $gt: 0 } } },
    ),
  );
}

/** Documents that are not in an index have nothing under its name: a unique one must be sparse, the others are so to be small. */
async function createIndex(
  { index, name, paths }: IndexSlot,
  model: EnvelopeModel,
  link: MongoLink,
): Promise<void> {
  const fields = Object.fromEntries(paths.map((path) => [path, 1 as const]));
  const [first = ''] = paths;
  await link.send('write', () =>
    index.unique
      ? model.collection.createIndex(fields, { name, unique: true, sparse: true })
      : model.collection.createIndex(
          { ...fields, _id: 1 },
          { name, partialFilterExpression: { [first]: { $exists: true } } },
        ),
  );
}

/** Adds the keys of this shape to every document that was written for another; leaves the version alone, and yields to whoever writes meanwhile. */
async function fill(shape: CollectionShape, model: EnvelopeModel, link: MongoLink): Promise<void> {
  const stale = { version: { $gt: 0 }, shape: { $ne: shape.name } };
  for (let last: string | undefined; ;) {
    const filter = last === undefined ? stale : { ...stale, _id: { $gt: last } };
    const documents: Envelope[] = await link.send('read', () =>
      model.find(filter, { version: 1, doc: 1 }).sort({ _id: 1 }).limit(DOCUMENTS_AT_ONCE).lean(),
    );
    last = documents.at(-1)?._id;
    if (last === undefined) return;
    const updates = documents.map(({ _id, version, doc }) => {
      // Written by `put`, as JSON of an object.
      const keys = Object.entries(keysOf(JSON.parse(doc ?? '{}') as object, shape.slots));
      const set = Object.fromEntries(keys.map(([slot, fields]) => [`keys.${slot}`, fields]));
      return { updateOne: { filter: { _id, version }, update: { $set: { ...set, shape: shape.name } } } };
    });
    await link.send('write', () => model.bulkWrite(updates, { ordered: false }));
  }
}
