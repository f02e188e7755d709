import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toTime } from '@firstring/contracts';
import { CallRecord, EndCause, LeadChoice } from '@firstring/contracts/common/call_record';
import { CampaignState, CampaignType } from '@firstring/contracts/leads/campaign';
import type { Campaign } from '@firstring/contracts/leads/lead_events';
import { PacingMode } from '@firstring/contracts/scheduling/pacing_service';
import { Presence } from '@firstring/contracts/scheduling/scheduling_service';
import { isIn, rings, TestCaller } from './_caller.ts';
import { campaign, card, leadId, NOON, startWorld, type World } from './_harness.ts';

const PREDICTIVE: Partial<Campaign> = {
  type: CampaignType.CAMPAIGN_TYPE_PARALLEL_PREDICTIVE,
  predictive: {
    abandonmentCeilingBasisPoints: 300,
    connectLimitMs: 2000,
    safeHarbourMessage: 'who-we-are',
    linesPerAgentMax: 3,
  },
};
const BLAST: Partial<Campaign> = {
  type: CampaignType.CAMPAIGN_TYPE_VOICE_BLAST,
  voiceBlast: {
    recording: 'offer',
    callsMax: 2,
    callsPerMinute: 600,
    connectKey: '1',
    laterKey: '2',
    excludeKey: '9',
    laterMinutes: 90,
    connectWaitSeconds: 30,
    noAgentMessage: 'who-we-are',
  },
};

async function worldOf(change: Partial<Campaign>, leads = 6): Promise<World> {
  const world = await startWorld({
    prepare: (fakes) => {
      fakes.leads.campaigns.set('campaign-1', campaign(change));
      for (let number = 1; number <= leads; number += 1) fakes.leads.cards.set(leadId(number), card(number));
    },
  });
  await world.whenReady();
  return world;
}

let ends = 0;
/** An attempt of the campaign is over. */
async function ended(world: World, attemptId: string, change: Partial<CallRecord>): Promise<void> {
  const record = CallRecord.fromPartial({
    attemptId,
    processId: 'process-1',
    campaignId: 'campaign-1',
    inviteTime: toTime(NOON),
    answerTime: toTime(NOON + 5000),
    endTime: toTime(NOON + 60_000),
    ...change,
  });
  ends += 1;
  await world.publish.call(attemptId, 9, { $case: 'ended', value: { record } });
}

/** Calls that agents had from previews. */
async function answered(world: World, count: number): Promise<void> {
  for (let call = 0; call < count; call += 1) {
    const bridgeTime = toTime(NOON + 6000);
    await ended(world, `before-${ends}`, { bridgeTime, endCause: EndCause.END_CAUSE_AGENT_HUNG_UP });
  }
}

/** Looks pass until it is so. */
async function looking(world: World, predicate: () => boolean, what: string): Promise<void> {
  for (let look = 0; look < 40 && !predicate(); look += 1) {
    world.advance(250);
    await world.until(() => true, 'a turn');
    for (let turn = 0; turn < 50 && !predicate(); turn += 1) await new Promise(setImmediate);
  }
  assert.ok(predicate(), `waited too long for ${what}`);
}

const dialled = (world: World) => world.sip.leadsDialled;

