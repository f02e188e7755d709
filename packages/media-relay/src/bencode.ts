import { isUtf8 } from 'node:buffer';

/**
 * Bencoding as rtpengine's control protocol uses it. A byte string that is valid UTF-8 is read as `string`, any other as
 * bytes; both write back to the same octets.
 */
export type Bencode = string | Uint8Array | number | readonly Bencode[] | BencodeDictionary;

export interface BencodeDictionary {
  readonly [key: string]: Bencode;
}

/** Deepest nesting read; rtpengine's `query` answer needs 9. */
const DEPTH_MAX = 24;
/** Longest input read. A UDP datagram is shorter; the blobs of `play media` have to fit into one. */
const BYTES_MAX = 65_535;

const encoder = new TextEncoder();

const [LETTER_D, LETTER_E, LETTER_I, LETTER_L] = [0x64, 0x65, 0x69, 0x6c];
const [COLON, MINUS, ZERO, NINE] = [0x3a, 0x2d, 0x30, 0x39];

/** Reads exactly one value that fills the input; undefined when it is malformed, too deep or too long. Never throws. */
export function decodeBencode(input: Uint8Array): Bencode | undefined {
  if (input.length > BYTES_MAX) return undefined;
  const reader: Reader = { input, offset: 0 };
  const value = readValue(reader, 0);
  return value !== undefined && reader.offset === input.length ? value : undefined;
}

/** Writes a value; dictionary keys are sorted by their octets, as the format asks. */
export function encodeBencode(value: Bencode): Uint8Array {
  const writer: Writer = { text: '', parts: [] };
  writeValue(value, writer);
  if (writer.parts.length === 0) return encoder.encode(writer.text);
  return new Uint8Array(Buffer.concat([...writer.parts, encoder.encode(writer.text)]));
}

/** A string or number as text; anything else is the empty string. */
export function bencodeText(value: Bencode | undefined): string {
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  return value instanceof Uint8Array ? Buffer.from(value).toString('utf8') : '';
}

export function isDictionary(value: Bencode | undefined): value is BencodeDictionary {
  return typeof value === 'object' && !Array.isArray(value) && !(value instanceof Uint8Array);
}

interface Reader {
  readonly input: Uint8Array;
  offset: number;
}

function readValue(reader: Reader, depth: number): Bencode | undefined {
  if (depth > DEPTH_MAX) return undefined;
  switch (reader.input[reader.offset]) {
    case LETTER_I:
      reader.offset += 1;
      return readInteger(reader, LETTER_E);
    case LETTER_L:
      reader.offset += 1;
      return readList(reader, depth);
    case LETTER_D:
      reader.offset += 1;
      return readDictionary(reader, depth);
    default:
      return readString(reader);
  }
}

/** Digits up to `end`; consumes the end byte. Refuses what a double cannot hold exactly. */
function readInteger(reader: Reader, end: number): number | undefined {
  const negative = end === LETTER_E && reader.input[reader.offset] === MINUS;
  if (negative) reader.offset += 1;
  const start = reader.offset;
  let value = 0;
  for (;;) {
    const byte = reader.input[reader.offset];
    if (byte === end) break;
    if (byte === undefined || byte < ZERO || byte > NINE) return undefined;
    value = value * 10 + (byte - ZERO);
    if (!Number.isSafeInteger(value)) return undefined;
    reader.offset += 1;
  }
  if (reader.offset === start) return undefined;
  reader.offset += 1;
  return negative ? 0 - value : value;
}

function readString(reader: Reader): string | Uint8Array | undefined {
  const length = readInteger(reader, COLON);
  if (length === undefined || reader.offset + length > reader.input.length) return undefined;
  const bytes = reader.input.subarray(reader.offset, reader.offset + length);
  reader.offset += length;
  // Not text: a blob is handed on as it is.
  return isUtf8(bytes) ? textOf(bytes) : bytes;
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
}

function readList(reader: Reader, depth: number): Bencode[] | undefined {
  const list: Bencode[] = [];
  while (reader.input[reader.offset] !== LETTER_E) {
    const value = readValue(reader, depth + 1);
    if (value === undefined) return undefined;
    list.push(value);
  }
  reader.offset += 1;
  return list;
}

function readDictionary(reader: Reader, depth: number): BencodeDictionary | undefined {
  const entries: [string, Bencode][] = [];
  while (reader.input[reader.offset] !== LETTER_E) {
    const key = readString(reader);
    const value = typeof key === 'string' ? readValue(reader, depth + 1) : undefined;
    if (typeof key !== 'string' || value === undefined) return undefined;
    entries.push([key, value]);
  }
  reader.offset += 1;
  // fromEntries defines own properties, so a key named __proto__ stays a key.
  return Object.fromEntries(entries);
}

/** Text is gathered and turned into octets at once: a call has hundreds of strings, hardly any of them bytes. */
interface Writer {
  text: string;
  readonly parts: Uint8Array[];
}

function writeValue(value: Bencode, writer: Writer): void {
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new RangeError('bencode carries whole numbers only');
    writer.text += `i${value}e`;
  } else if (typeof value === 'string') {
    writer.text += `${Buffer.byteLength(value)}:${value}`;
  } else if (value instanceof Uint8Array) {
    writer.parts.push(encoder.encode(`${writer.text}${value.length}:`), value);
    writer.text = '';
  } else if (isDictionary(value)) {
    writer.text += 'd';
    for (const key of Object.keys(value).sort()) {
      const member = value[key];
      if (member === undefined) continue;
      writeValue(key, writer);
      writeValue(member, writer);
    }
    writer.text += 'e';
  } else {
    writer.text += 'l';
    for (const member of value) writeValue(member, writer);
    writer.text += 'e';
  }
}
