import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toTime } from '@firstring/contracts';
import { DialState } from '@firstring/contracts/leads/lead';
import { Lane, Presence } from '@firstring/contracts/scheduling/scheduling_service';
import { campaign, card, dialback, leadId, NOON, startWorld } from './_harness.ts';

const MINUTE = 60_000;

test('R-5 R-6 a lead that is accepted while an agent is Ready is presented, locked first for an offer, then for work', async () => {
  await using world = await startWorld();
  await world.whenReady();
  const desk = await world.ready();
  await world.until(() => desk.last?.emptyReason === 'NO_LEADS', 'an empty desk with its reason');
  await world.publish.lead(card(1));
  await world.until(() => desk.last?.presence === Presence.PRESENCE_PREVIEWING, 'a preview');
  const preview = desk.last?.preview;
  assert.equal(preview?.leadId, leadId(1));
  assert.deepEqual([preview?.level, preview?.lane, preview?.fencingToken], ['P1', Lane.LANE_FRESH_P1, 1n]);
  await world.until(() => world.claim.leases.length > 0, 'the long lease');
  assert.deepEqual(world.claim.leases, [3_600_000]);
  assert.equal(world.claim.acquires[0]?.epoch, 1n);
});

test('R-6 R-18 a lead that waits is presented when an agent becomes Ready, and to nobody before', async () => {
  await using world = await startWorld({ prepare: ({ leads }) => leads.cards.set(leadId(1), card(1)) });
  await world.whenReady();
  const desk = world.openDesk();
  await world.until(() => desk.last?.presence === Presence.PRESENCE_NOT_READY, 'Not Ready after sign-in');
  assert.deepEqual(world.claim.acquires, []);
  assert.deepEqual(desk.last?.waiting, [{ lane: Lane.LANE_FRESH_P1, count: 1 }]);
  await world.client().setPresence({ requestId: 'r', agentId: 'agent-1', ready: true, reason: '' });
  await world.until(() => desk.last?.preview !== undefined, 'a preview');
});

test('R-5 with ring-on-preview the phone rings at the moment of the preview', async () => {
  await using world = await startWorld({
    prepare: ({ leads }) => leads.campaigns.set('campaign-1', campaign({ ringOnPreview: true })),
  });
  await world.whenReady();
  const desk = await world.ready();
  await world.publish.lead(card(1));
  await world.until(() => desk.last?.preview !== undefined, 'a preview');
  await world.until(() => world.sip.rung.length === 1, 'a ringing phone');
  assert.equal(world.sip.rung[0], desk.last?.preview?.attemptId);
});

test('R-18 a phone that is not registered gives the lead back and makes the agent Not Ready', async () => {
  await using world = await startWorld({
    prepare: ({ leads }) => leads.campaigns.set('campaign-1', campaign({ ringOnPreview: true })),
  });
  world.sip.refuseRing = true;
  await world.whenReady();
  const desk = await world.ready();
  await world.publish.lead(card(1));
  await world.until(() => desk.last?.notReadyReason === 'phone_unreachable', 'Not Ready');
  await world.until(() => world.claim.released.length === 1, 'the lock to be released');
});

test('R-63 two Ready agents get two different leads, and one lead goes to one agent', async () => {
  await using world = await startWorld();
  await world.whenReady();
  const desks = [await world.ready('agent-1'), await world.ready('agent-2')];
  await world.publish.lead(card(1));
  await world.publish.lead(card(2));
  await world.until(() => desks.every((desk) => desk.last?.preview !== undefined), 'two previews');
  const shown = desks.map((desk) => desk.last?.preview?.leadId);
  assert.deepEqual(new Set(shown), new Set([leadId(1), leadId(2)]));
});

test('R-70 a lead that claim says is locked is kept back with its reason, and the next one is offered', async () => {
  await using world = await startWorld();
  world.claim.guard('+12125551001').lock = { agentId: 'x', leadId: 'x', expiresAt: NOON + MINUTE };
  await world.whenReady();
  const desk = await world.ready();
  await world.publish.lead(card(1));
  await world.until(() => desk.last?.heldBack[0]?.reason === 'LOCKED_BY_OTHER', 'the reason on the desk');
  assert.equal(desk.last?.nextDueTime?.getTime(), NOON + MINUTE);
  await world.publish.lead(card(2));
  await world.until(() => desk.last?.preview?.leadId === leadId(2), 'the other lead');
});

