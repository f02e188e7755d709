import { after } from 'node:test';
import { createTopics, openKafkaBus } from '@firstring/bus/kafkajs';
import type { Bus } from '@firstring/bus';
import type { BusContractOptions, CreateBusMedium } from '@firstring/bus/contract';
import { silentLog } from '@firstring/kernel';
import { systemClock, systemRandom } from '@firstring/kernel/system';
import { kafkaForTests } from '@firstring/testkit/servers';

/** The groups that contract tests subscribe with. */
const GROUPS = ['a', 'b', 'c', 'g'];

/** The broker applies retention at its own pace, and joining a group takes a while. */
export const ON_A_BROKER: BusContractOptions = { retentionElsewhere: true, deadlineMs: 150_000 };

export const kafka = await kafkaForTests(process.env);
after(() => kafka[Symbol.asyncDispose]());

/** A prefix that nobody has had: topics of tests live side by side on one broker. */
export function freshPrefix(): string {
  return `t${systemRandom.uuid().slice(-12)}.`;
}

/** Topics of its own for each medium, made by the migration as in an installation. */
export function mediumOn(open: typeof openKafkaBus): CreateBusMedium {
  return async () => {
    const connection = { brokers: kafka.brokers, prefix: freshPrefix(), clock: systemClock, log: silentLog };
    let made: Promise<unknown> | undefined;
    return {
      open: async ({ topics }): Promise<Bus> => {
        const groups = GROUPS.map((group) => ({ group, topics: topics.map(({ name }) => name) }));
        made ??= createTopics({ ...connection, topics, groups, replication: 1 });
        await made;
        return open({ ...connection, topics });
      },
      [Symbol.asyncDispose]: async () => {},
    };
  };
}
