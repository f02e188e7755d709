import type { Random } from '@firstring/kernel';
import mongoose from 'mongoose';
import type { MongoLink } from './mongo-link.ts';
import { notAtomic } from './store-failures.ts';

interface Probe {
  readonly _id: string;
  readonly version: number;
}

const schema = new mongoose.Schema<Probe>(
  { _id: { type: String, required: true }, version: { type: Number, required: true } },
  { strict: 'throw', strictQuery: 'throw', autoIndex: false, autoCreate: false, versionKey: false },
);

const NAME = 'firstring.probe';
const ROUNDS = 3;
const RACERS = 16;

/** Some servers that speak the protocol let several writers win: everything the product promises rests on one. Throws STORE_NOT_ATOMIC. */
export async function probeCompareAndSet(link: MongoLink, random: Random): Promise<void> {
  const model = link.connection.model<Probe>(NAME, schema, NAME);
  const _id = random.uuid();
  await link.send('write', () => model.updateOne({ _id }, { $set: { version: 0 } }, { upsert: true }));
  for (let version = 0; version < ROUNDS; version += 1) {
    const race = Array.from({ length: RACERS }, () =>
      link.send('write', () => model.updateOne({ _id, version }, { $set: { version: version + 1 } })),
    );
    const winners = (await Promise.all(race)).filter(({ matchedCount }) => matchedCount > 0).length;
    if (winners !== 1) throw notAtomic(winners);
  }
  await link.send('write', () => model.deleteOne({ _id }));
}
