import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { test } from 'node:test';
import { SimulatedClock } from '@firstring/kernel/testing';
import { type CreateBusMedium, message, messages, ONE, openBus, readAll, STATE } from './medium.ts';

const HOUR_MS = 3_600_000;

/** For adapters that apply retention themselves. */
export function retentionContract(createMedium: CreateBusMedium): void {
  test('retention drops what is older, bit by bit, and never gives an offset twice', async () => {
    await using medium = await createMedium();
    const clock = new SimulatedClock();
    {
      await using bus = await openBus(medium, { clock });
      for (let round = 0; round < 3; round += 1) await bus.publish(messages(1000, { topic: ONE }));
      clock.advance(HOUR_MS / 2);
      await bus.publish([message('young', { topic: ONE })]);
      clock.advance(HOUR_MS / 2 + 1);
      let turns = 0;
      for (let left = 3001; left > 1; left = (await readAll(bus, [ONE])).length) {
        turns += 1;
        await turn();
        clock.advance(1000);
      }
      assert.ok(turns < 60, 'while there is more to drop it does not wait for the next round');
      const [kept] = await readAll(bus, [ONE]);
      assert.deepEqual([kept?.id, kept?.offset], ['young', 3000n]);
      assert.deepEqual(await bus.bounds([ONE]), [{ topic: ONE, partition: 0, first: 3000n, end: 3001n }]);
      const gone = [{ topic: ONE, partition: 0, offset: 5n }];
      assert.equal((await readAll(bus, [ONE], gone)).length, 1);
      clock.advance(HOUR_MS);
      for (let left = 1; left > 0; left = (await readAll(bus, [ONE])).length) {
        await turn();
        clock.advance(30_000);
      }
    }
    await using bus = await openBus(medium, { clock });
    assert.deepEqual(await bus.bounds([ONE]), [{ topic: ONE, partition: 0, first: 3001n, end: 3001n }]);
    await bus.publish([message('next', { topic: ONE })]);
    assert.deepEqual(
      (await readAll(bus, [ONE])).map(({ id, offset }) => [id, offset]),
      [['next', 3001n]],
    );
  });

  test('a compacted topic holds one message of each key, the last', async () => {
    await using medium = await createMedium();
    {
      await using bus = await openBus(medium);
      for (const id of ['a1', 'b1', 'a2', 'a3', 'b2']) {
        await bus.publish([message(id, { topic: STATE, key: id.slice(0, 1) })]);
      }
    }
    await using bus = await openBus(medium);
    const kept = (await readAll(bus, [STATE])).map(({ id }) => id);
    assert.deepEqual(kept.toSorted(), ['a3', 'b2']);
  });
}
