import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Lane } from '@firstring/contracts/scheduling/scheduling_service';
import { campaign, card, dialback, leadId, startWorld } from './_harness.ts';

/** Agents 1 and 2 work the campaign, agents 3 and 4 work another one; agents 1 and 3 have the code north. */
const codes = (agentId: string) => ({ agentId, ownershipCodes: ['North'] });
const SPRING = campaign({ agentIds: ['agent-1', 'agent-2'], agentCodes: [codes('agent-1')] });
const OTHER = campaign({
  campaignId: 'campaign-2',
  agentIds: ['agent-3', 'agent-4'],
  agentCodes: [codes('agent-3')],
});

for (const isDialback of [true, false]) {
  const kind = isDialback ? 'dial-back' : 'preview';
  test(`R-57 a ${kind} of a lead with an ownership code goes to whom campaign and code are given, of the four who are asked`, async () => {
    await using world = await startWorld({
      prepare: ({ leads, dialback: service }) => {
        leads.campaigns.set('campaign-1', SPRING);
        leads.campaigns.set('campaign-2', OTHER);
        leads.cards.set(leadId(1), card(1, { ownershipCode: 'north' }));
        if (isDialback) service.open.push(dialback(1));
      },
    });
    await world.whenReady();
    const others = [await world.ready('agent-2'), await world.ready('agent-3'), await world.ready('agent-4')];
    const [colleague, elsewhere, stranger] = others;
    await world.until(() => colleague?.last?.emptyReason === 'OWNERSHIP_CODE_MISSING', 'campaign, no code');
    await world.until(() => elsewhere?.last?.emptyReason === 'NO_LEADS', 'code, no campaign');
    await world.until(() => stranger?.last?.emptyReason === 'NO_LEADS', 'neither');
    const desk = await world.ready('agent-1');
    await world.until(() => desk.last?.preview !== undefined, 'campaign and code');
    assert.equal(desk.last?.preview?.lane, isDialback ? Lane.LANE_DIALBACK : Lane.LANE_FRESH_P1);
    for (const other of others) assert.equal(other.last?.preview, undefined);
  });
}

test('R-57 whoever waits is offered the lead the moment the code is theirs, or the lead’s code is taken away', async () => {
  await using world = await startWorld({
    prepare: ({ leads }) => {
      leads.campaigns.set('campaign-1', SPRING);
      for (const number of [1, 2]) leads.cards.set(leadId(number), card(number, { ownershipCode: 'east' }));
    },
  });
  await world.whenReady();
  const desk = await world.ready('agent-1');
  const colleague = await world.ready('agent-2');
  await world.until(() => desk.last?.emptyReason === 'OWNERSHIP_CODE_MISSING', 'not theirs');
  await world.publish.lead(card(2, { ownershipCode: '', version: 2n }));
  await world.until(() => desk.last?.preview?.leadId === leadId(2), 'anybody’s now');
  const east = { agentId: 'agent-2', ownershipCodes: ['east'] };
  await world.publish.campaign({ ...SPRING, agentCodes: [east], version: 2n });
  await world.until(() => colleague.last?.preview?.leadId === leadId(1), 'theirs now');
});
