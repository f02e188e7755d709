import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openMemoryBus, PoisonMessage, startOutboxRelay, type Bus } from '@firstring/bus';
import { AppError, silentLog } from '@firstring/kernel';
import { systemClock as clock, systemRandom as random } from '@firstring/kernel/system';
import { eventually } from '@firstring/kernel/testing';
import { openMemoryStore } from '@firstring/store';
import { startTelemetry, type Telemetry } from '@firstring/telemetry';
import { prometheusName } from '@firstring/telemetry/prometheus-name';
import { createClaimEventLog } from '../../services/claim/src/events.ts';
import { createDialbackEventLog } from '../../services/dialback/src/events.ts';
import { createIngestEventLog } from '../../services/ingest/src/events.ts';
import { createSchedulerEvents } from '../../services/scheduler/src/events.ts';
import { createCallEventLog } from '../../services/sip/src/events.ts';
import { METRICS } from '../../scripts/telemetry/registry.ts';

const TOPIC = { name: 'leads.lead.events.v1', partitions: 1, retention: { type: 'compacted' } } as const;
const MESSAGE = {
  id: 'e1',
  topic: TOPIC.name,
  key: 'k',
  type: 'Noted',
  payload: new Uint8Array(1),
  occurredAt: 1,
};

/** What any business event may be told with. */
const FIELDS = {
  lane: 'p1',
  reason: 'EXCLUDED',
  reasons: ['EXCLUDED'],
  waitedMs: 100,
  err: new AppError({ reason: 'UNAVAILABLE', code: 'unavailable', message: 'away' }),
  status: 503,
  trunkId: 'carrier',
  cause: 'NO_ANSWER',
  state: 'queued',
  created: 1,
  leads: 2,
};

test('what only failures and rare events emit is emitted when they happen, with the attributes of the registry, under the names that dashboards use', async () => {
  await using telemetry = await startTelemetry({
    service: 'test',
    env: {},
    scraped: true,
    clock,
    log: silentLog,
  });
  for (const create of [
    createClaimEventLog,
    createDialbackEventLog,
    createIngestEventLog,
    createSchedulerEvents,
    createCallEventLog,
  ])
    for (const tell of Object.values(create(silentLog))) tell(FIELDS);
  await using bus = await openMemoryBus({ topics: [TOPIC], clock, log: silentLog });
  await buryOne(bus);
  await failToPublish(bus);
  const rare = METRICS.filter(({ seen }) => seen === 'rarely');
  assert.ok(rare.length > 8);
  for (const { name, unit, type, attributes } of rare) {
    const told = prometheusName({ name, unit, isCounter: type === 'counter', isGauge: type === 'gauge' });
    const labels = await labelsOf(telemetry, type === 'histogram' ? `${told}_count` : told);
    assert.deepEqual(labels, new Set(attributes.map((attribute) => attribute.replaceAll('.', '_'))), name);
  }
});

/** The names of the labels in all lines of a metric; throws where it has none. */
async function labelsOf(telemetry: Telemetry, name: string): Promise<ReadonlySet<string>> {
  const text = await telemetry.metricsText();
  const lines = text.split('\n').filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
  assert.ok(lines.length > 0, `no ${name} in /metrics`);
  return new Set(
    lines.flatMap((line) => [...line.matchAll(/[{,]([a-z_]+)="/g)].map(([, label = '']) => label)),
  );
}

async function buryOne(bus: Bus): Promise<void> {
  const seen = Promise.withResolvers<void>();
  await using _ = await bus.subscribe({
    group: 'g',
    topics: [TOPIC.name],
    handler: async () => {
      seen.resolve();
      throw new PoisonMessage('not a message of ours');
    },
  });
  await bus.publish([MESSAGE]);
  await seen.promise;
}

async function failToPublish(bus: Bus): Promise<void> {
  const store = openMemoryStore();
  const away: Bus = { ...bus, publish: () => Promise.reject(new Error('away')) };
  await using relay = startOutboxRelay({ store, bus: away, clock, random, log: silentLog });
  const notes = store.collection<object>({ name: 'notes', version: 1, indexes: [] });
  await notes.put({ id: 'a', doc: {}, expectedVersion: 0, events: [MESSAGE] });
  await eventually(clock, 'a failed round', () => relay.stats().failures > 0);
}
