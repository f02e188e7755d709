import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Caller } from './caller.ts';
import { pickOffers } from './caller-queue.ts';

const policy = { maxWaitMs: 60_000, callersMax: 10, noAgent: 'queue', ringMs: 20_000 } as const;

function waiting(attemptId: string, change: Partial<Caller> = {}): Caller {
  const base = { processId: 'p', incomingNumberId: 'n', phone: '', campaignIds: [], leadId: '' };
  return { ...base, attemptId, arrivedAt: 0, policy, stage: { type: 'waiting' }, ...change };
}

function picked(
  queue: readonly Caller[],
  free: readonly string[],
  mayTake: (agentId: string, caller: Caller) => boolean = () => true,
): readonly string[] {
  return pickOffers(queue, free, mayTake).map(({ caller, agentId }) => `${caller.attemptId} ${agentId}`);
}

test('R-54 the first caller gets the agent who waits longest, the second the next', () => {
  assert.deepEqual(picked([waiting('a'), waiting('b')], ['one', 'two', 'three']), ['a one', 'b two']);
});

test('who has just let a caller ring is asked again only where nobody else is free', () => {
  const caller = waiting('a', { lastAgentId: 'one' });
  assert.deepEqual(picked([caller], ['one', 'two']), ['a two']);
  assert.deepEqual(picked([caller], ['one']), ['a one']);
});

test('R-58 a caller who is one agent’s own is passed over until that agent is free', () => {
  const queue = [waiting('own'), waiting('b')];
  const mayTake = (agentId: string, { attemptId }: Caller): boolean =>
    attemptId !== 'own' || agentId === 'owner';
  assert.deepEqual(picked(queue, ['one', 'two'], mayTake), ['b one']);
  assert.deepEqual(picked(queue, ['one', 'owner'], mayTake), ['own owner', 'b one']);
});
