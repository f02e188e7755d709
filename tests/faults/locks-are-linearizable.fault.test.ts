import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '@firstring/kernel/testing';
import { ClaimProcess } from './_claim-process.ts';
import { checkHistory } from './_linearizability.ts';
import { EVERY_ANSWER, LockHistory } from './_lock-history.ts';

const LIMIT = { timeout: 170_000 };

test(
  'F05 F34 I2 20,000 operations of 64 clients on locks are linearizable, through a kill and a pause of claim',
  LIMIT,
  async () => {
    await using claim = new ClaimProcess('fenced');
    await claim.start();
    const history = new LockHistory(claim, {
      random: seededRandom('locks'),
      clients: 64,
      guards: 32,
      operations: 20_000,
      faults: ['pause', 'kill'],
    });
    await history.record();
    for (const answer of EVERY_ANSWER) {
      assert.ok((history.answers.get(answer) ?? 0) > 0, `nothing was answered '${answer}'`);
    }
    const verdict = await checkHistory(history.calls);
    assert.equal(verdict.type, 'linearizable', verdict.text);
  },
);

test('with fencing off the checker refuses the history', LIMIT, async () => {
  await using claim = new ClaimProcess('unfenced');
  await claim.start();
  const history = new LockHistory(claim, {
    random: seededRandom('unfenced'),
    clients: 16,
    guards: 8,
    operations: 1000,
    faults: [],
  });
  await history.record();
  const verdict = await checkHistory(history.calls);
  assert.equal(verdict.type, 'refused');
  assert.match(verdict.text, /not linearizable/);
});

test('a history in which two agents hold one lock at a time is refused', LIMIT, async () => {
  const shape = { guard: '+12025551000', lead: 'a', token: 0, leaseUs: 1_000_000, repeated: false };
  const granted = { ...shape, op: 'acquire', answer: 'ok' };
  const verdict = await checkHistory([
    {
      ...granted,
      client: 1,
      agent: 'agent-1',
      calledAt: 0,
      answeredAt: 10,
      granted: 7,
      expiresAt: 1_000_000,
    },
    {
      ...granted,
      client: 2,
      agent: 'agent-2',
      calledAt: 20,
      answeredAt: 30,
      granted: 8,
      expiresAt: 1_000_000,
    },
  ]);
  assert.equal(verdict.type, 'refused');
});
