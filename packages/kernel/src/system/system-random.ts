import { randomBytes, randomFillSync, randomInt } from 'node:crypto';
import type { Random } from '../random.ts';
import { uuidV7 } from '../uuid.ts';

const UUID_BYTES = 10;

/** Asking the system for ten bytes costs as much as for four thousand, and every event and every lead has an id. */
const pool = new Uint8Array(400 * UUID_BYTES);
let poolUsed = pool.length;

/** The machine's cryptographic randomness; every fork draws from the same pool. */
export const systemRandom: Random = {
  float: () => randomInt(2 ** 48 - 1) / (2 ** 48 - 1),
  int: (maxExclusive) => randomInt(maxExclusive),
  bytes: (length) => new Uint8Array(randomBytes(length)),
  uuid: () => uuidV7(Date.now(), takeUuidBytes()),
  fork: () => systemRandom,
};

/** Bytes that no one has had before. */
function takeUuidBytes(): Uint8Array {
  if (poolUsed === pool.length) {
    randomFillSync(pool);
    poolUsed = 0;
  }
  poolUsed += UUID_BYTES;
  return pool.subarray(poolUsed - UUID_BYTES, poolUsed);
}
