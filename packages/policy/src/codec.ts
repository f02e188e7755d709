import { printDuration, parseDuration } from './duration.ts';
import { quoted, type Part, type Reader } from './reader.ts';

/** A kind of value: how it is read from YAML and written to it. Reading answers undefined after telling what is wrong. */
export interface Codec<T> {
  read(reader: Reader, part: Part): T | undefined;
  /** Plain data, for the YAML printer. */
  write(value: T): unknown;
}

/** Text of one line with a rule of its own; `expected` says what is wanted, in words. */
export function textual<T>(
  expected: string,
  parse: (text: string) => T | undefined,
  write: (value: T) => unknown = (value) => value,
): Codec<T> {
  return {
    write,
    read(reader, part) {
      const text = reader.text(part, expected);
      if (text === undefined) return undefined;
      return parse(text) ?? reader.fail(part, `${quoted(text)} must be ${expected}`);
    },
  };
}

export function count(min: number, max: number): Codec<number> {
  return textual(`a whole number from ${min} to ${max}`, (text) => {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    return value >= min && value <= max ? value : undefined;
  });
}

export function duration(maxSeconds: number): Codec<number> {
  const expected = `a time from 1s to ${printDuration(maxSeconds)}, such as 90s, 30m or 1h30m`;
  const parse = (text: string): number | undefined => {
    const seconds = parseDuration(text);
    return seconds === undefined || seconds < 1 || seconds > maxSeconds ? undefined : seconds;
  };
  return textual(expected, parse, printDuration);
}

export const flag: Codec<boolean> = textual('true or false', (text) =>
  text === 'true' ? true : text === 'false' ? false : undefined,
);

export function choice<Word extends string>(...words: readonly Word[]): Codec<Word> {
  return textual(`one of ${words.join(', ')}`, (text) => words.find((word) => word === text));
}

/** A name as people write it. */
export function name(what: string, charsMax = 256): Codec<string> {
  const expected = `${what} of at most ${charsMax} characters, on one line`;
  return textual(expected, (text) => {
    const isFine =
      text.trim() === text && text.length <= charsMax && !/\p{Cc}/u.test(text) && text.isWellFormed();
    return isFine ? text : undefined;
  });
}

/** Several of a kind; none at all reads as absent. */
export function sequence<T>(
  item: Codec<T>,
  { what, max }: { what: string; max: number },
): Codec<readonly T[]> {
  return {
    write: (values) => values.map((value) => item.write(value)),
    read(reader, part) {
      const parts = reader.items(part, `a list of ${what}`);
      if (parts === undefined || parts.length === 0) return undefined;
      if (parts.length > max)
        return reader.fail(part, `has ${parts.length} ${what}: at most ${max} are allowed`);
      return parts.flatMap((each) => {
        const value = item.read(reader, each);
        return value === undefined ? [] : [value];
      });
    },
  };
}

/** One key of a mapping. */
export interface Field<T> {
  readonly key: string;
  readonly codec: Codec<T>;
  /** It must be there. */
  readonly required?: true;
  /** What it is where the text does not say. */
  readonly otherwise?: T;
}

export type Fields<T> = { readonly [Name in keyof T]-?: Field<NonNullable<T[Name]>> };

/** A mapping with the keys named, in this order, and no others. One without any says nothing: it reads as absent. */
export function record<T extends object>(what: string, fields: Fields<T>): Codec<T> {
  const byKey = new Map(fieldsOf(fields).map(([property, field]) => [field.key, { property, field }]));
  const allowed = [...byKey.keys()].join(', ');
  return {
    read(reader, part) {
      const entries = reader.entries(part, `${what} with the keys ${allowed}`);
      if (entries === undefined) return undefined;
      const read: Record<string, unknown> = {};
      for (const { key, part: at } of entries) {
        const known = byKey.get(key);
        if (known === undefined) {
          reader.fail(at, `there is no key ${quoted(key)} here; allowed are ${allowed}`);
          continue;
        }
        const value = known.field.codec.read(reader, at);
        // Undefined is there all the same: what is wrong with it has been told.
        read[known.property] = value;
      }
      return completed<T>(read, { reader, part, fields });
    },
    write: (value) =>
      Object.fromEntries(
        fieldsOf(fields).flatMap(([property, { key, codec }]) => {
          const given: unknown = Reflect.get(value, property);
          return given === undefined ? [] : [[key, codec.write(given)]];
        }),
      ),
  };
}

interface Completing<T> {
  readonly reader: Reader;
  readonly part: Part;
  readonly fields: Fields<T>;
}

function completed<T extends object>(
  read: Record<string, unknown>,
  { reader, part, fields }: Completing<T>,
): T | undefined {
  let isComplete = true;
  for (const [property, { key, required, otherwise }] of fieldsOf(fields)) {
    if (read[property] !== undefined) continue;
    if (required && !(property in read)) reader.fail(part, `the key ${key} is missing`);
    if (required) isComplete = false;
    if (otherwise !== undefined) read[property] = otherwise;
    else delete read[property];
  }
  // The fields' codecs have made each value of its type.
  return isComplete && Object.keys(read).length > 0 ? (read as T) : undefined;
}

function fieldsOf<T>(fields: Fields<T>): [string, Field<unknown>][] {
  return Object.entries<Field<unknown>>(fields);
}
