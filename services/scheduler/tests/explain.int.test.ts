import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AGENT_STATE, toTime } from '@firstring/contracts';
import { CampaignState } from '@firstring/contracts/leads/campaign';
import { DialState } from '@firstring/contracts/leads/lead';
import {
  type AgentExplanation,
  type CampaignExplanation,
  type ExplainRequest,
  type LeadExplanation,
} from '@firstring/contracts/scheduling/explain_service';
import { AgentStateEvent, Lane, Presence } from '@firstring/contracts/scheduling/scheduling_service';
import { campaign, card, dialback, leadId, NOON, startWorld, type World } from './_harness.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const processId = 'process-1';

type About = NonNullable<ExplainRequest['about']>;

async function ask(world: World, about: About, at?: number) {
  const answer = await world
    .explains()
    .explain({ processId, about, time: at === undefined ? undefined : toTime(at) });
  assert.equal(answer.asOfTime?.getTime(), world.clock.now());
  assert.equal(answer.time?.getTime(), Math.max(at ?? 0, world.clock.now()));
  return answer.answer;
}

async function aboutLead(world: World, number: number, at?: number): Promise<LeadExplanation> {
  const answer = await ask(world, { $case: 'leadId', value: leadId(number) }, at);
  assert.ok(answer?.$case === 'lead');
  return answer.value;
}

async function aboutAgent(world: World, agentId = 'agent-1', at?: number): Promise<AgentExplanation> {
  const answer = await ask(world, { $case: 'agentId', value: agentId }, at);
  assert.ok(answer?.$case === 'agent');
  return answer.value;
}

async function aboutCampaign(world: World, at?: number): Promise<CampaignExplanation> {
  const answer = await ask(world, { $case: 'campaignId', value: 'campaign-1' }, at);
  assert.ok(answer?.$case === 'campaign');
  return answer.value;
}

/** Asks until an event that was just published has been taken in. */
async function askUntil<T>(asking: () => Promise<T>, isIt: (answer: T) => boolean): Promise<T> {
  for (let turn = 0; turn < 200; turn += 1) {
    const answer = await asking();
    if (isIt(answer)) return answer;
  }
  return assert.fail('the news was not taken in');
}

const wordsOf = ({ reasons }: { readonly reasons: readonly { readonly reason: string }[] }): string[] =>
  reasons.map(({ reason }) => reason);
const countsOf = ({ leads }: Pick<CampaignExplanation, 'leads'>): [string, number][] =>
  (leads?.reasons ?? []).map((each) => [each.reason?.reason ?? '', Number(each.leads)]);

test('R-20 a lead is explained: for whom it is next, who has it, and what it waits for', async () => {
  await using world = await startWorld({
    prepare: ({ leads }) => {
      for (const number of [1, 2]) {
        leads.cards.set(leadId(number), card(number, { optInTime: toTime(NOON - number * MINUTE) }));
      }
    },
  });
  await world.whenReady();
  const [next, second] = [await aboutLead(world, 2), await aboutLead(world, 1)];
  assert.deepEqual(next.standings[0]?.nextForAgentIds, ['agent-1', 'agent-2']);
  assert.deepEqual([second.standings[0]?.position, second.standings[0]?.nextForAgentIds], [2, []]);
  const desk = await world.ready();
  await world.until(() => desk.last?.preview !== undefined, 'a preview');
  const held = await aboutLead(world, 2);
  assert.deepEqual(wordsOf(held.standings[0] ?? { reasons: [] }), ['LOCKED_BY_OTHER']);
  assert.equal(held.lockedByAgentId, 'agent-1');
  assert.equal(
    held.standings[0]?.reasons[0]?.clearsTime?.getTime(),
    held.lockExpireTime?.getTime(),
    'at the latest with the lease',
  );
  assert.deepEqual((await aboutLead(world, 1)).standings[0]?.nextForAgentIds, ['agent-1', 'agent-2']);
  await assert.rejects(aboutLead(world, 9), { reason: 'LEAD_NOT_FOUND' });
});

test('R-20 R-86 a lead of several campaigns is explained in each, the soonest first; in none it has no standing', async () => {
  const lists = [
    {
      listId: 'list-1',
      priority: 1,
      weight: 1,
      maxAttempts: 0,
      timeSlots: [],
      attemptsPerHour: 0,
      agentIds: [],
    },
  ];
  await using world = await startWorld({
    prepare: ({ leads }) => {
      leads.campaigns.set('campaign-1', campaign({ lists, windowStartMinute: 780 }));
      leads.campaigns.set('campaign-2', campaign({ campaignId: 'campaign-2', lists, agentIds: ['agent-2'] }));
      leads.cards.set(leadId(1), card(1, { campaignId: '' }));
      leads.cards.set(leadId(2), card(2, { campaignId: '', listId: 'list-2' }));
      leads.cards.set(leadId(3), card(3));
    },
  });
  await world.whenReady();
  const { standings } = await aboutLead(world, 1);
  assert.deepEqual(
    standings.map((each) => [each.campaignId, wordsOf(each), each.eligibleTime?.getTime(), each.agents]),
    [
      ['campaign-2', [], NOON, 1],
      ['campaign-1', ['CALLING_WINDOW_CLOSED'], NOON + HOUR, 2],
    ],
  );
  assert.deepEqual((await aboutLead(world, 2)).standings, []);
  await world.publish.dialback(dialback(3));
  const told = await askUntil(
    () => aboutLead(world, 3),
    ({ dialbackTime }) => dialbackTime !== undefined,
  );
  assert.equal(told.dialbackTime?.getTime(), NOON, 'an open dial-back goes before all lanes');
});

