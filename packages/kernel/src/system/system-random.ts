import { randomBytes, randomInt } from 'node:crypto';
import type { Random } from '../random.ts';
import { uuidV7 } from '../uuid.ts';

/** The machine's cryptographic randomness; every fork draws from the same pool. */
export const systemRandom: Random = {
  float: () => randomInt(2 ** 48 - 1) / (2 ** 48 - 1),
  int: (maxExclusive) => randomInt(maxExclusive),
  bytes: (length) => new Uint8Array(randomBytes(length)),
  uuid: () => uuidV7(Date.now(), new Uint8Array(randomBytes(10))),
  fork: () => systemRandom,
};
