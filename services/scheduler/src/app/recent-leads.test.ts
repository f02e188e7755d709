import assert from 'node:assert/strict';
import { test } from 'node:test';
import { silentLog } from '@firstring/kernel';
import { SimulatedClock } from '@firstring/kernel/testing';
import { startTelemetry } from '@firstring/telemetry';
import { RecentLeads } from './recent-leads.ts';

const TRACE = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const UNSEEN = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00';
const clock = new SimulatedClock();
const measured = () => startTelemetry({ service: 't', env: {}, scraped: true, clock, log: silentLog });

test('a new lead’s wait is told once; one that comes again has none', async () => {
  await using _ = await measured();
  const recent = new RecentLeads(clock);
  recent.heard('a', { trace: undefined, acceptedAt: clock.now() });
  clock.advance(1500);
  assert.equal(recent.takeWaitMs('a'), 1500);
  assert.equal(recent.takeWaitMs('a'), undefined);
  recent.heard('b', { trace: TRACE });
  assert.equal(recent.takeWaitMs('b'), undefined);
});

test('a lead’s trace is gone on with for a quarter of an hour, where somebody will see it', async () => {
  await using _ = await measured();
  const recent = new RecentLeads(clock);
  recent.heard('a', { trace: TRACE });
  recent.heard('b', { trace: UNSEEN });
  assert.deepEqual(
    [recent.traceOf('a'), recent.traceOf('b'), recent.traceOf('c')],
    [TRACE, undefined, undefined],
  );
  const next = TRACE.replace('b7ad', 'b7ae');
  recent.goesOn('a', next);
  assert.equal(recent.traceOf('a'), next);
  clock.advance(15 * 60_000 + 1);
  assert.equal(recent.traceOf('a'), undefined);
});

test('ten thousand leads are kept, the oldest goes first; and none where nothing is measured', async () => {
  const recent = new RecentLeads(clock);
  recent.heard('a', { trace: TRACE, acceptedAt: 0 });
  assert.equal(recent.traceOf('a'), undefined);
  await using _ = await measured();
  for (let lead = 0; lead <= 10_000; lead += 1) recent.heard(`lead ${lead}`, { trace: TRACE });
  assert.deepEqual([recent.traceOf('lead 0'), recent.traceOf('lead 1')], [undefined, TRACE]);
});