test('R-70 a lock that claim frees early brings the lead back at once', async () => {
  await using world = await startWorld();
  world.claim.guard('+12125551001').lock = { agentId: 'x', leadId: 'x', expiresAt: NOON + 60 * MINUTE };
  await world.whenReady();
  const desk = await world.ready();
  await world.publish.lead(card(1));
  await world.until(() => desk.last?.heldBack[0]?.reason === 'LOCKED_BY_OTHER', 'the reason on the desk');
  world.claim.guard('+12125551001').lock = undefined;
  await world.publish.claim(1, 1, {
    $case: 'lockReleased',
    value: { agentId: 'x', leadVersion: 0n, forcedBy: '' },
  });
  await world.until(() => desk.last?.preview?.leadId === leadId(1), 'the lead');
});

test('R-70 a lead another agent locked elsewhere is in no queue until its lock ends and its outcome has come', async () => {
  await using world = await startWorld({ prepare: ({ leads }) => leads.cards.set(leadId(1), card(1)) });
  await world.whenReady();
  await world.publish.claim(1, 5, { $case: 'lockAcquired', value: { agentId: 'x', expireTime: undefined } });
  const desk = await world.ready();
  await world.until(() => desk.last?.emptyReason === 'ALL_IN_HAND', 'nothing to offer');
  await world.publish.claim(1, 5, {
    $case: 'lockReleased',
    value: { agentId: 'x', leadVersion: 2n, forcedBy: '' },
  });
  await world.publish.lead(card(2, { homeGuard: '+12125559999' }));
  await world.until(() => desk.last?.preview?.leadId === leadId(2), 'only the other lead');
  await world.publish.lead(card(1, { version: 2n }), 'updated');
  const other = await world.ready('agent-2');
  await world.until(() => other.last?.preview?.leadId === leadId(1), 'the lead after its outcome');
});

test('R-139 claim asks whose lead it is, refuses the customer, and the lead comes when the entry is gone', async () => {
  await using world = await startWorld({ prepare: ({ leads }) => leads.cards.set(leadId(1), card(1)) });
  const asked: (string | undefined)[] = [];
  let isListed = true;
  world.claim.refuseAcquire = (_, customer) => {
    asked.push(customer?.customerId);
    if (customer === undefined) return { reason: 'CUSTOMER_FACTS_NEEDED', text: '', clearsTime: undefined };
    return isListed ? { reason: 'CUSTOMER_EXCLUDED', text: '', clearsTime: undefined } : undefined;
  };
  await world.whenReady();
  const desk = await world.ready();
  await world.until(() => asked.length === 2, 'a refused offer');
  assert.deepEqual(asked, [undefined, `K-${leadId(1)}`]);
  await world.until(() => desk.last?.emptyReason === 'CUSTOMER_EXCLUDED', 'the reason on the desk');
  isListed = false;
  await world.publish.claim(1, 1, { $case: 'customersReadmitted', value: {} });
  await world.until(() => desk.last?.preview?.leadId === leadId(1), 'the preview');
});

test("R-75 a claimed lead appears only in its owner's queue, also when the order learns of it from a refusal", async () => {
  await using world = await startWorld();
  world.claim.refuseAcquire = (lead) =>
    lead === leadId(1) && world.claim.acquires.at(-1)?.agentId === 'agent-1'
      ? { reason: 'CLAIMED_BY_OTHER', text: '', clearsTime: undefined }
      : undefined;
  world.claim.guard('+12125551001').owners[leadId(1)] = 'agent-2';
  await world.whenReady();
  await world.ready('agent-1');
  await world.publish.lead(card(1));
  await world.until(() => world.claim.acquires.length === 1, 'a refused offer');
  const owner = await world.ready('agent-2');
  await world.until(() => owner.last?.preview?.leadId === leadId(1), "the owner's preview");
});

test('R-54 with one dial-back and a thousand fresh leads, the next presentation is the dial-back', async () => {
  await using world = await startWorld({
    prepare: ({ leads, dialback: service }) => {
      for (let number = 0; number < 1000; number += 1) leads.cards.set(leadId(number), card(number));
      service.open.push(dialback(500));
    },
  });
  await world.whenReady();
  const desk = await world.ready();
  await world.until(() => desk.last?.preview !== undefined, 'a preview');
  const preview = desk.last?.preview;
  assert.deepEqual(
    [preview?.leadId, preview?.lane, preview?.dialbackId, preview?.level],
    [leadId(500), Lane.LANE_DIALBACK, 'dialback-500', ''],
  );
  assert.deepEqual(world.dialbacks.presented, ['dialback-500']);
});

