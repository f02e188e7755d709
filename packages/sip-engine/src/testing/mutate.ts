import type { Random } from '@firstring/kernel';

/** What parsers stumble over. */
const SPLINTERS = [
  '\r\n',
  '\r',
  '\n',
  '\0',
  '"',
  '\\',
  '<',
  '>',
  ';',
  ';;',
  ',',
  ',,',
  ':',
  '@',
  '%00',
  '%',
  ' ',
  '\t',
  '\r\n ',
  '=',
  '[',
  ']',
  '?',
  '\xff',
  '\xc3',
  '-1',
  '4294967296',
  '99999999999999999999',
  'SIP/2.0',
  'z9hG4bK',
  '*',
];
const EDITS_MAX = 5;
const CUT_MAX = 24;

/** The bytes after one to five random edits: changed, cut out, repeated or splintered at random places. */
export function mutate(random: Random, bytes: Uint8Array): Uint8Array {
  let copy: Buffer = Buffer.from(bytes);
  for (let left = 1 + random.int(EDITS_MAX); left > 0; left -= 1) copy = edited(random, copy);
  return copy;
}

function edited(random: Random, bytes: Buffer): Buffer {
  const at = random.int(bytes.length + 1);
  const end = Math.min(bytes.length, at + 1 + random.int(CUT_MAX));
  const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)];
  switch (random.int(6)) {
    case 0: {
      const copy = Buffer.from(bytes);
      if (at < copy.length) copy[at] = random.int(256);
      return copy;
    }
    case 1:
      return Buffer.concat([before, bytes.subarray(end)]);
    case 2:
      return Buffer.concat([bytes.subarray(0, end), after]);
    case 3:
      return Buffer.concat([before, random.bytes(1 + random.int(8)), after]);
    case 4:
      return random.int(8) === 0 ? Buffer.from(before) : withLineTwice(bytes, at);
    default: {
      const splinter = SPLINTERS[random.int(SPLINTERS.length)] ?? '';
      return Buffer.concat([before, Buffer.from(splinter, 'latin1'), after]);
    }
  }
}

/** The line around a place comes once more behind itself. */
function withLineTwice(bytes: Buffer, at: number): Buffer {
  const start = bytes.lastIndexOf('\r\n', Math.max(at - 1, 0)) + 2;
  const next = bytes.indexOf('\r\n', at);
  const end = next === -1 ? bytes.length : next + 2;
  return start >= end ? bytes : Buffer.concat([bytes.subarray(0, end), bytes.subarray(start)]);
}
