/** Encodings a spreadsheet program writes. */
export const ENCODINGS = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252'] as const;
export type Encoding = (typeof ENCODINGS)[number];

const BOM_BYTES = 4;
const SAMPLE_BYTES = 4096;
/** Part of zero bytes at even or odd places that only UTF-16 of mostly Latin text has. */
const UTF16_ZEROS = 0.3;

/**
 * Finds the encoding of a whole file: by its byte order mark, by the zeros of UTF-16, as UTF-8 when every byte of it is valid, and
 * as Windows-1252 otherwise. All bytes are looked at, because one é in the last row decides.
 */
export class EncodingDetector {
  #sample = new Uint8Array();
  #utf8: InstanceType<typeof TextDecoder> | undefined = new TextDecoder('utf-8', { fatal: true });

  add(bytes: Uint8Array): void {
    if (this.#sample.length < SAMPLE_BYTES) {
      const more = bytes.subarray(0, SAMPLE_BYTES - this.#sample.length);
      const sample = new Uint8Array(this.#sample.length + more.length);
      sample.set(this.#sample);
      sample.set(more, this.#sample.length);
      this.#sample = sample;
    }
    this.#decode(bytes, true);
  }

  result(): Encoding {
    this.#decode(new Uint8Array(), false);
    return (
      ofMark(this.#sample) ?? ofZeros(this.#sample) ?? (this.#utf8 === undefined ? 'windows-1252' : 'utf-8')
    );
  }

  #decode(bytes: Uint8Array, stream: boolean): void {
    try {
      this.#utf8?.decode(bytes, { stream });
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      this.#utf8 = undefined;
    }
  }
}

function ofMark(sample: Uint8Array): Encoding | undefined {
  const [a, b, c] = sample.subarray(0, BOM_BYTES);
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf-8';
  if (a === 0xff && b === 0xfe) return 'utf-16le';
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  return undefined;
}

function ofZeros(sample: Uint8Array): Encoding | undefined {
  const zeros = [0, 0];
  for (const [at, byte] of sample.entries()) if (byte === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  const many = (sample.length / 2) * UTF16_ZEROS;
  if (odd > many && even < odd / 4) return 'utf-16le';
  if (even > many && odd < even / 4) return 'utf-16be';
  return undefined;
}

/** First bytes of files that are no text: spreadsheets (zip, OLE), archives, PDF. */
const MAGICS: readonly (readonly [kind: string, bytes: readonly number[]])[] = [
  ['a spreadsheet or a zip archive', [0x50, 0x4b, 0x03, 0x04]],
  ['a spreadsheet or a zip archive', [0x50, 0x4b, 0x05, 0x06]],
  ['an old spreadsheet', [0xd0, 0xcf, 0x11, 0xe0]],
  ['a gzip archive', [0x1f, 0x8b]],
  ['a PDF document', [0x25, 0x50, 0x44, 0x46]],
];

/** What a file is instead of text, by its first bytes; undefined when nothing speaks against text. */
export function foreignKind(firstBytes: Uint8Array): string | undefined {
  return MAGICS.find(([, magic]) => magic.every((byte, at) => firstBytes[at] === byte))?.[0];
}
