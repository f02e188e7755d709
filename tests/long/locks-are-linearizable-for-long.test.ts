import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '@firstring/kernel/testing';
import { ClaimProcess } from '../faults/_claim-process.ts';
import { checkHistory } from '../faults/_linearizability.ts';
import { EVERY_ANSWER, LockHistory } from '../faults/_lock-history.ts';

const FAULTS = Array.from({ length: 20 }, (_, at) => (at % 2 === 0 ? 'kill' : 'pause'));

test(
  'I2 200,000 operations of 64 clients on locks are linearizable, through ten kills and ten pauses of claim',
  { timeout: 3_600_000 },
  async (t) => {
    await using claim = new ClaimProcess('fenced');
    await claim.start();
    const history = new LockHistory(claim, {
      random: seededRandom('locks for long'),
      clients: 64,
      guards: 64,
      operations: 200_000,
      faults: FAULTS,
    });
    await history.record();
    for (const answer of EVERY_ANSWER) {
      assert.ok((history.answers.get(answer) ?? 0) > 0, `nothing was answered '${answer}'`);
    }
    const verdict = await checkHistory(history.calls);
    t.diagnostic(`${verdict.text} ${JSON.stringify([...history.answers])}`);
    assert.equal(verdict.type, 'linearizable', verdict.text);
  },
);
