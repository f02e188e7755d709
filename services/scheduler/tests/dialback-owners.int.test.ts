import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toTime } from '@firstring/contracts';
import { DialState } from '@firstring/contracts/leads/lead';
import { Presence } from '@firstring/contracts/scheduling/scheduling_service';
import { isIn } from './_caller.ts';
import { card, dialback, leadId, NOON, startWorld } from './_harness.ts';

const PRIVATE = {
  dialState: DialState.DIAL_STATE_CALLBACK,
  callbackTime: toTime(NOON + 3_600_000),
  callbackAgentId: 'agent-2',
};

test('R-58 A-16 the dial-back of a private redial is its owner’s alone, until it is anybody’s by the number’s rules', async () => {
  await using world = await startWorld({
    prepare: ({ leads, dialback: fake }) => {
      leads.cards.set(leadId(1), card(1, PRIVATE));
      fake.open.push(dialback(1, { commonTime: toTime(NOON + 600_000) }));
    },
  });
  await world.whenReady();
  const other = await world.ready('agent-1');
  await isIn(world, other, Presence.PRESENCE_READY);
  assert.equal(other.last?.preview, undefined);
  world.advance(599_000);
  await world.client().setPresence({ requestId: 'r', agentId: 'agent-1', ready: true, reason: '' });
  assert.equal(other.last?.preview, undefined);
  world.advance(1001);
  await world.until(() => other.last?.preview?.dialbackId === 'dialback-1', 'the dial-back');
});

test('R-59 the dial-back of a common redial is given to any agent of the campaign', async () => {
  await using world = await startWorld({
    prepare: ({ leads, dialback: fake }) => {
      leads.cards.set(leadId(1), card(1, { ...PRIVATE, callbackAgentId: '' }));
      fake.open.push(dialback(1));
    },
  });
  await world.whenReady();
  const desk = await world.ready('agent-1');
  await world.until(() => desk.last?.preview?.dialbackId === 'dialback-1', 'the dial-back');
});
