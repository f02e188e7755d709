import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { systemClock as clock } from '@firstring/kernel/system';
import { LeadStream } from '../stack/lead-stream.ts';
import { Office } from './_office.ts';

const TALK_MS = 1000;
const PUSH_EVERY_MS = 1000;
const STOP_MS_MAX = 30_000;

/** What stops together, in order: the engine and the relay are sidecars of sip, and go when its calls have ended. */
const PODS = [
  ['ingest'],
  ['lead-store'],
  ['claim'],
  ['dialback'],
  ['scheduler'],
  ['sip', 'media-relay', 'sip-engine'],
  ['console'],
];

let office: Office;
before(async () => {
  office = await Office.open({ agents: 4, talkMs: TALK_MS });
});
after(() => office[Symbol.asyncDispose]());

test('F14 every service is stopped and started once, one after the other, while leads come in and calls go on: no lead is lost, no call is dropped, each number is called once', async (context) => {
  const restarted = new Set<string>();
  await using stream = new LeadStream(office, PUSH_EVERY_MS);
  for (const pod of PODS) {
    await office.talking();
    const processes = pod.map((name) => office.installation.process(name));
    const startMs = clock.monotonicMs();
    for (const process of processes) await process.stop();
    const tookMs = clock.monotonicMs() - startMs;
    assert.ok(tookMs < STOP_MS_MAX, `${pod.join()} took ${tookMs} ms to stop`);
    for (const process of processes.toReversed()) process.again();
    for (const process of processes) await process.ready();
    const awayMs = clock.monotonicMs() - startMs;
    context.diagnostic(`${pod.join()}: stopped in ${seconds(tookMs)}, back after ${seconds(awayMs)}`);
    for (const name of pod) restarted.add(name);
  }
  assert.deepEqual(restarted, new Set(office.installation.processes.keys()), 'none is left out');
  const leads = await stream.end();
  context.diagnostic(`${leads.length} leads came in while ${restarted.size} processes were restarted`);
  for (const leadId of leads) {
    const { cause, talkMs } = await office.done(leadId);
    assert.equal(cause, 'lead_hung_up', 'not the product');
    assert.ok(talkMs > 0, 'both have talked');
  }
  const numbers = office.telephones.carrier.ledger.entries.map(({ number }) => number);
  assert.equal(new Set(numbers).size, leads.length, 'each lead is called');
  assert.equal(numbers.length, leads.length, 'and none twice');
});

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
