import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DialState } from '@firstring/contracts/leads/lead';
import { campaign, card, leadId, startWorld, type TestDesk, type World } from './_harness.ts';

const MINUTE = 60_000;
const MINUTES = 36;

/** Works off what is in front of the agent; the next lead follows by itself. */
async function finish(world: World, desk: TestDesk, agentId: string): Promise<void> {
  const preview = desk.last?.preview;
  assert.ok(preview !== undefined, `${agentId} has a lead`);
  await world.client().dispose({
    requestId: world.requestId(),
    agentId,
    attemptId: preview.attemptId,
    fencingToken: preview.fencingToken,
    dispositionCode: 'sold',
  });
  await world.until(
    () => desk.last?.preview !== undefined && desk.last.preview.attemptId !== preview.attemptId,
    'the next lead',
  );
}

test('R-81 leads flow to agents at their own pace: who needs a third of the time is given three times as many, and nobody does anything for it', async () => {
  await using world = await startWorld({
    prepare: ({ leads }) => {
      leads.campaigns.set('campaign-1', campaign({ previewLimitSeconds: 0 }));
      leads.onOutcome = (before) => ({ ...before, dialState: DialState.DIAL_STATE_WINNER });
      for (let number = 1; number <= 80; number += 1) leads.cards.set(leadId(number), card(number));
    },
  });
  await world.whenReady();
  const paces = [
    { agentId: 'agent-1', minutes: 1 },
    { agentId: 'agent-2', minutes: 3 },
  ];
  const desks = new Map<string, TestDesk>();
  for (const { agentId } of paces) desks.set(agentId, await world.ready(agentId));
  await world.until(
    () => [...desks.values()].every((desk) => desk.last?.preview !== undefined),
    'first leads',
  );
  const done = new Map<string, number>();
  for (let minute = 1; minute <= MINUTES; minute += 1) {
    world.advance(MINUTE);
    for (const { agentId, minutes } of paces) {
      const desk = desks.get(agentId);
      if (desk === undefined || minute % minutes > 0) continue;
      await finish(world, desk, agentId);
      done.set(agentId, (done.get(agentId) ?? 0) + 1);
    }
  }
  assert.deepEqual(
    [...done],
    [
      ['agent-1', MINUTES],
      ['agent-2', MINUTES / 3],
    ],
  );
  const given = world.leads.outcomes.map((outcome) => outcome.leadId);
  assert.equal(new Set(given).size, given.length, 'no lead was given twice');
});