test('R-20 R-21 for an instant ahead the answer is that of then', async () => {
  await using world = await startWorld({
    prepare: ({ leads }) => leads.campaigns.set('campaign-1', campaign({ windowStartMinute: 780 })),
  });
  await world.whenReady();
  await world.publish.lead(card(1));
  const about: About = { $case: 'campaignId', value: 'campaign-1' };
  const now = await askUntil(
    () => aboutCampaign(world),
    ({ leads }) => leads?.known === 1n,
  );
  assert.deepEqual(countsOf(now), [['CALLING_WINDOW_CLOSED', 1]]);
  assert.equal(now.leads?.nextDueTime?.getTime(), NOON + HOUR);
  assert.equal((await aboutCampaign(world, NOON + HOUR)).leads?.free, 1n);
  assert.deepEqual(countsOf(await aboutAgent(world, 'agent-1', NOON + HOUR - 1)), [
    ['CALLING_WINDOW_CLOSED', 1],
  ]);
  assert.deepEqual((await aboutLead(world, 1, NOON + HOUR)).standings[0]?.reasons, []);
  const tooFar = { processId, about, time: toTime(NOON + 400 * 24 * HOUR) };
  await assert.rejects(world.explains().explain(tooFar), { reason: 'INVALID_ARGUMENT' });
  await assert.rejects(world.explains().explain({ processId }), { reason: 'INVALID_ARGUMENT' });
});

test('R-18 R-19 R-21 an agent who gets nothing is explained: what keeps the agent, and the leads by reason', async () => {
  await using world = await startWorld({
    prepare: ({ leads }) => {
      leads.campaigns.set(
        'campaign-1',
        campaign({ agentCodes: [{ agentId: 'agent-2', ownershipCodes: ['north'] }], skipBudget: 5 }),
      );
      leads.cards.set(leadId(1), card(1));
      leads.cards.set(leadId(2), card(2, { ownershipCode: 'north' }));
      leads.cards.set(leadId(3), card(3, { dialState: DialState.DIAL_STATE_WINNER }));
    },
  });
  await world.whenReady();
  const offline = await aboutAgent(world);
  assert.deepEqual(wordsOf(offline), ['AGENT_OFFLINE']);
  assert.equal(offline.leads?.free, 1n);
  assert.deepEqual(
    new Map(countsOf(offline)),
    new Map([
      ['OWNERSHIP_CODE_MISSING', 1],
      ['LEAD_FINISHED', 1],
    ]),
  );
  assert.deepEqual(offline.waiting, [{ lane: Lane.LANE_FRESH_P1, count: 1 }]);
  const desk = world.openDesk();
  await world.until(() => desk.last !== undefined, 'a desk');
  assert.deepEqual(wordsOf(await aboutAgent(world)), ['AGENT_NOT_READY']);
  await world.client().setPresence({ requestId: 'r', agentId: 'agent-1', ready: true, reason: '' });
  await world.until(() => desk.last?.preview !== undefined, 'a preview');
  assert.deepEqual(wordsOf(await aboutAgent(world)), ['LEAD_IN_HAND']);
  const { attemptId = '', fencingToken = 0n } = desk.last?.preview ?? {};
  await world.client().skip({ requestId: 's', agentId: 'agent-1', attemptId, fencingToken });
  await world.until(() => desk.last?.presence === Presence.PRESENCE_READY, 'Ready again');
  // Once the scheduler has heard that the lock is released.
  const skipped = await askUntil(
    () => aboutAgent(world),
    (answer) => new Map(countsOf(answer)).has('LEAD_SKIPPED'),
  );
  assert.deepEqual(wordsOf(skipped), []);
  assert.ok(new Map(countsOf(skipped)).has('LEAD_SKIPPED'), JSON.stringify(countsOf(skipped)));
  desk.close();
  await world.until(() => desk.isEnded, 'the stream to end');
  const closed = await askUntil(
    () => aboutAgent(world),
    (answer) => wordsOf(answer).length > 0,
  );
  assert.deepEqual(wordsOf(closed), ['DESK_CLOSED']);
  assert.equal(closed.presence, Presence.PRESENCE_READY);
});