test('R-111 a predictive campaign gives previews until its answered calls leave room, then dials, and who answers rings the agent at once', async () => {
  await using world = await worldOf(PREDICTIVE);
  const desk = await world.ready();
  await looking(world, () => desk.last?.preview !== undefined, 'a preview');
  assert.equal(dialled(world).length, 0);
  const { attemptId = '', fencingToken = 0n } = desk.last?.preview ?? {};
  const shown = () => world.pacing().getPacing({ processId: 'process-1', campaignId: 'campaign-1' });
  const before34 = await shown();
  assert.equal(before34.mode, PacingMode.PACING_MODE_PREVIEW);
  assert.deepEqual([before34.answeredNeeded, before34.ceilingBasisPoints], [34n, 300]);
  await answered(world, 34);
  const said = { requestId: 's', agentId: 'agent-1', attemptId, fencingToken };
  await world.client().dispose({ ...said, dispositionCode: 'no_answer', note: '', callbackCommon: false });
  await looking(world, () => dialled(world).length > 0, 'a dial');
  const [request, ...more] = dialled(world);
  assert.equal(more.length, 0, 'one agent, one call: there is room for no more');
  assert.deepEqual(request?.plan, { $case: 'connect', value: { waitMs: 1800, message: 'who-we-are' } });
  const permit = request?.permit;
  assert.equal(permit?.agentId, '');
  assert.equal(world.claim.authorized.at(-1)?.agentId, '');
  assert.equal(desk.last?.presence, Presence.PRESENCE_READY);
  const { mode, callsOut, answered30Days, answeredNeeded } = await shown();
  assert.deepEqual([mode, callsOut, answered30Days], [PacingMode.PACING_MODE_ONE_EACH, 1, 34n]);
  assert.equal(answeredNeeded, 0n);
  const caller = new TestCaller(world, {
    attemptId: permit?.attemptId ?? '',
    incomingNumberId: '',
    phone: permit?.phone ?? '',
    dialled: {
      campaignId: 'campaign-1',
      leadId: permit?.leadId ?? '',
      fencingToken: permit?.fencingToken ?? 0n,
      waitMs: 1800,
    },
  });
  await rings(world, caller, 'agent-1');
  await isIn(world, desk, Presence.PRESENCE_RINGING);
  caller.connect();
  await isIn(world, desk, Presence.PRESENCE_ON_CALL);
  assert.equal(desk.last?.preview?.leadId, permit?.leadId);
  // Their agent is busy: nobody else is dialled.
  const before = dialled(world).length;
  for (let look = 0; look < 8; look += 1) world.advance(250);
  assert.equal(dialled(world).length, before);
  caller.hangUp();
});

test('R-111 an abandoned call takes the room away: agents are given previews again, and the lead comes back with its card', async () => {
  await using world = await worldOf(PREDICTIVE);
  await answered(world, 34);
  await world.ready();
  await looking(world, () => dialled(world).length === 1, 'a dial');
  const { attemptId = '', leadId: lead = '' } = dialled(world)[0]?.permit ?? {};
  await ended(world, attemptId, { leadId: lead, endCause: EndCause.END_CAUSE_ABANDONED });
  await looking(world, () => world.claim.released.length > 0, 'the number to be free');
  const desk = world.openDesk();
  await looking(world, () => desk.last?.preview !== undefined, 'a preview');
  assert.notEqual(desk.last?.preview?.leadId, lead, 'not before its card is there');
  assert.equal(dialled(world).length, 1);
});

test('R-111 a paused campaign dials nobody', async () => {
  await using world = await worldOf({ ...PREDICTIVE, state: CampaignState.CAMPAIGN_STATE_PAUSED });
  await answered(world, 200);
  await world.ready();
  for (let look = 0; look < 8; look += 1) {
    world.advance(250);
    for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
  }
  assert.equal(dialled(world).length, 0);
});

test('R-111 voice blast: so many calls at once, without an agent; each key does what it says', async () => {
  await using world = await worldOf(BLAST);
  await looking(world, () => dialled(world).length === 2, 'two calls');
  const [first, second] = dialled(world);
  assert.deepEqual(first?.plan, {
    $case: 'play',
    value: {
      recording: 'offer',
      keys: [
        { key: '1', choice: LeadChoice.LEAD_CHOICE_CONNECT },
        { key: '2', choice: LeadChoice.LEAD_CHOICE_LATER },
        { key: '9', choice: LeadChoice.LEAD_CHOICE_EXCLUDE },
      ],
      waitMs: 30_000,
      message: 'who-we-are',
    },
  });
  const end = (permit: { attemptId: string; leadId: string } | undefined, leadChoice: LeadChoice) =>
    ended(world, permit?.attemptId ?? '', {
      leadId: permit?.leadId ?? '',
      endCause: EndCause.END_CAUSE_ANNOUNCED,
      leadChoice,
    });
  await end(first?.permit, LeadChoice.LEAD_CHOICE_EXCLUDE);
  await looking(world, () => world.claim.excluded.length === 1, 'an entry of the do-not-call list');
  await end(second?.permit, LeadChoice.LEAD_CHOICE_LATER);
  await looking(world, () => world.leads.outcomes.length === 2, 'two outcomes');
  const outcomeOf = (code: string) =>
    world.leads.outcomes.find(({ dispositionCode }) => dispositionCode === code);
  assert.equal(outcomeOf('dnc')?.attemptId, first?.permit?.attemptId);
  const later = outcomeOf('callback');
  assert.equal(later?.callbackCommon, true);
  assert.ok((later?.callbackTime?.getTime() ?? 0) - NOON >= 90 * 60_000);
  await looking(world, () => dialled(world).length === 4, 'the next two');
});
