import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemClock } from '@firstring/kernel/system';
import { PolicyReader } from './policy-reader.ts';

test('policies are read in a thread, in their turn; too many at once are refused', async () => {
  await using reader = new PolicyReader(systemClock);
  const readings = Array.from({ length: 40 }, (_, at) => reader.read(`policy: 1\ncaps: { attempts: ${at} }`));
  const settled = await Promise.allSettled(readings);
  const read = settled.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  assert.equal(read.length, 32);
  assert.deepEqual(
    read.map(({ policy }) => policy?.caps?.attempts),
    [undefined, ...Array.from({ length: 31 }, (_, at) => at + 1)],
  );
  assert.equal(read[0]?.places.get('caps.attempts')?.line, 2);
});

test('a text that cannot be read in time is refused, and the next one is read', async () => {
  // A clock on which everything is late at once: whether a machine is slow is not what is tested.
  const hasty = Object.assign(Object.create(systemClock) as typeof systemClock, {
    setTimer: (delayMs: number, work: () => void) => systemClock.setTimer(Math.min(delayMs, 1), work),
  });
  await using reader = new PolicyReader(hasty);
  const { policy, problems } = await reader.read('['.repeat(200_000));
  assert.equal(policy, undefined);
  assert.match(problems[0]?.message ?? '', /too long to read/);
  await using patient = new PolicyReader(systemClock);
  assert.ok((await patient.read('policy: 1')).policy);
});