test('R-87 of an agent who works in no campaign of the process nothing is told', async () => {
  await using world = await startWorld();
  await world.whenReady();
  await world.ready('agent-2');
  const about: About = { $case: 'agentId', value: 'agent-2' };
  const { answer } = await world.explains().explain({ processId: 'process-2', about });
  assert.ok(answer?.$case === 'agent');
  assert.deepEqual(wordsOf(answer.value), ['NO_CAMPAIGN']);
  assert.equal(answer.value.presence, Presence.PRESENCE_UNSPECIFIED);
  const other = { processId: 'process-2', about: { $case: 'campaignId', value: 'campaign-1' } } as const;
  await assert.rejects(world.explains().explain(other), { reason: 'CAMPAIGN_NOT_FOUND' });
});

test('R-21 nothing is being dialled: the campaign says why, with counts and the next due time', async () => {
  await using world = await startWorld({
    prepare: ({ leads }) => {
      leads.cards.set(leadId(1), card(1));
      for (const number of [2, 3]) {
        leads.cards.set(
          leadId(number),
          card(number, {
            dialState: DialState.DIAL_STATE_CALLBACK,
            callbackTime: toTime(NOON + number * HOUR),
          }),
        );
      }
    },
  });
  await world.whenReady();
  const idle = await aboutCampaign(world);
  assert.deepEqual(wordsOf(idle), ['NO_AGENT_READY']);
  assert.deepEqual([idle.leads?.known, idle.leads?.free], [3n, 1n]);
  assert.deepEqual(countsOf(idle), [['CALLBACK_NOT_DUE', 2]]);
  assert.equal(idle.leads?.reasons[0]?.reason?.clearsTime?.getTime(), NOON + 2 * HOUR);
  const desk = await world.ready();
  await world.until(() => desk.last?.preview !== undefined, 'a preview');
  const busy = await aboutCampaign(world);
  assert.deepEqual(wordsOf(busy), []);
  assert.deepEqual(
    busy.agents.map(({ agentId, presence }) => [agentId, presence]),
    [
      ['agent-1', Presence.PRESENCE_PREVIEWING],
      ['agent-2', Presence.PRESENCE_OFFLINE],
    ],
  );
  assert.equal(busy.leads?.nextDueTime?.getTime(), NOON + 2 * HOUR);
  await world.publish.campaign(
    campaign({ state: CampaignState.CAMPAIGN_STATE_PAUSED, agentIds: [], version: 2n }),
  );
  const paused = await askUntil(
    () => aboutCampaign(world),
    (answer) => wordsOf(answer).length > 0,
  );
  assert.deepEqual(wordsOf(paused), ['CAMPAIGN_PAUSED', 'NO_AGENTS']);
  assert.deepEqual(new Map(countsOf(paused)).get('CAMPAIGN_PAUSED'), 3);
});

test('R-21 a campaign without a lead says NO_LEADS, a closed one that it is closed', async () => {
  await using world = await startWorld({
    prepare: ({ leads }) =>
      leads.campaigns.set('campaign-1', campaign({ state: CampaignState.CAMPAIGN_STATE_CLOSED })),
  });
  await world.whenReady();
  assert.deepEqual(wordsOf(await aboutCampaign(world)), ['CAMPAIGN_CLOSED', 'NO_AGENT_READY', 'NO_LEADS']);
});

test('R-22 one gap is told once on the bus, with its explanation, also when the scheduler starts anew in it', async () => {
  await using world = await startWorld({
    prepare: ({ leads }) =>
      leads.cards.set(
        leadId(1),
        card(1, { dialState: DialState.DIAL_STATE_CALLBACK, callbackTime: toTime(NOON + 2 * HOUR) }),
      ),
  });
  await world.whenReady();
  const gaps: AgentStateEvent[] = [];
  await using _ = await world.bus.subscribe({
    group: 'test.gaps',
    topics: [AGENT_STATE.name],
    handler: async (messages) => {
      const events = messages.map(({ payload }) => AgentStateEvent.decode(payload));
      gaps.push(...events.filter(({ idleGap }) => idleGap !== undefined));
    },
  });
  const desk = await world.ready();
  await world.until(() => desk.last?.presence === Presence.PRESENCE_READY, 'Ready');
  world.advance(20 * MINUTE);
  assert.equal(gaps.length, 0);
  world.advance(1);
  await world.until(() => gaps.length === 1, 'the event');
  const [gap] = gaps;
  assert.deepEqual([gap?.agentId, gap?.presence], ['agent-1', Presence.PRESENCE_READY]);
  assert.equal(gap?.idleGap?.emptyReason, 'CALLBACK_NOT_DUE');
  assert.equal(gap?.idleGap?.nextDueTime?.getTime(), NOON + 2 * HOUR);
  await world.restart();
  await world.whenReady();
  const again = world.openDesk();
  await world.until(() => again.last?.idleGap === true, 'the banner, still');
  world.advance(30 * MINUTE);
  await world.until(() => again.last !== undefined, 'time to pass');
  assert.equal(gaps.length, 1);
});
