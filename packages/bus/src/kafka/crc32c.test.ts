import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crc32c } from './crc32c.ts';

test('the checksum is that of RFC 3720, appendix B.4', () => {
  const samples: readonly [Uint8Array, number][] = [
    [new Uint8Array(), 0],
    [Buffer.from('123456789'), 0xe3069283],
    [new Uint8Array(32), 0x8a9136aa],
    [new Uint8Array(32).fill(0xff), 0x62a8ab43],
    [Uint8Array.from({ length: 32 }, (_, n) => n), 0x46dd794e],
    [Uint8Array.from({ length: 32 }, (_, n) => 31 - n), 0x113fdb5c],
  ];
  for (const [bytes, sum] of samples) assert.equal(crc32c(bytes).toString(16), sum.toString(16));
});
