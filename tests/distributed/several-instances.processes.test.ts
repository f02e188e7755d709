import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { systemClock as clock } from '@firstring/kernel/system';
import type { ServiceProcess } from '../stack/service-process.ts';
import { Office } from './_office.ts';

const LEASE_MS = 3000;
const LEADS = 12;

let office: Office;
before(async () => {
  office = await Office.open({
    agents: 3,
    instances: { claim: 2, dialback: 2, scheduler: 2 },
    env: { LOG_LEVEL: 'info', SCHEDULER_OWNER_LEASE_MS: String(LEASE_MS) },
  });
});
after(() => office[Symbol.asyncDispose]());

test('R-1 two of each service at work at once: each lead is called once, by one agent, and is in the call log once', async () => {
  const leads = await Promise.all(Array.from({ length: LEADS }, () => office.push()));
  for (const leadId of leads) await office.done(leadId);
  const numbers = office.telephones.carrier.ledger.entries.map(({ number }) => number);
  assert.equal(numbers.length, LEADS, 'as many INVITEs as leads');
  assert.equal(new Set(numbers).size, LEADS, 'each number once');
});

test('F14 the owner of the order is stopped: a standby has it within three seconds, and no lead is lost', async () => {
  const { owner, standby } = schedulers();
  const leadId = await office.push();
  const pushed = office.push();
  const tookMs = await takeOver(standby, () => owner.stop());
  assert.ok(tookMs < 3000, `it took ${tookMs} ms`);
  await office.done(leadId);
  await office.done(await pushed);
  owner.again();
  await owner.ready();
});

test('F04 R-70 the owner of the order is killed: a standby has it three seconds after its lease at the latest', async () => {
  const { owner, standby } = schedulers();
  const leadId = await office.push();
  const pushed = office.push();
  const tookMs = await takeOver(standby, () => owner.kill());
  assert.ok(tookMs < LEASE_MS + 3000, `it took ${tookMs} ms`);
  await office.done(leadId);
  await office.done(await pushed);
  owner.again();
  await owner.ready();
});

for (const name of ['claim-0', 'dialback-0']) {
  test(`F13 ${name} is killed and stays away: the other instance does the job alone`, async () => {
    const leadId = await office.push();
    const killed = office.installation.process(name);
    await killed.kill();
    await office.done(leadId);
    await office.works();
    killed.again();
    await killed.ready();
  });
}

test('a standby that is stopped just as it takes over ends in order', async () => {
  const { owner, standby } = schedulers();
  await owner.stop();
  await standby.stop();
});

function schedulers(): { owner: ServiceProcess; standby: ServiceProcess } {
  const both = ['scheduler-0', 'scheduler-1'].map((name) => office.installation.process(name));
  const [owner, standby] = both.toSorted((a, b) => lastBuilt(b) - lastBuilt(a));
  assert.ok(owner && standby);
  return { owner, standby };
}

/** When it last began to serve, ms since the epoch. */
function lastBuilt({ output }: ServiceProcess): number {
  const lines = output.split('\n').filter((line) => line.includes('"order rebuilt"'));
  return Number(/"time":(\d+)/.exec(lines.at(-1) ?? '')?.[1] ?? 0);
}

/** From the beginning of the end of one until the other serves. */
async function takeOver(standby: ServiceProcess, end: () => Promise<void>): Promise<number> {
  const before = lastBuilt(standby);
  const startAt = clock.now();
  const ended = end();
  while (lastBuilt(standby) === before) {
    if (clock.now() - startAt > 60_000) throw new Error(`nobody took over:\n${standby.output}`);
    await clock.sleep(20);
  }
  await ended;
  return lastBuilt(standby) - startAt;
}
