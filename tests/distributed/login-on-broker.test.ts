import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import * as kafkajs from '@firstring/bus/kafkajs';
import { KAFKA_LOGIN, KafkaProcess } from '@firstring/testkit/servers';
import { GROUPS, optionsFor } from './_facts.ts';

/** A broker that others share need not ask for a password. */
const kafka = await KafkaProcess.start();
after(() => kafka[Symbol.asyncDispose]());
await kafkajs.createTopics({ ...optionsFor(kafka), groups: GROUPS, replication: 1 });

const open = (password: string) =>
  kafkajs.openKafkaBus({
    ...optionsFor({ brokers: kafka.guardedBrokers }),
    sasl: { mechanism: 'plain', ...KAFKA_LOGIN, password },
    insecureAccepted: true,
  });

test('a broker that asks for a password: the right one opens the bus', async () => {
  await using _ = await open(KAFKA_LOGIN.password);
});

test('a broker that asks for a password: a wrong one stops the start with one sentence that does not show it', async () => {
  await assert.rejects(open('wrong horse'), (failure: Error & { reason?: string }) => {
    assert.equal(failure.reason, 'BUS_LOGIN_REFUSED');
    assert.doesNotMatch(failure.message, /horse|\n/);
    return true;
  });
});
