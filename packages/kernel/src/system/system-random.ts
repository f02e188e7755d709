import { randomFillSync, randomInt } from 'node:crypto';
import type { Random } from '../random.ts';
import { uuidV7 } from '../uuid.ts';

const UUID_BYTES = 10;

/** Asking the system for ten bytes costs as much as for thousands, and every event, every lead, every SIP message has an id. */
const pool = new Uint8Array(16_384);
let poolUsed = pool.length;

/** The machine's cryptographic randomness; every fork draws from the same pool. */
export const systemRandom: Random = {
  float: () => randomInt(2 ** 48 - 1) / (2 ** 48 - 1),
  int: (maxExclusive) => randomInt(maxExclusive),
  bytes: (length) =>
    length > pool.length ? randomFillSync(new Uint8Array(length)) : takeBytes(length).slice(),
  uuid: () => uuidV7(Date.now(), takeBytes(UUID_BYTES)),
  fork: () => systemRandom,
};

/** Bytes that no one has had before; they stay as they are only until the next refill. */
function takeBytes(length: number): Uint8Array {
  if (poolUsed + length > pool.length) {
    randomFillSync(pool);
    poolUsed = 0;
  }
  poolUsed += length;
  return pool.subarray(poolUsed - length, poolUsed);
}
