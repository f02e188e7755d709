import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { dominantFrequencyHz } from './goertzel.ts';
import { toneSamples } from './tone.ts';
import { readWav, readWavChannels, resampleTo8k, WAV_HEADER_BYTES, wavHeader, writeWav } from './wav.ts';

const samples = toneSamples({ frequenciesHz: [600] }, 0, 1601);

for (const encoding of ['PCM16', 'PCMU', 'PCMA'] as const) {
  test(`${encoding} is read back`, () => {
    const file = writeWav({ encoding, sampleRateHz: 8000, samples });
    assert.equal(file.length % 2, 0);
    const audio = readWav(file);
    assert.equal(audio.encoding, encoding);
    assert.equal(audio.samples.length, samples.length);
    if (encoding === 'PCM16') assert.deepEqual(audio.samples, samples);
    else assert.ok(audio.samples.every((sample, i) => Math.abs(sample - (samples[i] ?? 0)) < 600));
  });
}

test('chunks between the format and the data are passed over', () => {
  const file = writeWav({ encoding: 'PCMU', sampleRateHz: 8000, samples });
  const list = Uint8Array.from([...Buffer.from('LIST'), 3, 0, 0, 0, 1, 2, 3, 0]);
  const longer = Uint8Array.of(...file.subarray(0, 36), ...list, ...file.subarray(36));
  assert.equal(readWav(longer).samples.length, samples.length);
});

test('two channels are mixed into one', () => {
  const stereo = Int16Array.of(100, 300, -100, -300);
  const file = writeWav({ encoding: 'PCM16', sampleRateHz: 8000, samples: stereo });
  file[22] = 2;
  assert.deepEqual(readWav(file).samples, Int16Array.of(200, -200));
});

test('channels come back apart, left first', () => {
  const channels = [Int16Array.of(100, -100, 7), Int16Array.of(300, -300, 9)];
  const file = writeWav({ encoding: 'PCM16', sampleRateHz: 8000, channels });
  assert.deepEqual(readWavChannels(file).channels, channels);
});

test('a recorder that dies between two writes of the header leaves a file that is whole up to the last one', () => {
  const format = { encoding: 'PCMU', sampleRateHz: 8000, channels: 2 } as const;
  const written = new Uint8Array(WAV_HEADER_BYTES + 4000).fill(0xff);
  written.set(wavHeader({ ...format, dataBytes: 3000 }));
  assert.deepEqual(
    readWavChannels(written).channels.map((channel) => channel.length),
    [1500, 1500],
  );
  assert.equal(wavHeader({ ...format, dataBytes: 2 ** 33 }).length, WAV_HEADER_BYTES);
});

test('a file that was cut off gives what is there', () => {
  const file = writeWav({ encoding: 'PCM16', sampleRateHz: 8000, samples });
  assert.equal(readWav(file.subarray(0, 44 + 100)).samples.length, 50);
});

for (const sampleRateHz of [4000, 16_000, 44_100, 48_000]) {
  test(`a tone keeps its frequency from ${sampleRateHz} Hz to 8 kHz`, () => {
    const source = Int16Array.from({ length: sampleRateHz }, (_, i) =>
      Math.round(9000 * Math.sin((2 * Math.PI * 500 * i) / sampleRateHz)),
    );
    const resampled = resampleTo8k({ encoding: 'PCM16', sampleRateHz, samples: source });
    assert.equal(resampled.length, 8000);
    assert.equal(dominantFrequencyHz(resampled), 500);
  });
}

const broken: Record<string, (file: Uint8Array) => Uint8Array> = {
  'an empty file': () => new Uint8Array(0),
  'another kind of file': (file) => Uint8Array.of(1, ...file.subarray(1)),
  'no data chunk': (file) => file.subarray(0, 36),
  'another encoding': (file) => file.with(20, 3),
  'eight-bit PCM': (file) => file.with(34, 8),
  'no channels': (file) => file.with(22, 0),
  'a sample rate of zero': (file) => file.with(24, 0).with(25, 0),
};
for (const [name, breakIt] of Object.entries(broken)) {
  test(`${name} is refused`, () => {
    const file = writeWav({ encoding: 'PCM16', sampleRateHz: 8000, samples });
    assert.throws(() => readWav(breakIt(file)), { name: 'AppError', reason: 'INVALID_ARGUMENT' });
  });
}

test('noise is read or refused, and nothing else', () => {
  const head = writeWav({ encoding: 'PCM16', sampleRateHz: 8000, samples: new Int16Array(0) });
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), fc.integer({ min: 12, max: 44 }), (noise, at) => {
      try {
        readWav(Uint8Array.of(...head.subarray(0, at), ...noise));
      } catch (error) {
        assert.equal((error as { reason?: string }).reason, 'INVALID_ARGUMENT');
      }
    }),
  );
});
