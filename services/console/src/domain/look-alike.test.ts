import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lookAlikeWarning } from './look-alike.ts';

test('console/43 a name that looks like another campaign’s, or mixes alphabets in a word, is warned about', () => {
  const cases: [name: string, warned: RegExp | undefined][] = [
    ['Solar roofs', undefined],
    ['Sоlar roofs', /looks like “Solar roofs”/], // a Cyrillic о
    ['SOLAR  ROOFS', /looks like “Solar roofs”/],
    ['Ｓolar roofs', /looks like “Solar roofs”/], // a full-width S
    ['Sаles', /several alphabets/], // a Cyrillic а
    ['Продажи', undefined],
    ['Продажи Solar', undefined],
    ['太陽光 Solar', undefined],
  ];
  for (const [name, warned] of cases) {
    const warning = lookAlikeWarning(name, ['Solar roofs']);
    if (warned === undefined) assert.equal(warning, undefined, name);
    else assert.match(warning ?? '', warned, name);
  }
});
