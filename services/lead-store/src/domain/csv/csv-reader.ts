/** Characters of one field; a longer one is a row error. */
export const FIELD_CHARS_MAX = 65_536;
/** Characters of one row: beyond, the rest of its line is passed over without being kept. */
export const RECORD_CHARS_MAX = 1_048_576;
const QUOTE = '"';

export type BrokenReason =
  | 'quote_not_closed'
  | 'quote_in_field'
  | 'text_after_quote'
  | 'field_too_long'
  | 'row_too_long';

export type CsvRecord =
  | { readonly type: 'fields'; readonly fields: readonly string[]; readonly end: number }
  /** The line cannot be read. Reading goes on with the line after it. */
  | { readonly type: 'broken'; readonly reason: BrokenReason; readonly end: number };

/**
 * Reads CSV (RFC 4180) from pieces of text. Lines may end in CRLF, LF or CR, mixed; a blank line is no row. A line that breaks the
 * rules is one broken row, however many quotes it leaves open: a quote that never closes must not swallow the rest of the file.
 * `end` counts characters from where the first piece began.
 */
export class CsvReader {
  readonly #delimiter: string;
  #text = '';
  #at = 0;
  /** Characters given up already, before `#text`. */
  #base: number;
  #final = false;
  /** Inside of a line that is too long: nothing is kept until it ends. */
  #passing = false;
  readonly #next: { quote: number; cr: number; lf: number } = { quote: -1, cr: -1, lf: -1 };

  constructor(options: { readonly delimiter: string; readonly from?: number }) {
    this.#delimiter = options.delimiter;
    this.#base = options.from ?? 0;
  }

  /** Adds a piece; the last one ends the file. */
  push(piece: string, final: boolean): void {
    this.#text = this.#text.slice(this.#at) + piece;
    this.#base += this.#at;
    this.#at = 0;
    this.#final = final;
    this.#forget();
  }

  /** The next row; undefined when more text is needed, or the file is at its end. */
  read(): CsvRecord | undefined {
    for (;;) {
      if (this.#at >= this.#text.length) return undefined;
      const line = this.#line(this.#at);
      if (this.#passing || line === undefined) {
        if (line === undefined) return this.#withoutEnd();
        this.#passing = false;
        this.#at = line.next;
        continue;
      }
      if (line.end === this.#at) {
        this.#at = line.next;
        continue;
      }
      if (this.#find('quote', QUOTE, this.#at) >= line.end)
        return this.#take(this.#plain(line.end), line.next);
      return this.#quoted(line);
    }
  }

  /** The end of the text without the end of a line. */
  #withoutEnd(): CsvRecord | undefined {
    const length = this.#text.length - this.#at;
    if (!this.#passing && length <= RECORD_CHARS_MAX) return undefined;
    const first = !this.#passing;
    this.#passing = true;
    this.#at = this.#text.length;
    return first ? { type: 'broken', reason: 'row_too_long', end: this.#base + this.#at } : undefined;
  }

  #plain(end: number): readonly string[] | BrokenReason {
    const fields = this.#text.slice(this.#at, end).split(this.#delimiter);
    return fields.some((field) => field.length > FIELD_CHARS_MAX) ? 'field_too_long' : fields;
  }

  /** A row with quotes: fields one after the other, over line ends that are inside of quotes. */
  #quoted(line: Line): CsvRecord | undefined {
    const fields: string[] = [];
    let at = this.#at;
    for (;;) {
      const field = this.#text[at] === QUOTE ? this.#quotedField(at) : this.#bareField(at);
      if (field === undefined) return undefined;
      if (typeof field === 'string') return this.#take(field, line.next);
      fields.push(field.text);
      if (this.#text.startsWith(this.#delimiter, field.end)) {
        at = field.end + this.#delimiter.length;
        continue;
      }
      const end = this.#line(field.end);
      if (end === undefined) return undefined;
      return this.#take(fields, end.next);
    }
  }

  #bareField(from: number): Field | BrokenReason | undefined {
    const line = this.#line(from);
    if (line === undefined) return undefined;
    const delimiter = this.#text.indexOf(this.#delimiter, from);
    const end = delimiter === -1 ? line.end : Math.min(delimiter, line.end);
    const text = this.#text.slice(from, end);
    if (text.includes(QUOTE)) return 'quote_in_field';
    return text.length > FIELD_CHARS_MAX ? 'field_too_long' : { text, end };
  }

  #quotedField(from: number): Field | BrokenReason | undefined {
    let close = this.#text.indexOf(QUOTE, from + 1);
    while (close !== -1 && this.#text[close + 1] === QUOTE) close = this.#text.indexOf(QUOTE, close + 2);
    const end = close === -1 ? this.#text.length : close;
    if (end - from > FIELD_CHARS_MAX) return close === -1 ? 'quote_not_closed' : 'field_too_long';
    // A quote at the very end may be the first half of two.
    if (close === -1 || (close + 1 === this.#text.length && !this.#final))
      return this.#final ? 'quote_not_closed' : undefined;
    const after = this.#text[close + 1];
    if (
      after !== undefined &&
      after !== '\r' &&
      after !== '\n' &&
      !this.#text.startsWith(this.#delimiter, close + 1)
    )
      return 'text_after_quote';
    return { text: this.#text.slice(from + 1, close).replaceAll('""', QUOTE), end: close + 1 };
  }

  #take(found: readonly string[] | BrokenReason, next: number): CsvRecord {
    // A broken row ends before what was looked at.
    if (typeof found === 'string') this.#forget();
    this.#at = next;
    const end = this.#base + next;
    return typeof found === 'string'
      ? { type: 'broken', reason: found, end }
      : { type: 'fields', fields: found, end };
  }

  #forget(): void {
    this.#next.quote = this.#next.cr = this.#next.lf = -1;
  }

  /** Where the line that holds `from` ends; undefined while nobody knows. */
  #line(from: number): Line | undefined {
    const cr = this.#find('cr', '\r', from);
    const lf = this.#find('lf', '\n', from);
    const end = Math.min(cr, lf);
    if (end === Infinity) {
      const { length } = this.#text;
      return this.#final ? { end: length, next: length } : undefined;
    }
    // A CR at the very end may be the first half of CRLF.
    if (end === cr && end + 1 === this.#text.length && !this.#final) return undefined;
    return { end, next: end === cr && lf === end + 1 ? end + 2 : end + 1 };
  }

  /** The next place of a character; remembered, so that a file without any is searched once a piece. */
  #find(name: 'quote' | 'cr' | 'lf', character: string, from: number): number {
    if (this.#next[name] < from) {
      const found = this.#text.indexOf(character, from);
      this.#next[name] = found === -1 ? Infinity : found;
    }
    return this.#next[name];
  }
}

interface Field {
  readonly text: string;
  readonly end: number;
}

interface Line {
  readonly end: number;
  readonly next: number;
}
