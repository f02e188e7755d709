import type { Log } from '@firstring/kernel';
import type { Position, Tail, TailOptions } from '../port.ts';
import type { PartitionFeed } from './partition-feed.ts';

const MAX_BATCH = 500;

/** Starts reading the feeds, turn by turn, until the signal or the first error. */
export function startTail(feeds: readonly PartitionFeed[], options: TailOptions, log: Log): Tail {
  const caughtUp = Promise.withResolvers<void>();
  const closed = readAll(feeds, options, caughtUp.resolve);
  closed.then(
    () => caughtUp.resolve(),
    (err: unknown) => {
      log.error({ topics: options.topics, err }, 'tail failed');
      caughtUp.reject(err);
    },
  );
  // Who waits for `closed` alone has heard of the failure already.
  caughtUp.promise.catch((err: unknown) =>
    log.debug({ topics: options.topics, err }, 'tail never caught up'),
  );
  return { caughtUp: caughtUp.promise, closed };
}

async function readAll(
  feeds: readonly PartitionFeed[],
  options: TailOptions,
  caughtUp: () => void,
): Promise<void> {
  const { handler, signal, maxBatch = MAX_BATCH } = options;
  const cursors = feeds.map((feed) => ({ feed, offset: startOf(feed, options.from), target: feed.end }));
  let behind = true;
  while (!signal.aborted) {
    let idle = true;
    for (const cursor of cursors) {
      if (signal.aborted) return;
      const { messages, next } = await cursor.feed.read(cursor.offset, maxBatch);
      if (messages.length > 0) await handler(messages);
      idle &&= next === cursor.offset;
      cursor.offset = next;
    }
    if (behind && cursors.every(({ offset, target }) => offset >= target)) {
      behind = false;
      caughtUp();
    }
    if (idle) await anyChange(cursors, signal);
  }
}

function startOf(feed: PartitionFeed, from: TailOptions['from']): bigint {
  if (from === 'beginning') return 0n;
  if (from === 'end') return feed.end;
  const isOfFeed = ({ topic, partition }: Position): boolean =>
    topic === feed.topic && partition === feed.partition;
  return from.find(isOfFeed)?.offset ?? 0n;
}

async function anyChange(
  cursors: readonly { readonly feed: PartitionFeed; readonly offset: bigint }[],
  signal: AbortSignal,
): Promise<void> {
  const settled = new AbortController();
  const stop = AbortSignal.any([signal, settled.signal]);
  await Promise.race(cursors.map(({ feed, offset }) => feed.changed(offset, stop)));
  settled.abort();
}
