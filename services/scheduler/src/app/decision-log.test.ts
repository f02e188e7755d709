import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DecisionLog } from './decision-log.ts';

const HOUR = 3_600_000;

test('each entry has its number, and what was read since the entry before is told once', () => {
  const log = new DecisionLog();
  log.hasRead({ topic: 'leads', partition: 3, offset: 7n });
  log.hasRead({ topic: 'leads', partition: 3, offset: 8n });
  log.hasRead({ topic: 'calls', partition: 1, offset: 2n });
  assert.deepEqual(log.takeRead(), [
    { topic: 'leads', partition: 3, offset: 8n },
    { topic: 'calls', partition: 1, offset: 2n },
  ]);
  assert.deepEqual(log.takeRead(), []);
  assert.deepEqual([log.next(), log.next()], [1, 2]);
});

test('turns are told once an hour and campaign', () => {
  const log = new DecisionLog();
  const told = [0, 1, HOUR - 1, HOUR].map((at) => log.tellsTurns('campaign-1', at));
  assert.deepEqual(told, [true, false, false, true]);
  assert.equal(log.tellsTurns('campaign-2', 1), true);
});