test('R-60 a dial-back whose caller was reached meanwhile is not presented, and one that is presented leaves the page', async () => {
  await using world = await startWorld({ prepare: ({ leads }) => leads.cards.set(leadId(1), card(1)) });
  world.dialbacks.isGone = true;
  await world.whenReady();
  await world.publish.dialback(dialback(1));
  const desk = await world.ready();
  await world.until(() => desk.last?.preview?.lane === Lane.LANE_FRESH_P1, 'the lead, in its own lane');
  assert.deepEqual(world.dialbacks.presented, ['dialback-1']);
});

test('I5 a dial-back that may not be presented now, by the clock of dial-back, is asked for again and not forgotten', async () => {
  const later = { dialState: DialState.DIAL_STATE_CALLBACK, callbackTime: toTime(NOON + 60 * MINUTE) };
  await using world = await startWorld({
    prepare: ({ leads }) => leads.cards.set(leadId(1), card(1, later)),
  });
  world.dialbacks.isGone = true;
  await world.whenReady();
  await world.publish.dialback(dialback(1));
  const desk = await world.ready();
  await world.until(() => world.claim.released.length === 1, 'the lock to be released');
  world.dialbacks.isGone = false;
  world.advance(10_000);
  await world.until(() => desk.last?.preview?.dialbackId === 'dialback-1', 'the dial-back');
});

test('R-57 a dial-back is offered only where the agent works, and a private lead only to its owner', async () => {
  const privately = { dialState: DialState.DIAL_STATE_CALLBACK, callbackTime: toTime(NOON + 60 * MINUTE) };
  await using world = await startWorld({
    prepare: ({ leads, dialback: service }) => {
      leads.campaigns.set('campaign-2', campaign({ campaignId: 'campaign-2', agentIds: ['agent-3'] }));
      leads.cards.set(leadId(1), card(1, { campaignId: 'campaign-2' }));
      leads.cards.set(leadId(2), card(2, { ...privately, callbackAgentId: 'agent-2' }));
      service.open.push(dialback(1, { campaignId: 'campaign-2' }), dialback(2));
    },
  });
  await world.whenReady();
  const first = await world.ready('agent-1');
  await world.until(() => first.last?.presence === Presence.PRESENCE_READY, 'Ready and nothing to do');
  const owner = await world.ready('agent-2');
  await world.until(() => owner.last?.preview?.dialbackId === 'dialback-2', "the owner's dial-back");
  const other = await world.ready('agent-3');
  await world.until(() => other.last?.preview?.dialbackId === 'dialback-1', "the other campaign's dial-back");
  assert.equal(first.last?.preview, undefined);
});

test('R-20 R-21 an empty desk says why and until when', async () => {
  const tried = {
    cadenceAttempts: 1,
    totalAttempts: 1,
    dayAttempts: 1,
    lastAttemptDay: '2026-06-01',
    lastAttemptEndTime: toTime(NOON - 10 * MINUTE),
    lastAttemptResult: 'no_answer',
    optInTime: toTime(NOON - 60 * MINUTE),
  };
  await using world = await startWorld({
    prepare: ({ leads }) => leads.cards.set(leadId(1), card(1, tried)),
  });
  await world.whenReady();
  const desk = await world.ready();
  await world.until(() => desk.last?.emptyReason === 'RETRY_GAP', 'the reason');
  assert.equal(desk.last?.nextDueTime?.getTime(), NOON + 20 * MINUTE);
  world.advance(20 * MINUTE);
  await world.until(() => desk.last?.preview?.leadId === leadId(1), 'the lead when it is due');
});

