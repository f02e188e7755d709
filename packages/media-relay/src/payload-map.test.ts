import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeG711, encodeG711, type G711 } from '@firstring/rtp';
import { toneSamples } from '@firstring/rtp/audio';
import { TELEPHONY_CODECS } from '@firstring/rtp/sdp';
import { payloadRules, preferredLaw } from './payload-map.ts';

const only = (...names: string[]) => TELEPHONY_CODECS.filter((codec) => names.includes(codec.name));

for (const [from, to] of [
  ['PCMU', 'PCMA'],
  ['PCMA', 'PCMU'],
] as const satisfies [G711, G711][]) {
  test(`${from} becomes ${to} and stays the same sound`, () => {
    const rule = payloadRules(only(from), only(to), true).get(from === 'PCMU' ? 0 : 8);
    assert.equal(rule?.payloadType, to === 'PCMU' ? 0 : 8);
    const samples = toneSamples({ frequenciesHz: [440], amplitude: 0.8 }, 0, 400);
    const recoded = encodeG711(from, samples).map((code) => rule.recode?.[code] ?? 0);
    for (const [i, sample] of decodeG711(to, recoded).entries()) {
      const original = samples[i] ?? 0;
      assert.ok(Math.abs(sample - original) <= 40 + Math.abs(original) / 10, `${original} became ${sample}`);
    }
  });
}

test('a common law is passed as it is, also when transcoding is allowed', () => {
  assert.deepEqual(payloadRules(TELEPHONY_CODECS, only('PCMA', 'telephone-event'), true).get(8), {
    payloadType: 8,
  });
});

test('what is played is in the law the side names first', () => {
  assert.deepEqual(preferredLaw(TELEPHONY_CODECS), { law: 'PCMU', payloadType: 0 });
  assert.deepEqual(preferredLaw(only('PCMA', 'telephone-event')), { law: 'PCMA', payloadType: 8 });
  assert.equal(preferredLaw(only('telephone-event')), undefined);
});
