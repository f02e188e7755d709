import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '@firstring/kernel/testing';
import fc from 'fast-check';
import { PortPool } from './port-pool.ts';

const pool = (portMin: number, portMax: number, restMs = 1000): PortPool =>
  new PortPool({ portMin, portMax, restMs }, seededRandom('pool'));

test('only even ports whose odd neighbour is in the range too', () => {
  const it = pool(10_001, 10_006);
  const ports = [it.lease(0), it.lease(0), it.lease(0)];
  assert.deepEqual(
    ports.filter((port) => port !== undefined).toSorted((a, b) => a - b),
    [10_002, 10_004],
  );
  assert.equal(ports[2], undefined);
});

test('a returned port rests before it is given out again', () => {
  const it = pool(10_000, 10_001);
  const port = it.lease(0);
  assert.equal(port, 10_000);
  it.release(port, 500);
  assert.equal(it.lease(1499), undefined);
  assert.equal(it.lease(1500), 10_000);
});

test('the port that was returned last is given out last', () => {
  const it = pool(10_000, 10_009, 0);
  const first = it.lease(0) ?? 0;
  it.release(first, 0);
  const next = [1, 2, 3, 4, 5].map(() => it.lease(0));
  assert.equal(next[4], first);
});

test('a run of ports that another program holds is not tried in a row', () => {
  const it = pool(20_000, 21_999);
  const isTheirs = (port = 0): boolean => port >= 20_400 && port < 20_600;
  let [row, longest] = [0, 0];
  for (let lease = 0; lease < 1000; lease += 1) {
    row = isTheirs(it.lease(0)) ? row + 1 : 0;
    longest = Math.max(longest, row);
  }
  assert.ok(longest < 8, `${longest} in a row`);
});

test('no port is ever out twice, none is lost', () => {
  const step = fc.record({ lease: fc.boolean(), waitMs: fc.integer({ min: 0, max: 400 }), pick: fc.nat() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const it = pool(20_000, 20_011);
      const out: number[] = [];
      let nowMs = 0;
      for (const { lease, waitMs, pick } of steps) {
        nowMs += waitMs;
        if (lease) {
          const port = it.lease(nowMs);
          if (port === undefined) continue;
          assert.equal(out.includes(port), false);
          out.push(port);
        } else if (out.length > 0) {
          it.release(out.splice(pick % out.length, 1)[0] ?? 0, nowMs);
        }
        assert.equal(it.leased, out.length);
      }
      for (const port of out) it.release(port, nowMs);
      const all = Array.from({ length: 6 }, () => it.lease(nowMs + 1000));
      assert.equal(new Set(all).size, 6);
    }),
  );
});
