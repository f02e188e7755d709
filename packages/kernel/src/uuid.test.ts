import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemRandom } from './system/index.ts';
import { uuidV7 } from './uuid.ts';

test('the vector of RFC 9562 appendix A.6', () => {
  const random = Uint8Array.from([0x0c, 0xc3, 0x18, 0xc4, 0xdc, 0x0c, 0x0c, 0x07, 0x39, 0x8f]);
  assert.equal(uuidV7(0x017f22e279b0, random), '017f22e2-79b0-7cc3-98c4-dc0c0c07398f');
});

test('ids of the system are distinct, also when the pool of random bytes is refilled, and sort by time', () => {
  const ids = Array.from({ length: 2000 }, () => systemRandom.uuid());
  assert.equal(new Set(ids.map((id) => id.slice(14))).size, 2000);
  const times = ids.map((id) => id.slice(0, 13));
  assert.deepEqual(times, times.toSorted());
  for (const id of ids)
    assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});
