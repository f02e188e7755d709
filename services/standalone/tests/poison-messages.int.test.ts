import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type Bus, type BusMessage, deadLetterTopic, type OutboundMessage } from '@firstring/bus';
import {
  CALL_EVENTS,
  CLAIM_EVENTS,
  CONSUMER_GROUPS,
  LEAD_EVENTS,
  TOPICS,
  type Topic,
} from '@firstring/contracts';
import { ClaimEvent } from '@firstring/contracts/claim/claim_events';
import { ConfigurationServiceDefinition } from '@firstring/contracts/leads/configuration_service';
import { LeadEvent } from '@firstring/contracts/leads/lead_events';
import { CallEvent } from '@firstring/contracts/sip/call_events';
import { silentLog } from '@firstring/kernel';
import { systemClock as clock, systemRandom as random } from '@firstring/kernel/system';
import { loadConfig } from '@firstring/service-kit';
import { standaloneConfigSchema } from '../src/config.ts';
import { createStandalone, type Standalone } from '../src/service.ts';

const PROCESS = 'poisoned';
const deadline = { timeout: 60_000 };

/** What an event that every group of the lead topic looks into is made of. */
const deleted = (fields: { processId?: string; leadId?: string; phones?: string[] } = {}): Uint8Array => {
  const { processId = PROCESS, leadId = 'nobody', phones = [] } = fields;
  const event = { $case: 'deleted', value: { phones, customerId: '' } } as const;
  return LeadEvent.encode({ processId, leadId, version: 1n, event }).finish();
};

/** A field of the wrong wire type: `process_id` as a number. */
const WRONG_TYPE = Uint8Array.of(0x08, 0x05);
const GOOD = deleted();

type Poison = Pick<OutboundMessage, 'payload'> & {
  readonly key?: string;
  readonly type?: string;
  /** Its body the second time. */
  readonly again?: Uint8Array;
};

/** As the first version put a deletion on the bus. */
const FIRST = firstDeletion();

/** Rows of docs/bad-inputs.md, and whether each group sets the message aside or passes over it. */
const ROWS: Readonly<Record<string, Poison & { readonly answer: 'dead letter' | 'no effect' }>> = {
  '1 an empty value': { payload: new Uint8Array(), answer: 'dead letter' },
  '2 no key': { payload: GOOD, key: '', answer: 'dead letter' },
  '3 a key that is not the body’s process': { payload: GOOD, key: 'another', answer: 'dead letter' },
  '4 a message cut short': { payload: GOOD.subarray(0, GOOD.length - 3), answer: 'dead letter' },
  '5 random bytes': {
    payload: Uint8Array.from({ length: 64 }, (_, n) => (n * 151 + 77) % 256),
    answer: 'dead letter',
  },
  '6 valid, of another type': { payload: WRONG_TYPE, answer: 'dead letter' },
  '6 JSON': { payload: new TextEncoder().encode('{"processId":"poisoned"}'), answer: 'dead letter' },
  '7 fields of a later version': {
    payload: Uint8Array.from([...GOOD, 0xfa, 0x3e, 0x01, 0x21]),
    answer: 'no effect',
  },
  '8 an event of the first version': {
    payload: Buffer.from(FIRST.bytes, 'base64'),
    key: FIRST.json.processId,
    answer: 'no effect',
  },
  '9 an event type nobody knows': { payload: GOOD, type: 'LeadSublimated', answer: 'no effect' },
  '14 the same event twice': { payload: GOOD, answer: 'no effect' },
  '15 its id with another body': { payload: GOOD, again: deleted({ leadId: 'else' }), answer: 'no effect' },
  '18 a lead nobody knows': { payload: GOOD, answer: 'no effect' },
  '21 the year 1970': { payload: GOOD, answer: 'no effect' },
  '25 an id with $, a dot, a line break': { payload: deleted({ leadId: '$where.\n' }), answer: 'no effect' },
  '26 an operator for a phone': { payload: deleted({ phones: ['{"$gt":""}'] }), answer: 'no effect' },
  '27 prototype keys': {
    payload: deleted({ leadId: '__proto__', phones: ['constructor'] }),
    answer: 'no effect',
  },
  '28 nested 10,000 deep': { payload: new Uint8Array(20_000).fill(0x0b), answer: 'dead letter' },
};

let product: Standalone;
/** Message id of each row. */
const sent = new Map<string, string>();
/** Of each group of the lead topic. */
const letters = new Map<string, readonly BusMessage[]>();
const opened = new AsyncDisposableStack();

before(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'firstring-poison-'));
  opened.defer(() => rmSync(folder, { recursive: true, force: true }));
  const env = {
    DATA_DIR: folder,
    CONSOLE_LISTEN: '127.0.0.1:0',
    INGEST_LISTEN: '127.0.0.1:0',
    SIP_LISTEN: '127.0.0.1:0',
  };
  const config = loadConfig(standaloneConfigSchema, env, 'STANDALONE_');
  product = opened.use(await createStandalone(config, { env, clock, random, log: silentLog }));
  const { bus } = product;
  for (const [row, poison] of Object.entries(ROWS)) {
    const bad = message(LEAD_EVENTS, poison);
    sent.set(row, bad.id);
    // Twice: row 14, and for the others a second of the kind.
    await bus.publish([
      bad,
      { ...bad, payload: poison.again ?? bad.payload },
      message(LEAD_EVENTS, { payload: GOOD }),
    ]);
  }
  await settled(bus, LEAD_EVENTS);
  for (const { name } of groupsOf(LEAD_EVENTS)) letters.set(name, await lettersOf(bus, LEAD_EVENTS, name));
}, deadline);
after(() => opened.disposeAsync());

