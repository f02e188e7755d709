import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parsePhone } from './parse-phone.ts';

const noise = fc.string({ unit: fc.constantFrom(' ', '-', '(', ')', '.', '\u200b'), maxLength: 2 });
const mixed = fc.string({
  unit: fc.constantFrom(...Array.from('+0123456789 ()-.;xX#sip:@\u0661\u202e\r\n')),
  maxLength: 30,
});

test('A-6 whatever comes in, what comes out is E.164 and reads to itself', () => {
  fc.assert(
    fc.property(mixed, fc.constantFrom('US', 'DE', 'IN', undefined), (raw, country) => {
      const read = parsePhone(raw, country);
      if (!read.ok) return;
      assert.match(read.e164, /^\+[1-9]\d{6,14}$/);
      const again = parsePhone(read.e164);
      assert.ok(again.ok && again.e164 === read.e164);
    }),
    { numRuns: 200 },
  );
});

test('A-6 punctuation between the digits changes nothing', () => {
  const digits = fc.integer({ min: 0, max: 9999 }).map((line) => `1415555${String(line).padStart(4, '0')}`);
  fc.assert(
    fc.property(digits, fc.array(noise, { minLength: 11, maxLength: 11 }), (plain, gaps) => {
      const raw = `+${Array.from(plain)
        .map((digit, at) => digit + (gaps[at] ?? ''))
        .join('')}`;
      const read = parsePhone(raw);
      assert.equal(read.ok && read.e164, `+${plain}`);
    }),
    { numRuns: 200 },
  );
});
