import type { Clock, Log } from '@firstring/kernel';
import { processing } from '../messaging-telemetry.ts';
import type { Position, Tail, TailOptions } from '../port.ts';
import type { PartitionFeed } from './partition-feed.ts';

const MAX_BATCH = 500;

/** Starts reading the feeds, turn by turn, until the signal or the first error. */
export function startTail(
  feeds: readonly PartitionFeed[],
  options: TailOptions,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): Tail {
  const caughtUp = Promise.withResolvers<void>();
  const closed = readAll(feeds, options, { clock, caughtUp: caughtUp.resolve });
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
  { clock, caughtUp }: { readonly clock: Clock; readonly caughtUp: () => void },
): Promise<void> {
  const { handler, signal, maxBatch = MAX_BATCH } = options;
  const cursors = feeds.map((feed) => ({ feed, offset: startOf(feed, options.from), target: feed.end }));
  using appends = watchAppends(feeds, signal);
  let behind = true;
  while (!signal.aborted) {
    appends.reset();
    let idle = true;
    for (const cursor of cursors) {
      if (signal.aborted) return;
      // A tail reads hundreds of partitions, of which few have something new.
      if (cursor.offset >= cursor.feed.end) continue;
      const { messages, next } = await cursor.feed.read(cursor.offset, maxBatch);
      if (messages.length > 0) await processing({ batch: messages, clock }, () => handler(messages));
      idle &&= next === cursor.offset;
      cursor.offset = next;
    }
    if (behind && cursors.every(({ offset, target }) => offset >= target)) {
      behind = false;
      caughtUp();
    }
    if (idle) await appends.next();
  }
}

function startOf(feed: PartitionFeed, from: TailOptions['from']): bigint {
  if (from === 'beginning') return 0n;
  if (from === 'end') return feed.end;
  const isOfFeed = ({ topic, partition }: Position): boolean =>
    topic === feed.topic && partition === feed.partition;
  return from.find(isOfFeed)?.offset ?? 0n;
}

/** Waits for all feeds at once; they are asked to wake once and for all. */
function watchAppends(feeds: readonly PartitionFeed[], signal: AbortSignal) {
  let appended = false;
  let wake: (() => void) | undefined;
  const note = (): void => {
    appended = true;
    wake?.();
  };
  const forgets = feeds.map((feed) => feed.onAppend(note));
  signal.addEventListener('abort', note, { once: true });
  return {
    reset(): void {
      appended = false;
    },
    /** Resolves when something has been appended since the last reset, or when the signal ends the wait. */
    async next(): Promise<void> {
      if (appended || signal.aborted) return;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
      wake = undefined;
    },
    [Symbol.dispose](): void {
      for (const forget of forgets) forget();
      signal.removeEventListener('abort', note);
    },
  };
}
