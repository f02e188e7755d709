import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parsePhone } from './parse-phone.ts';

const READ: readonly (readonly [raw: string, country: string | undefined, e164: string])[] = [
  ['+14155550123', undefined, '+14155550123'],
  ['(415) 555-0123', 'US', '+14155550123'],
  ['415.555.0123', 'us', '+14155550123'],
  [' +1 415 555 0123 ', 'DE', '+14155550123'],
  ['020 7946 0958', 'GB', '+442079460958'],
  ['0044 20 7946 0958', 'DE', '+442079460958'],
  ['+49 (0)30 123456', 'US', '+4930123456'],
  ['\u0661\u0664\u0661\u0665\u0665\u0665\u0665\u0660\u0661\u0662\u0663', 'US', '+14155550123'],
  ['\u096f\u096e\u096d\u096c\u096b\u096a\u0969\u0968\u0967\u0966', 'IN', '+919876543210'],
  ['\uff0b\uff11 \uff14\uff11\uff15 \uff15\uff15\uff15 \uff10\uff11\uff12\uff13', undefined, '+14155550123'],
  ['\u202e+1\u200b4155550123\u202c', undefined, '+14155550123'],
];

for (const [raw, country, e164] of READ) {
  test(`A-6 ${JSON.stringify(raw)} in ${country ?? 'no country'} is ${e164}`, () => {
    const read = parsePhone(raw, country);
    assert.equal(read.ok && read.e164, e164);
  });
}

const REFUSED: readonly (readonly [raw: string, country: string | undefined, reason: string])[] = [
  ['', 'US', 'empty'],
  [' \u200b ', 'US', 'empty'],
  ['911', 'US', 'emergency'],
  ['112', 'DE', 'emergency'],
  ['999', 'GB', 'emergency'],
  ['+1911', undefined, 'emergency'],
  ['+44 999', undefined, 'emergency'],
  ['\u0669\u0661\u0661', 'US', 'emergency'],
  ['+1 900 555 0123', undefined, 'premium'],
  ['+979 1 2345 6789', undefined, 'premium'],
  ['+44 70 0000 0000', undefined, 'not_dialable'],
  ['+1 500 555 0006', undefined, 'not_dialable'],
  ['+882 16 123 456', undefined, 'satellite'],
  ['+870 773 123 456', undefined, 'satellite'],
  ['+1 (415) 555-0123 ext 5', undefined, 'extension'],
  ['+14155550123x5', undefined, 'extension'],
  ['+14155550123;ext=5', undefined, 'extension'],
  ['+14155550123#5', undefined, 'extension'],
  ['+1415\r\nRoute: x', undefined, 'control_character'],
  ['+1415555\u00000123', undefined, 'control_character'],
  ['sip:evil@host', 'US', 'not_a_number'],
  ['tel:+14155550123', 'US', 'not_a_number'],
  ['+14155550123;phone-context=evil', 'US', 'not_a_number'],
  ['1-800-FLOWERS', 'US', 'not_a_number'],
  ['+1415555+0123', 'US', 'not_a_number'],
  ['{"$gt":""}', 'US', 'not_a_number'],
  ['4155550123', undefined, 'country_unknown'],
  ['4155550123', 'XX', 'country_unknown'],
  ['1'.repeat(60), 'US', 'too_long'],
  ['1'.repeat(1_000_000), 'US', 'too_long'],
  ['555 0123', 'US', 'invalid'],
  ['+1 555 123 4567', undefined, 'invalid'],
];

for (const [raw, country, reason] of REFUSED) {
  test(`A-6 ${JSON.stringify(raw.slice(0, 40))} in ${country ?? 'no country'} is refused: ${reason}`, () => {
    assert.deepEqual(parsePhone(raw, country), { ok: false, reason });
  });
}
