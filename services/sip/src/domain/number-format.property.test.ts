import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { PLAIN_NUMBERS, readCaller, writeCalled, writeCaller, type NumberFormat } from './number-format.ts';

const GERMAN: NumberFormat = {
  ...PLAIN_NUMBERS,
  called: 'national',
  caller: 'national',
  countryCode: '49',
  nationalPrefix: '0',
};
const AMERICAN: NumberFormat = {
  ...PLAIN_NUMBERS,
  called: 'national',
  caller: 'national',
  countryCode: '1',
  internationalPrefix: '011',
};

test('each style writes a number as its carrier wants it', () => {
  const wanted: ReadonlyArray<readonly [NumberFormat, string, string]> = [
    [PLAIN_NUMBERS, '+12025550123', '+12025550123'],
    [{ ...PLAIN_NUMBERS, called: 'e164' }, '+12025550123', '12025550123'],
    [{ ...PLAIN_NUMBERS, called: 'international' }, '+12025550123', '0012025550123'],
    [GERMAN, '+493012345678', '03012345678'],
    [GERMAN, '+12025550123', '0012025550123'],
    [AMERICAN, '+12025550123', '2025550123'],
    [AMERICAN, '+493012345678', '011493012345678'],
    [{ ...PLAIN_NUMBERS, called: 'e164', techPrefix: '1234#' }, '+12025550123', '1234#12025550123'],
  ];
  for (const [format, number, written] of wanted) assert.equal(writeCalled(format, number), written);
});

test('the longest rule that fits writes the number instead, after the tech prefix', () => {
  const format: NumberFormat = {
    ...AMERICAN,
    techPrefix: '7',
    rules: [
      { prefix: '+1', replacement: '1' },
      { prefix: '+1800', replacement: '800' },
    ],
  };
  assert.equal(writeCalled(format, '+18005550123'), '78005550123');
  assert.equal(writeCalled(format, '+12025550123'), '712025550123');
  assert.equal(writeCalled(format, '+493012345678'), '7011493012345678');
});

test('what is no number is not read as one', () => {
  for (const text of ['', 'anonymous', '+', '+0123456789', '123', 'ann', '12345678901234567890']) {
    assert.equal(readCaller(PLAIN_NUMBERS, text), undefined, text);
  }
  assert.equal(readCaller(GERMAN, '030 123-456 78'), '+493012345678');
  assert.equal(readCaller(AMERICAN, '(202) 555-0123'), '+12025550123');
  assert.equal(readCaller(PLAIN_NUMBERS, '0012025550123'), '+12025550123');
});

/** No national number begins with the national prefix. */
const anyNumber = fc
  .tuple(
    fc.constantFrom('1202', '1303', '4930', '44207', '33', '35387', '81'),
    fc.stringMatching(/^[1-9]\d{5,7}$/),
  )
  .map(([start, rest]) => `+${start}${rest}`);
const anyFormat = fc
  .tuple(
    fc.constantFrom('e164-plus' as const, 'e164' as const, 'national' as const, 'international' as const),
    fc.constantFrom(['49', '0', '00'], ['1', '', '011'], ['44', '0', '00'], ['33', '0', '00']),
  )
  .map(([style, [countryCode = '', nationalPrefix = '', internationalPrefix = '']]): NumberFormat => ({
    ...PLAIN_NUMBERS,
    called: style,
    caller: style,
    countryCode,
    nationalPrefix,
    internationalPrefix,
  }));

test('what a carrier’s format writes, it reads back: every style, every country', () => {
  fc.assert(
    fc.property(anyFormat, anyNumber, (format, number) => {
      const read = readCaller(format, writeCaller(format, number));
      assert.equal(read, number);
    }),
    { numRuns: 200 },
  );
});

test('different numbers never become the same called number, as long as no rule says so', () => {
  fc.assert(
    fc.property(anyFormat, anyNumber, anyNumber, (format, one, other) => {
      if (one !== other) assert.notEqual(writeCalled(format, one), writeCalled(format, other));
    }),
    { numRuns: 200 },
  );
});
