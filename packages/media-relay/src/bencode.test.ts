import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeBencode, encodeBencode, type Bencode } from './bencode.ts';

const bytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'));
const textOf = (value: Bencode): string => Buffer.from(encodeBencode(value)).toString('latin1');

test('the four kinds of value are written as the format says, keys sorted', () => {
  assert.equal(textOf({ b: [1, -20, 'x'], a: 'ü' }), 'd1:a2:\u00c3\u00bc1:bli1ei-20e1:xee');
});

test('a key named __proto__ is a key', () => {
  const read = decodeBencode(bytes('d9:__proto__i1ee'));
  assert.deepEqual(Object.keys(read as object), ['__proto__']);
  assert.equal(Object.getPrototypeOf(read), Object.prototype);
});

test('bytes that are no text stay bytes', () => {
  assert.deepEqual(decodeBencode(Uint8Array.of(0x32, 0x3a, 0xff, 0xfe)), Uint8Array.of(0xff, 0xfe));
});

const malformed: Record<string, string> = {
  nothing: '',
  'an unfinished integer': 'i5',
  'an integer without digits': 'ie',
  'a minus alone': 'i-e',
  'an integer no double holds': 'i9007199254740993e',
  'a string longer than the input': '5:abc',
  'a negative length': '-1:a',
  'an unfinished list': 'li1e',
  'an unfinished dictionary': 'd1:a',
  'a dictionary with a number as key': 'di1ei2ee',
  'something after the value': 'i1ei2e',
  'an unknown letter': 'x',
  'nesting without end': 'l'.repeat(60_000),
  'nesting one too deep': 'l'.repeat(26) + 'e'.repeat(26),
  'more than a datagram': `66000:${'a'.repeat(66_000)}`,
};
for (const [name, text] of Object.entries(malformed)) {
  test(`${name} is refused`, () => assert.equal(decodeBencode(bytes(text)), undefined));
}

test('fractions are refused when writing', () => {
  assert.throws(() => encodeBencode(1.5), RangeError);
});

const value = fc.letrec<{ value: Bencode }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5 },
    fc.maxSafeInteger(),
    fc.string({ unit: 'grapheme', maxLength: 20 }),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.string({ maxLength: 8 }), tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
})).value;

test('any value is read back as it was written', () => {
  fc.assert(
    fc.property(value, (original) => {
      const read = decodeBencode(encodeBencode(original));
      assert.deepEqual(read, original);
    }),
  );
});

test('noise is read or refused, and what is read writes back to a value that reads alike', () => {
  const noise = fc.string({ unit: fc.constantFrom(...'dlie0123:-abc\u00ff'), maxLength: 60 });
  fc.assert(
    fc.property(noise, (text) => {
      const read = decodeBencode(bytes(text));
      if (read !== undefined) assert.deepEqual(decodeBencode(encodeBencode(read)), read);
    }),
  );
});
