import type { BusMessage } from '@firstring/bus';
import { openSqliteBus } from '@firstring/bus/sqlite';
import type { Topic } from '@firstring/contracts';
import { silentLog as log } from '@firstring/kernel';
import { systemClock as clock } from '@firstring/kernel/system';
import { topicSpecs } from '@firstring/service-kit';
import { openSqliteThread } from '@firstring/store/sqlite';

/** All that was ever said on a topic, from the bus file of a stopped product. The relay may have published an event twice around a crash. */
export async function readLog(file: string, topic: Topic): Promise<BusMessage[]> {
  await using thread = openSqliteThread();
  await using bus = await openSqliteBus(thread, { file, topics: topicSpecs(), clock, log });
  const messages: BusMessage[] = [];
  const stop = new AbortController();
  const tail = bus.tail({
    topics: [topic.name],
    from: 'beginning',
    signal: stop.signal,
    handler: async (batch) => {
      messages.push(...batch);
    },
  });
  await tail.caughtUp;
  stop.abort();
  await tail.closed;
  return messages;
}
