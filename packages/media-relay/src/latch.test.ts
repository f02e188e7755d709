import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { admit, expectEndpoint, LEARNING_WINDOW_MS, targetOf, type Endpoint, type Latch } from './latch.ts';

const phone: Endpoint = { address: '192.0.2.1', port: 4000 };
const behindNat: Endpoint = { address: '198.51.100.9', port: 61_000 };
const stranger: Endpoint = { address: '203.0.113.5', port: 4000 };
const latched = expectEndpoint({}, phone);

/** Runs sources through a latch at given times; returns who was let in. */
function run(
  latch: Latch,
  arrivals: [source: Endpoint, atMs: number][],
): { latch: Latch; accepted: boolean[] } {
  const accepted: boolean[] = [];
  let state = latch;
  for (const [source, atMs] of arrivals) {
    const result = admit(state, source, atMs);
    state = result.latch;
    accepted.push(result.accepted);
  }
  return { latch: state, accepted };
}

test('nobody is let in before a description says who is expected', () => {
  assert.deepEqual(admit({}, phone, 0), { latch: {}, accepted: false });
});

test('until the first packet, media goes where the description says', () => {
  assert.deepEqual(targetOf(latched), phone);
  assert.equal(targetOf({}), undefined);
});

test('a phone behind a translator is learned by its first packet', () => {
  const { latch, accepted } = run(latched, [[behindNat, 0]]);
  assert.deepEqual(accepted, [true]);
  assert.deepEqual(targetOf(latch), behindNat);
});

test('whoever sprayed first gives way to the expected source within the window', () => {
  const { latch, accepted } = run(latched, [
    [stranger, 0],
    [phone, LEARNING_WINDOW_MS - 1],
    [stranger, LEARNING_WINDOW_MS],
  ]);
  assert.deepEqual(accepted, [true, true, false]);
  assert.deepEqual(targetOf(latch), phone);
});

test('sip/59 after the window nobody replaces the learned source', () => {
  const { accepted } = run(latched, [
    [behindNat, 0],
    [phone, LEARNING_WINDOW_MS],
    [stranger, LEARNING_WINDOW_MS + 1],
  ]);
  assert.deepEqual(accepted, [true, false, false]);
});

test('the same description again keeps what was learned, another one starts over', () => {
  const { latch } = run(latched, [[behindNat, 0]]);
  assert.equal(expectEndpoint(latch, { ...phone }), latch);
  assert.deepEqual(expectEndpoint(latch, stranger), { expected: stranger });
});

test('at any time at most one source is heard, and once the expected one is heard it stays', () => {
  const source = fc.constantFrom(phone, behindNat, stranger, { address: phone.address, port: 5 });
  const arrivals = fc.array(fc.tuple(source, fc.integer({ min: 0, max: 900 })), { maxLength: 30 });
  fc.assert(
    fc.property(arrivals, (steps) => {
      let atMs = 0;
      let state = latched;
      for (const [from, waitMs] of steps) {
        atMs += waitMs;
        const before = state.learned;
        const { latch, accepted } = admit(state, from, atMs);
        if (accepted) assert.deepEqual(latch.learned, from);
        else assert.deepEqual(latch.learned, before);
        if (before?.address === phone.address && before.port === phone.port)
          assert.deepEqual(latch.learned, phone);
        state = latch;
      }
    }),
  );
});
