import type { Random } from '../random.ts';
import { uuidV7 } from '../uuid.ts';

/** Deterministic stream (sfc32); the same seed and name give the same draws on every machine. Not for secrets. */
export function seededRandom(seed: string): Random {
  const next = sfc32(hashSeed(seed));
  let uuidCount = 0;
  const random: Random = {
    float: () => next() / 2 ** 32,
    int: (maxExclusive) => Math.floor((next() / 2 ** 32) * maxExclusive),
    bytes: (length) => Uint8Array.from({ length }, () => next() & 0xff),
    uuid: () => uuidV7(1_700_000_000_000 + uuidCount++, random.bytes(10)),
    fork: (name) => seededRandom(`${seed}/${name}`),
  };
  return random;
}

/** FNV-1a over the seed, four lanes with different offsets. */
function hashSeed(seed: string): [number, number, number, number] {
  const lane = (offset: number): number => {
    let hash = offset;
    for (const character of seed) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
    return hash;
  };
  return [lane(0x811c9dc5), lane(0x9e3779b9), lane(0x85ebca6b), lane(0xc2b2ae35)];
}

function sfc32([aSeed, bSeed, cSeed, dSeed]: [number, number, number, number]): () => number {
  let [a, b, c, d] = [aSeed, bSeed, cSeed, dSeed];
  return () => {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + t;
    c |= 0;
    return t >>> 0;
  };
}
