import { silentLog } from '@firstring/kernel';
import { systemClock } from '@firstring/kernel/system';
import { openSqliteThread } from '@firstring/store/sqlite';
import { message, TOPICS } from '../contract/medium.ts';
import { openSqliteBus } from './sqlite-bus.ts';

/** The program that the crash test kills: publishes and handles for ever, and prints what is acknowledged and what is handled. */
const [, , file = '', topic = ''] = process.argv;
const bus = await openSqliteBus(openSqliteThread(), {
  file,
  topics: TOPICS,
  clock: systemClock,
  log: silentLog,
});
const say = (line: string): boolean => process.stdout.write(`${line}\n`);
await bus.subscribe({
  group: 'g',
  topics: [topic],
  handler: async (batch) => batch.forEach(({ id }) => say(`handled ${id}`)),
});
const publish = async (publisher: number): Promise<void> => {
  for (let n = 0; ; n += 1) {
    const id = `${publisher}-${n}`;
    await bus.publish([message(id, { topic })]);
    say(`acknowledged ${id}`);
  }
};
await Promise.all(Array.from({ length: 8 }, (_, publisher) => publish(publisher)));
