import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { dominantFrequencyHz, toneShare } from './goertzel.ts';
import { CALL_TONES, dtmfTone } from './call-tones.ts';
import { holdMusicSamples } from './hold-music.ts';
import { tonePeriodSamples, toneSamples } from './tone.ts';

const SECOND = 8000;

test('a sine is found at its frequency', () => {
  fc.assert(
    fc.property(fc.integer({ min: 30, max: 340 }), (tens) => {
      const samples = toneSamples({ frequenciesHz: [10 * tens] }, 0, 1600);
      const found = dominantFrequencyHz(samples) ?? 0;
      assert.ok(Math.abs(found - 10 * tens) <= 10, `${10 * tens} Hz was taken for ${found} Hz`);
    }),
    { numRuns: 40 },
  );
});

test('silence and noise have no frequency', () => {
  assert.equal(dominantFrequencyHz(new Int16Array(SECOND)), undefined);
  assert.equal(dominantFrequencyHz(new Int16Array(0)), undefined);
  let state = 1;
  const noise = Int16Array.from({ length: SECOND }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 16) - 32_768;
  });
  assert.equal(dominantFrequencyHz(noise), undefined);
});

test('a pure sine holds all the energy at its frequency and none elsewhere', () => {
  const samples = toneSamples({ frequenciesHz: [1000] }, 0, SECOND);
  assert.ok(toneShare(samples, 1000) > 0.99);
  assert.ok(toneShare(samples, 700) < 0.01);
  assert.equal(toneShare(new Int16Array(100), 1000), 0);
});

test('a tone in frames is the same wave as in one piece', () => {
  const whole = toneSamples(CALL_TONES.us.ringback, 0, 480);
  const frames = [0, 160, 320].flatMap((start) => [...toneSamples(CALL_TONES.us.ringback, start, 160)]);
  assert.deepEqual(frames, [...whole]);
});

for (const [name, onS, offS, hz] of [
  ['us', 2, 4, [440, 480]],
  ['eu', 1, 4, [425]],
] as const) {
  test(`${name} ringback sounds ${onS} s of ${onS + offS} s in ${hz.join(' and ')} Hz`, () => {
    const period = tonePeriodSamples(CALL_TONES[name].ringback);
    assert.equal(period.length, (onS + offS) * SECOND);
    const on = period.subarray(0, onS * SECOND);
    for (const each of hz) assert.ok(toneShare(on, each) > 0.9 / hz.length);
    assert.ok(period.subarray(onS * SECOND).every((sample) => sample === 0));
    const second = toneSamples(CALL_TONES[name].ringback, period.length, SECOND);
    assert.equal(dominantFrequencyHz(second.subarray(0, 1600)) !== undefined, true);
  });
}

test('every tone of both countries has its frequencies, and a loop of its period does not click', () => {
  for (const tones of Object.values(CALL_TONES)) {
    for (const [name, tone] of Object.entries(tones)) {
      const sounding = toneSamples(tone, 0, samplesOn(tone.onMs));
      for (const hz of tone.frequenciesHz) {
        assert.ok(toneShare(sounding, hz) > 0.8 / tone.frequenciesHz.length, `${name}: ${hz} Hz`);
      }
      const period = tonePeriodSamples(tone);
      assert.deepEqual(toneSamples(tone, period.length, 400), period.subarray(0, 400), name);
    }
  }
});

test('Q.23: a key is one low and one high frequency, each key its own pair', () => {
  const pairs = [...'0123456789*#ABCD'].map((digit) => dtmfTone(digit).frequenciesHz.join('+'));
  assert.equal(new Set(pairs).size, 16);
  assert.deepEqual(dtmfTone('5').frequenciesHz, [770, 1336]);
  assert.deepEqual(dtmfTone('d').frequenciesHz, [941, 1633]);
  for (const noKey of ['', '12', 'x']) assert.throws(() => dtmfTone(noKey), RangeError);
});

test('hold music is sound from beginning to end, joins itself without a jump, and fits into one datagram', () => {
  const music = holdMusicSamples();
  for (let at = 0; at + 2400 <= music.length; at += 2400) {
    assert.ok(Math.max(...music.subarray(at, at + 1600)) > 3000, `silent at ${at}`);
  }
  assert.ok(Math.abs((music.at(-1) ?? 0) - (music[0] ?? 0)) < 100);
  assert.ok(music.length < 60_000);
});

function samplesOn(onMs: number | undefined): number {
  return 8 * (onMs ?? 1000);
}
