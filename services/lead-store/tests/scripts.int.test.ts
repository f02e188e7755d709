import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SortDirection } from '@firstring/contracts/leads/filter';
import type { LeadPlacement } from '@firstring/contracts/leads/criteria';
import { systemClock } from '@firstring/kernel/system';
import { ScriptRunner } from '../src/app/scripts/script-runner.ts';
import { changeCampaign, firstNameFilter, placedLeads, putGroup, watchCriteria } from './_criteria.ts';
import {
  configure,
  PROCESS,
  requestId,
  startLeadStore,
  submit,
  watchLeadEvents,
  type LeadStoreUnderTest,
} from './_harness.ts';

const BY_LAST_NAME = 'const key = (lead) => Number(lead.last_name) * 2';

/** A group over everybody called Ann, ordered by a script. */
async function scripted(service: LeadStoreUnderTest, script: string) {
  const ann = await firstNameFilter(service, 'ann');
  const policies = [
    {
      policy: { $case: 'script', value: script } as const,
      scriptDirection: SortDirection.SORT_DIRECTION_DESC,
    },
  ];
  const group = await putGroup(service, { layers: [{ filterId: ann.filterId, layers: [] }], policies });
  await changeCampaign(service, { filterGroupIds: [group.filterGroupId] });
  return group;
}

function keyOf({ sortValues }: LeadPlacement): unknown {
  return sortValues[0]?.value?.value;
}

async function streamed(service: LeadStoreUnderTest): Promise<Map<string, unknown>> {
  return new Map((await placedLeads(service)).map(({ leadId, sort: [key] }) => [leadId, key]));
}

function hex(leadId: string): string {
  return leadId.replaceAll('-', '');
}

test('R-128 the key of a new lead follows its card; the whole campaign is answered with the same keys', async () => {
  await using service = await startLeadStore();
  const { link } = await configure(service);
  await using events = watchLeadEvents(service);
  await using criteria = watchCriteria(service);
  await scripted(service, BY_LAST_NAME);
  const { policies } = await criteria.revision(1);
  assert.equal(policies[0]?.scriptDirection, SortDirection.SORT_DIRECTION_DESC);

  const { leadId } = await submit(service, link, { firstName: 'Ann', lastName: '21' });
  const accepted = await events.until((event) => event.leadId === leadId);
  assert.ok(accepted.event?.$case === 'accepted');
  assert.deepEqual(accepted.event.value.card?.placements[0]?.sortValues, [
    { awaited: true, value: undefined },
  ]);
  const placed = await events.until(({ event }) => event?.$case === 'placed');
  assert.ok(placed.event?.$case === 'placed');
  const [lead] = placed.event.value.leads;
  assert.ok(lead);
  assert.deepEqual([lead.leadId.toString('hex'), keyOf(lead), lead.leadVersion], [hex(leadId), 42, 1n]);
  assert.ok(events.seen.indexOf(placed) > events.seen.indexOf(accepted));
  assert.deepEqual(await streamed(service), new Map([[hex(leadId), 42]]));
});

test('A-37 a script that fails for a hundred leads in a row is switched off and told; saved anew it runs again', async () => {
  await using service = await startLeadStore();
  const { link } = await configure(service);
  await using criteria = watchCriteria(service);
  const { filterGroupId } = await scripted(
    service,
    'const key = (lead) => { throw new Error(lead.first_name) }',
  );
  await criteria.revision(1);
  const health = async () =>
    (await service.scripts.getScriptHealth({ processId: PROCESS, filterGroupId })).scripts[0];
  assert.equal((await health())?.firstFailure, undefined);
  const { leadId } = await submit(service, link, { callerId: '+12125550000', firstName: 'Ann' });
  for (let count = 1; count < 110; count += 1) {
    const callerId = `+1212555${String(count).padStart(4, '0')}`;
    await submit(service, link, { callerId, firstName: 'Ann' });
  }
  assert.deepEqual((await criteria.revision(2)).policies, []);
  const off = await health();
  assert.ok(off?.offTime);
  assert.ok(off.failed >= 100n);
  assert.deepEqual(off.firstFailure, { reason: 'SCRIPT_FAILED', message: 'Error: Ann', leadId });
  const { filterGroup } = await service.filters.getFilterGroup({ processId: PROCESS, filterGroupId });
  assert.ok(filterGroup);
  await service.filters.putFilterGroup({ requestId: requestId(), filterGroup });
  assert.equal((await criteria.revision(3)).policies.length, 1);
  assert.equal((await health())?.offTime, undefined);
});

test('R-128 a script is tried on five leads before it is saved; one that cannot be read is refused with words', async () => {
  await using service = await startLeadStore();
  const { link } = await configure(service);
  for (let count = 0; count < 7; count += 1)
    await submit(service, link, {
      callerId: `+1212555000${count}`,
      firstName: 'Ann',
      lastName: String(count),
    });
  const { leads } = await service.scripts.tryScript({ processId: PROCESS, script: BY_LAST_NAME });
  assert.equal(leads.length, 5);
  for (const { result } of leads) assert.equal(result?.$case, 'number');
  const broken = await service.scripts.tryScript({
    processId: PROCESS,
    script: 'const key = () => { for (;;); }',
  });
  assert.deepEqual(
    broken.leads.map(({ result }) => result?.$case === 'failure' && result.value.reason),
    Array.from({ length: 5 }, () => 'SCRIPT_TIMEOUT'),
  );
  for (const script of ['', 'return 1', 'x'.repeat(1_000_000)])
    await assert.rejects(service.scripts.tryScript({ processId: PROCESS, script }), {
      reason: 'INVALID_ARGUMENT',
    });
  await assert.rejects(scripted(service, 'const key ='), {
    reason: 'INVALID_ARGUMENT',
    message: /SyntaxError/,
  });
});

test('console/22 console/23 what the sandbox cannot stop costs the thread; the next script is served', async () => {
  await using runner = new ScriptRunner(systemClock, 1500);
  const lead = { facts: '{"custom":{}}', seed: 1 };
  const source = 'const key = () => [].indexOf.call({ length: 2 ** 31 }, 1)';
  const hung = await runner.run({ source, leads: [lead] });
  assert.equal(hung.hung, true);
  const after = await runner.run({ source: 'const key = () => 1', leads: [lead] });
  assert.deepEqual(after, { outcomes: [{ type: 'key', value: 1 }], hung: false });
});