function firstDeletion(): { bytes: string; json: { processId: string } } {
  const file = new URL('../../../packages/contracts/golden/0.1.json', import.meta.url);
  // As scripts/golden-events.ts writes it.
  const golden = JSON.parse(readFileSync(file, 'utf8')) as {
    topic: string;
    bytes: string;
    json: { processId: string; deleted?: object };
  }[];
  const found = golden.find(({ topic, json }) => topic === LEAD_EVENTS.name && json.deleted !== undefined);
  assert.ok(found !== undefined);
  return found;
}

let published = 0;

function message(topic: Topic, { payload, key = PROCESS, type = 'LeadDeleted' }: Poison): OutboundMessage {
  published += 1;
  return { id: `poison-${published}`, topic: topic.name, key, type, payload, occurredAt: 1 };
}

/** Resolves when every group has done with the topic: handled it or set it aside. */
async function settled(bus: Bus, topic: Topic): Promise<void> {
  for (const { name } of groupsOf(topic)) {
    for (;;) {
      const lag = (await bus.lag(name)).filter((of) => of.topic === topic.name);
      if (lag.length === topic.partitions && lag.every(({ committed, end }) => committed === end)) break;
      await clock.sleep(10);
    }
  }
}

function groupsOf(topic: Topic) {
  return CONSUMER_GROUPS.filter(({ topics }) => topics.includes(topic));
}

async function lettersOf(bus: Bus, topic: Topic, group: string): Promise<readonly BusMessage[]> {
  const found: BusMessage[] = [];
  const stop = new AbortController();
  const tail = bus.tail({
    topics: [deadLetterTopic(topic.name, group)],
    from: 'beginning',
    handler: async (batch) => void found.push(...batch),
    signal: stop.signal,
  });
  await tail.caughtUp;
  stop.abort();
  await tail.closed;
  return found;
}

for (const [row, { answer }] of Object.entries(ROWS)) {
  test(`bad-inputs kafka/${row}: ${answer}, and what follows is handled`, () => {
    for (const { name } of groupsOf(LEAD_EVENTS)) {
      const ofRow = letters.get(name)?.filter(({ id }) => id === sent.get(row)) ?? [];
      assert.equal(ofRow.length, answer === 'dead letter' ? 2 : 0, name);
      assert.ok(ofRow.every(({ headers }) => headers['dlq-reason'] === 'POISON_MESSAGE'));
    }
  });
}

test('bad-inputs kafka/29: a number beyond 2^53 stays exact', () => {
  const version = 9_007_199_254_740_993n;
  const bytes = LeadEvent.encode({ processId: PROCESS, leadId: 'l', version }).finish();
  assert.equal(LeadEvent.decode(bytes).version, version);
});

test('bad-inputs kafka/22 kafka/42: calls and claims that nobody made change nothing', deadline, async () => {
  const { bus } = product;
  const call = CallEvent.encode(
    CallEvent.fromPartial({ processId: PROCESS, leadId: 'l', attemptId: 'forged' }),
  );
  const claim = ClaimEvent.encode(
    ClaimEvent.fromPartial({ processId: PROCESS, leadId: 'l', phone: '+12025550100' }),
  );
  await bus.publish([
    message(CALL_EVENTS, { payload: call.finish(), type: 'CallDial' }),
    message(CLAIM_EVENTS, { payload: claim.finish(), type: 'LeadClaimed' }),
  ]);
  await Promise.all([settled(bus, CALL_EVENTS), settled(bus, CLAIM_EVENTS)]);
  for (const topic of [CALL_EVENTS, CLAIM_EVENTS]) {
    for (const { name } of groupsOf(topic)) assert.deepEqual(await lettersOf(bus, topic, name), [], name);
  }
});

test(
  'random bytes on every topic: readers without a group pass over them too, and the product works on',
  deadline,
  async () => {
    const { bus, clients, addresses } = product;
    const payload = Uint8Array.from({ length: 48 }, (_, n) => (n * 199 + 13) % 256);
    await bus.publish(TOPICS.map((topic) => message(topic, { payload, type: 'Garbage' })));
    for (const topic of TOPICS.filter((of) => groupsOf(of).length > 0)) await settled(bus, topic);
    const configuration = clients.client(ConfigurationServiceDefinition, addresses.leadStore);
    const process = { processId: 'healthy', name: 'Healthy', timeZone: 'America/New_York' };
    const made = await configuration.createProcess({ requestId: 'healthy', process });
    assert.equal(made.process?.name, 'Healthy');
  },
);

test('every consumer group of the product is in the catalogue that the migration makes dead letter topics from', async () => {
  for (const { name, topics } of CONSUMER_GROUPS) {
    const read = new Set((await product.bus.lag(name)).map(({ topic }) => topic));
    assert.deepEqual([...read].toSorted(), topics.map((topic) => topic.name).toSorted(), name);
  }
});
