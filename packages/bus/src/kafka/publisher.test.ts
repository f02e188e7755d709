import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OutboundRecord } from './driver.ts';
import { Publisher } from './publisher.ts';

const record = (key: string): OutboundRecord => ({
  topic: 't',
  partition: 0,
  key,
  value: new Uint8Array(1),
  headers: {},
});

/** A Kafka that answers when it is told to. */
function createDriver() {
  const requests: { readonly keys: readonly string[]; readonly answer: PromiseWithResolvers<void> }[] = [];
  const send = (records: readonly OutboundRecord[]): Promise<void> => {
    const answer = Promise.withResolvers<void>();
    requests.push({ keys: records.map(({ key }) => key), answer });
    return answer.promise;
  };
  return { requests, driver: { send } };
}

test('one request is under way at a time, and what is published meanwhile goes in the next, in order', async () => {
  const { requests, driver } = createDriver();
  const publisher = new Publisher(driver);
  const published = ['a', 'b', 'c'].map((key) => publisher.publish([record(key)]));
  assert.deepEqual(
    requests.map(({ keys }) => keys),
    [['a']],
  );
  requests[0]?.answer.resolve();
  await published[0];
  await new Promise(setImmediate);
  assert.deepEqual(requests[1]?.keys, ['b', 'c']);
  requests[1]?.answer.resolve();
  await Promise.all(published);
});

test('F18: after a failure nothing that waited behind it gets ahead of what is published again', async () => {
  const { requests, driver } = createDriver();
  const publisher = new Publisher(driver);
  const published = ['a', 'b'].map((key) => publisher.publish([record(key)]));
  requests[0]?.answer.reject(new Error('planted'));
  for (const publish of published)
    await assert.rejects(publish, { reason: 'BUS_UNAVAILABLE', retry: 'later' });
  await publisher.drained();
  assert.equal(requests.length, 1);
});

test('what waits is bounded', async () => {
  const { requests, driver } = createDriver();
  const publisher = new Publisher(driver);
  const first = publisher.publish([record('first')]);
  const waiting = publisher.publish(Array.from({ length: 20_000 }, () => record('k')));
  await assert.rejects(publisher.publish([record('more')]), { reason: 'BUS_BUSY', retry: 'later' });
  requests[0]?.answer.reject(new Error('planted'));
  await Promise.allSettled([first, waiting]);
});
