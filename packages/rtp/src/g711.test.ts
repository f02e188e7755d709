import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeG711, encodeG711, silenceOf, type G711 } from './g711.ts';

const LAWS: readonly G711[] = ['PCMU', 'PCMA'];
const everyCode = Uint8Array.from({ length: 256 }, (_, code) => code);
const everySample = Int16Array.from({ length: 65_536 }, (_, i) => i - 32_768);

/** Decoded values of ITU-T G.711 tables 1 and 2, scaled to 16 bits. */
const KNOWN: Record<G711, [code: number, sample: number][]> = {
  PCMU: [
    [0x00, -32_124],
    [0x80, 32_124],
    [0xff, 0],
    [0x7f, 0],
    [0xfe, 8],
    [0x8f, 16_764],
  ],
  PCMA: [
    [0x2a, -32_256],
    [0xaa, 32_256],
    [0xd5, 8],
    [0x55, -8],
    [0xd4, 24],
    [0x80, 5504],
  ],
};

for (const law of LAWS) {
  test(`${law} decodes the standard's values`, () => {
    for (const [code, sample] of KNOWN[law]) assert.equal(decodeG711(law, Uint8Array.of(code))[0], sample);
  });

  test(`${law}: every code survives decoding and encoding (µ-law's negative zero becomes zero)`, () => {
    const again = encodeG711(law, decodeG711(law, everyCode));
    const expected = Uint8Array.from(everyCode, (code) => (law === 'PCMU' && code === 0x7f ? 0xff : code));
    assert.deepEqual(again, expected);
  });

  test(`${law}: no sample is off by more than half its step, and order is kept`, () => {
    const decoded = decodeG711(law, encodeG711(law, everySample));
    for (const [i, sample] of everySample.entries()) {
      const allowed = Math.abs(sample) > 32_000 ? 700 : Math.max(16, Math.abs(sample) / 16);
      assert.ok(Math.abs((decoded[i] ?? 0) - sample) <= allowed, `${sample} became ${decoded[i]}`);
      if (i > 0) assert.ok((decoded[i] ?? 0) >= (decoded[i - 1] ?? 0), `order lost at ${sample}`);
    }
  });

  test(`${law} silence decodes to next to nothing`, () => {
    assert.ok(Math.abs(decodeG711(law, Uint8Array.of(silenceOf(law)))[0] ?? 99) <= 8);
    assert.equal(encodeG711(law, Int16Array.of(0))[0], silenceOf(law));
  });
}
