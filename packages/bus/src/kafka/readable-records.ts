import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { systemRandom } from '@firstring/kernel/system';
import { crc32c } from './crc32c.ts';

/** A batch that unpacks to more is not read: the broker bounds what it takes, but only as packed. */
export const UNPACKED_BYTES_MAX = 16 * 1_048_576;

/** Headers of the record that stands for a batch that cannot be read; nobody outside can know them. */
const MARK = systemRandom.uuid();
/** It never can be: it is set aside. */
export const HOPELESS = `hopeless-${MARK}`;
/** Others can, or could once: nobody goes past it. */
export const BLOCKED = `blocked-${MARK}`;

/** Layout of a batch (Kafka's message format 2). */
const LENGTH_AT = 8;
const COUNTED_FROM = 12;
const MAGIC_AT = 16;
const CRC_AT = 17;
const ATTRIBUTES_AT = 21;
const LAST_DELTA_AT = 23;
const COUNT_AT = 57;
const RECORDS_AT = 61;
const MAGIC = 2;
const CODEC_BITS = 0b111;
/** Of a batch whose checksum is wrong it may be anything. */
const DELTA_MAX = 1_000_000;

const CODECS = ['none', 'gzip', 'snappy', 'lz4', 'zstd'];
const LIMIT = { maxOutputLength: UNPACKED_BYTES_MAX };
const UNPACK: Readonly<Record<string, (packed: Buffer) => Buffer>> = {
  gzip: (packed) => gunzipSync(packed, LIMIT),
  zstd: (packed) => zstdDecompressSync(packed, LIMIT),
};

/**
 * Batches of records as a broker sends them, such that any client can read them: what is packed is unpacked, within bounds, and in place of a
 * batch that cannot be read stands one record that says why. Clients themselves check no sums, unpack without end, and give up the good
 * partitions of an answer with the bad one. The last batch may be cut short, and too much at once is cut off: it is asked for again.
 */
export function readableRecords(set: Buffer): Buffer {
  const batches: Buffer[] = [];
  let changed = false;
  let unpackedBytes = 0;
  for (let at = 0; at + RECORDS_AT <= set.length;) {
    const size = COUNTED_FROM + set.readInt32BE(at + LENGTH_AT);
    if (set[at + MAGIC_AT] !== MAGIC || size < RECORDS_AT || at + size > set.length) break;
    const batch = set.subarray(at, at + size);
    const readable = readableBatch(batch);
    if (readable !== batch) {
      changed = true;
      unpackedBytes += readable.length;
      if (unpackedBytes > UNPACKED_BYTES_MAX && batches.length > 0) break;
    }
    batches.push(readable);
    at += size;
  }
  return changed ? Buffer.concat(batches) : set;
}

function readableBatch(batch: Buffer): Buffer {
  if (crc32c(batch.subarray(ATTRIBUTES_AT)) !== batch.readUInt32BE(CRC_AT)) {
    return standIn(batch, BLOCKED, 'has a wrong checksum');
  }
  const codec = batch.readInt16BE(ATTRIBUTES_AT) & CODEC_BITS;
  if (codec === 0) return batch;
  const name = CODECS[codec] ?? `codec ${codec}`;
  const unpack = UNPACK[name];
  if (unpack === undefined) return standIn(batch, BLOCKED, `is packed with ${name}, which is not read here`);
  try {
    return plainBatch(batch, unpack(batch.subarray(RECORDS_AT)));
  } catch (err) {
    const why = err instanceof Error ? err.message : String(err);
    return standIn(batch, HOPELESS, `packed with ${name} cannot be unpacked: ${why}`);
  }
}

function plainBatch(batch: Buffer, records: Buffer): Buffer {
  const plain = Buffer.concat([batch.subarray(0, RECORDS_AT), records]);
  plain.writeInt32BE(plain.length - COUNTED_FROM, LENGTH_AT);
  plain.writeInt16BE(batch.readInt16BE(ATTRIBUTES_AT) & ~CODEC_BITS, ATTRIBUTES_AT);
  return plain;
}

/** One record without key and value at the batch's last offset, so that reading goes on behind it. */
function standIn(batch: Buffer, mark: string, what: string): Buffer {
  const first = batch.readBigInt64BE(0);
  const given = batch.readInt32BE(LAST_DELTA_AT);
  const delta = given >= 0 && given < DELTA_MAX ? given : 0;
  const why = `the batch of offsets ${first} to ${first + BigInt(delta)} ${what}`;
  const header = [varint(mark.length), Buffer.from(mark), varint(Buffer.byteLength(why)), Buffer.from(why)];
  const [none, zero] = [varint(-1), varint(0)];
  const record = Buffer.concat([Buffer.of(0), zero, varint(delta), none, none, varint(1), ...header]);
  const stand = plainBatch(batch, Buffer.concat([varint(record.length), record]));
  stand.writeInt16BE(0, ATTRIBUTES_AT);
  stand.writeInt32BE(1, COUNT_AT);
  return stand;
}

/** Zigzag, base 128. */
function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = ((value << 1) ^ (value >> 31)) >>> 0;
  for (; rest > 0x7f; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
  return Buffer.from([...bytes, rest]);
}
