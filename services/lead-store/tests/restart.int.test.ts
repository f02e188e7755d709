import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import type { Clock } from '@firstring/kernel';
import { systemClock } from '@firstring/kernel/system';
import { UpsertOutcome } from '@firstring/contracts/leads/lead_service';
import {
  configure,
  connectLeadStore,
  newFolder,
  PROCESS,
  requestId,
  startLeadStore,
  submission,
  submit,
  watchLeadEvents,
} from './_harness.ts';

const CHILD = fileURLToPath(new URL('./_crash-child.ts', import.meta.url));

test('R-23 what was answered is there after a restart, and repeated requests get the answers they had', async () => {
  const folder = newFolder();
  const request = { requestId: requestId(), submissions: [] as ReturnType<typeof submission>[] };
  let answered: unknown;
  {
    await using service = await startLeadStore({ folder });
    const { link } = await configure(service);
    request.submissions = [submission(link, { firstName: 'Ann', parameters: { colour: 'red' } })];
    answered = await service.leads.upsertLeads(request);
  }
  await using service = await startLeadStore({ folder });
  assert.deepEqual(await service.leads.upsertLeads(request), answered);
  assert.equal(
    (await service.filters.listFilteredLeads({ processId: PROCESS, search: 'ann' })).leads.length,
    1,
  );
});

test('R-33 leads do not expire: ten years and a restart later they are all there', async () => {
  const folder = newFolder();
  {
    await using service = await startLeadStore({ folder });
    const { link } = await configure(service);
    await service.leads.upsertLeads({
      requestId: requestId(),
      submissions: [submission(link, { firstName: 'Ann' }), submission(link, { callerId: '+12125550188' })],
    });
  }
  const TEN_YEARS_MS = 3653 * 86_400_000;
  const clock: Clock = { ...systemClock, now: () => systemClock.now() + TEN_YEARS_MS };
  await using service = await startLeadStore({ folder, clock });
  assert.equal((await service.leads.listLeads({ processId: PROCESS })).leads.length, 2);
});

for (const failpoint of [
  'lead-store.l1.after',
  'lead-store.l2.before',
  'lead-store.l2.after',
  'lead-store.l3.before',
  'outbox.published',
  'outbox.trimmed',
]) {
  test(`F03 killed at ${failpoint}: the repeated request makes one lead, and its event comes`, async () => {
    const folder = newFolder();
    const wanted = await prepare(folder);
    const child = spawn(process.execPath, [CHILD, folder, failpoint], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const died = once(child, 'exit');
    await once(child.stdout, 'data');
    {
      await using clients = connectLeadStore(folder);
      const killed = clients.leads.upsertLeads(wanted).then(
        ({ results }) => results,
        () => undefined,
      );
      await died;
      const before = await killed;
      if (before !== undefined) assert.equal(before[0]?.outcome, UpsertOutcome.UPSERT_OUTCOME_CREATED);
    }
    rmSync(`${folder}/lead-store.sock`, { force: true });
    await using service = await startLeadStore({ folder });
    await using events = watchLeadEvents(service);
    const { results } = await service.leads.upsertLeads(wanted);
    assert.equal(results[0]?.outcome, UpsertOutcome.UPSERT_OUTCOME_CREATED);
    const { leads } = await service.leads.listLeads({ processId: PROCESS });
    assert.deepEqual(
      leads.map(({ card }) => [card?.leadId, card?.version]),
      [[results[0]?.leadId, 1n]],
    );
    const accepted = await events.until((event) => event.event?.$case === 'accepted');
    assert.equal(accepted.leadId, results[0]?.leadId);
  });
}

async function prepare(folder: string) {
  await using service = await startLeadStore({ folder });
  const { link } = await configure(service);
  return { requestId: requestId(), submissions: [submission(link, { firstName: 'Ann' })] };
}

test('a day of racing vendors, agents and calls loses no write: versions rise by one each', async () => {
  await using service = await startLeadStore();
  const { link } = await configure(service);
  const { leadId } = await submit(service, link);
  const outcomes = Array.from({ length: 10 }, () =>
    service.leads.recordOutcome({
      requestId: requestId(),
      processId: PROCESS,
      leadId,
      agentId: 'ann',
      fencingToken: 1n,
      dispositionCode: 'no-answer',
    }),
  );
  const updates = Array.from({ length: 10 }, (_, n) => submit(service, link, { firstName: `A${n}` }));
  const versions = [
    ...(await Promise.all(outcomes)).map(({ version }) => version),
    ...(await Promise.all(updates)).map(({ version }) => version),
  ];
  const { lead } = await service.leads.getLead({ processId: PROCESS, leadId });
  assert.equal(new Set(versions).size, 20);
  assert.equal(lead?.card?.version, 21n);
});
