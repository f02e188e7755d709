import { Reader } from '@platformatic/kafka';
import { readableRecords } from '../kafka/readable-records.ts';

/** Where a batch has its length. */
const LENGTH_AT = 8;

let prepared = false;

/**
 * Once: what a broker sends of a partition is made readable before it is decoded. The library looks ahead at one place only, for the length
 * of the next batch; before the first one everything is replaced.
 */
export function readUnreadable(): void {
  if (prepared) return;
  prepared = true;
  const { prototype } = Reader;
  const peek = prototype.peekInt32;
  prototype.peekInt32 = function (this: Reader, position?: number): number {
    if (position !== LENGTH_AT || this.position !== 0) return peek.call(this, position);
    const set = this.buffer.buffer;
    const readable = readableRecords(set);
    if (readable === set) return peek.call(this, position);
    this.buffer = Reader.from(readable).buffer;
    this.length = readable.length;
    // What is left was counted before: whatever it was, the first batch is whole.
    return 0;
  };
}