test('R-19 the desk counts what waits in each lane, and follows it within a second', async () => {
  await using world = await startWorld();
  await world.whenReady();
  const desk = world.openDesk();
  await world.until(() => desk.last !== undefined, 'a desk');
  await world.publish.lead(card(1));
  await world.publish.lead(card(2, { optInTime: toTime(NOON - 10 * MINUTE) }));
  await world.publish.lead(card(3, { optInTime: toTime(NOON - 48 * 60 * MINUTE) }));
  await world.until(() => {
    world.advance(1000);
    return desk.last?.waiting.length === 3;
  }, 'the counts');
  assert.deepEqual(
    desk.last?.waiting.map(({ lane, count }) => [lane, count]),
    [
      [Lane.LANE_FRESH_P1, 1],
      [Lane.LANE_P1, 1],
      [Lane.LANE_P2, 1],
    ],
  );
});

test('R-22 twenty minutes Ready without a lead raise the idle gap, with its explanation', async () => {
  const lines: object[] = [];
  const ignore = (): void => {};
  await using world = await startWorld({
    log: {
      debug: ignore,
      info: ignore,
      error: ignore,
      warn: (fields, message) => lines.push({ ...fields, message }),
    },
  });
  await world.whenReady();
  const desk = await world.ready();
  await world.until(() => desk.last?.presence === Presence.PRESENCE_READY, 'Ready');
  world.advance(20 * MINUTE);
  assert.equal(desk.last?.idleGap, false);
  world.advance(1);
  await world.until(() => desk.last?.idleGap === true, 'the idle gap');
  assert.deepEqual(lines, [
    {
      agentId: 'agent-1',
      emptyReason: 'NO_LEADS',
      reasons: [],
      message: 'agent ready for twenty minutes without a lead',
    },
  ]);
});

test('R-96 an agent who leaves the campaign gets nothing of it from the next decision on', async () => {
  await using world = await startWorld();
  await world.whenReady();
  const desk = await world.ready();
  await world.publish.campaign(campaign({ agentIds: ['agent-2'], version: 2n }));
  await world.until(() => desk.last?.emptyReason === 'NO_CAMPAIGN', 'no campaign');
  await world.publish.lead(card(1));
  const other = await world.ready('agent-2');
  await world.until(() => other.last?.preview?.leadId === leadId(1), "the other agent's preview");
  assert.equal(desk.last?.preview, undefined);
});

test('R-46 a deleted lead leaves the page that shows it', async () => {
  await using world = await startWorld({ prepare: ({ leads }) => leads.cards.set(leadId(1), card(1)) });
  await world.whenReady();
  const desk = await world.ready();
  await world.until(() => desk.last?.preview !== undefined, 'a preview');
  await world.publish.deleted(1);
  await world.until(() => desk.last?.preview === undefined, 'an empty page');
  await assert.rejects(world.standing(1), {
    reason: 'LEAD_NOT_FOUND',
  });
});

test('R-20 a lead explains where it stands and why', async () => {
  await using world = await startWorld({
    prepare: ({ leads }) => {
      leads.cards.set(leadId(1), card(1));
      leads.cards.set(leadId(2), card(2, { optInTime: toTime(NOON - 1) }));
    },
  });
  await world.whenReady();
  const answer = await world.standing(1);
  assert.deepEqual([answer.lane, answer.level, answer.position], [Lane.LANE_FRESH_P1, 'P1', 2]);
  await assert.rejects(world.standing(1, 'process-2'), {
    reason: 'LEAD_NOT_FOUND',
  });
});

test('a message nobody can read is passed over, and the next one is taken', async () => {
  await using world = await startWorld();
  await world.whenReady();
  const desk = await world.ready();
  await world.publish.raw({ name: 'leads.lead.events.v1' }, new Uint8Array([0xff, 0xff, 0xff]));
  await world.publish.lead(card(1));
  await world.until(() => desk.last?.preview?.leadId === leadId(1), 'the lead behind it');
});

test('R-87 an agent of one process gets nothing of another', async () => {
  await using world = await startWorld({
    prepare: ({ leads }) => {
      leads.campaigns.set(
        'campaign-9',
        campaign({ campaignId: 'campaign-9', processId: 'process-9', agentIds: ['agent-9'] }),
      );
      leads.cards.set(leadId(1), card(1, { processId: 'process-9', campaignId: 'campaign-9' }));
    },
  });
  await world.whenReady();
  const desk = await world.ready('agent-1');
  await world.until(() => desk.last?.emptyReason === 'NO_LEADS', 'nothing here');
  assert.deepEqual(desk.last?.waiting, []);
  const other = await world.ready('agent-9');
  await world.until(() => other.last?.preview?.leadId === leadId(1), "the other process's preview");
});
