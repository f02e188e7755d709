import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import examples from 'libphonenumber-js/mobile/examples';
import { getCountries, getCountryCallingCode } from 'libphonenumber-js/max';
import { askLibrary, readInternational } from './international-number.ts';

const country = fc.constantFrom(...getCountries());
const digits = (minLength: number, maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789'), minLength, maxLength });

function compare(text: string): void {
  assert.deepEqual(readInternational(text), askLibrary(text), text);
}

test('A-6 any digits behind any country code are read as the library reads them', () => {
  fc.assert(
    fc.property(country, fc.array(digits(4, 13), { minLength: 10, maxLength: 10 }), (code, numbers) => {
      for (const number of numbers) compare(`+${getCountryCallingCode(code)}${number}`);
    }),
    { numRuns: 200 },
  );
});

test('A-6 numbers of every country, and their neighbours by a few digits, are read as the library reads them', () => {
  const change = fc.record({ at: fc.nat(11), by: digits(0, 3) });
  fc.assert(
    fc.property(change, ({ at, by }) => {
      for (const code of getCountries()) {
        const number = examples[code];
        compare(`+${getCountryCallingCode(code)}${number.slice(0, at)}${by}${number.slice(at + by.length)}`);
      }
    }),
    { numRuns: 40 },
  );
});

test('A-6 a number of North America is told its country and kind as by the library', () => {
  fc.assert(
    fc.property(fc.array(digits(9, 9), { minLength: 40, maxLength: 40 }), (numbers) => {
      for (const number of numbers) for (const first of '23456789') compare(`+1${first}${number}`);
    }),
    { numRuns: 20 },
  );
});

test('A-6 codes of no country, and what is no code, are answered as by the library', () => {
  for (const text of [
    '+80012345678',
    '+881612345678',
    '+99912345678',
    '+01234567890',
    '+4402079460958',
    '+1',
  ])
    compare(text);
});
