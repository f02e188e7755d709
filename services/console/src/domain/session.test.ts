import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  confirmedNetworks,
  needsTouch,
  sessionVerdict,
  type Session,
  type SessionLimits,
} from './session.ts';

const LIMITS: SessionLimits = { idleMs: 1000, absoluteMs: 5000, binding: 'network' };
const SESSION: Session = { userId: 'ann', createdAt: 0, usedAt: 0, networks: ['home'], failedSignIns: 0 };

test('console/4 a session is live before its limits and over exactly at them', () => {
  const at = (now: number, usedAt = 0) =>
    sessionVerdict({ ...SESSION, usedAt }, LIMITS, { now, network: 'home' });
  assert.equal(at(999), 'live');
  assert.equal(at(1000), 'expired');
  assert.equal(at(4999, 4500), 'live');
  assert.equal(at(5000, 4999), 'expired');
});

test('console/5 another network is another network unless the rule is off; a run-out session is over anywhere', () => {
  const use = { now: 1, network: 'elsewhere' };
  assert.equal(sessionVerdict(SESSION, LIMITS, use), 'other_network');
  assert.equal(sessionVerdict(SESSION, { ...LIMITS, binding: 'off' }, use), 'live');
  assert.equal(sessionVerdict(SESSION, LIMITS, { now: 6000, network: 'elsewhere' }), 'expired');
});

test('the newest four networks are remembered, each once', () => {
  assert.deepEqual(confirmedNetworks(['a', 'b'], 'a'), ['b', 'a']);
  assert.deepEqual(confirmedNetworks(['a', 'b', 'c', 'd'], 'e'), ['b', 'c', 'd', 'e']);
});

test('use is written down once a minute', () => {
  assert.equal(needsTouch(SESSION, 59_999), false);
  assert.equal(needsTouch(SESSION, 60_000), true);
});
