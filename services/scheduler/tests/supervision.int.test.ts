import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Presence } from '@firstring/contracts/scheduling/scheduling_service';
import type { AgentAtWork, WatchAgentsResponse } from '@firstring/contracts/scheduling/supervision_service';
import { streamOptions } from '@firstring/service-kit';
import { campaign, card, leadId, startWorld, type World } from './_harness.ts';

const processId = 'process-1';

/** A page of a supervisor: what it shows after all it was told. */
class Floor implements Disposable {
  readonly agents = new Map<string, AgentAtWork>();
  readonly told: WatchAgentsResponse[] = [];
  readonly #abort = new AbortController();

  constructor(world: World, process = processId) {
    const stream = world.supervision().watchAgents({ processId: process }, streamOptions(this.#abort.signal));
    this.#read(stream).catch(() => {});
  }

  async #read(stream: AsyncIterable<WatchAgentsResponse>): Promise<void> {
    for await (const message of stream) {
      if (message.complete) this.agents.clear();
      for (const agent of message.agents) this.agents.set(agent.agentId, agent);
      for (const gone of message.goneAgentIds) this.agents.delete(gone);
      this.told.push(message);
    }
  }

  [Symbol.dispose](): void {
    this.#abort.abort();
  }
}

async function startFloor(): Promise<World> {
  const world = await startWorld({
    prepare: ({ leads }) => {
      leads.campaigns.set(
        'campaign-2',
        campaign({ campaignId: 'campaign-2', processId: 'process-2', agentIds: ['agent-3'] }),
      );
      for (const number of [1, 2, 3]) leads.cards.set(leadId(number), card(number));
    },
  });
  await world.whenReady();
  return world;
}

test('a supervisor sees the agents of the process, their state, lead and counts of the day, and of changes only who changed', async () => {
  await using world = await startFloor();
  using floor = new Floor(world);
  using elsewhere = new Floor(world, 'process-2');
  await world.until(() => floor.agents.size === 2 && elsewhere.agents.size === 1, 'a first picture');
  assert.deepEqual([...floor.agents.keys()], ['agent-1', 'agent-2']);
  assert.equal(floor.agents.get('agent-1')?.presence, Presence.PRESENCE_OFFLINE);
  const desk = await world.ready('agent-1');
  await world.until(() => desk.last?.preview !== undefined, 'a preview');
  world.advance(1000);
  await world.until(() => floor.agents.get('agent-1')?.leadId !== '', 'the lead in hand');
  const seen = floor.agents.get('agent-1');
  assert.equal(seen?.leadId, desk.last?.preview?.leadId);
  assert.deepEqual([seen?.campaignId, seen?.presentedToday, seen?.callsToday], ['campaign-1', 1, 0]);
  assert.deepEqual(
    floor.told.at(-1)?.agents.map(({ agentId }) => agentId),
    ['agent-1'],
    'changes only',
  );
  const told = floor.told.length;
  world.advance(1000);
  await world.client().skip({
    requestId: world.requestId(),
    agentId: 'agent-1',
    attemptId: desk.last?.preview?.attemptId ?? '',
    fencingToken: desk.last?.preview?.fencingToken ?? 0n,
  });
  await world.until(
    () => desk.last?.preview?.leadId !== seen?.leadId && desk.last?.preview !== undefined,
    'the next',
  );
  assert.equal(floor.told.length, told, 'at most once a second');
  world.advance(1000);
  await world.until(() => floor.agents.get('agent-1')?.presentedToday === 2, 'counted');
  await world.publish.campaign(campaign({ agentIds: ['agent-1'], version: 2n }));
  await world.until(() => floor.agents.size === 1 || (world.advance(1000), false), 'agent-2 has left');
  assert.equal(elsewhere.told.length, 1, 'nothing of another process');
});

test('counts of the day survive a restart, and begin anew with the campaign’s day', async () => {
  await using world = await startFloor();
  const desk = await world.ready('agent-1');
  await world.until(() => desk.last?.preview !== undefined, 'a preview');
  await world.restart();
  await world.whenReady();
  using floor = new Floor(world);
  await world.until(() => floor.agents.get('agent-1')?.presentedToday === 1, 'still counted');
  world.advance(13 * 3_600_000);
  await world.until(
    () => floor.agents.get('agent-1')?.presentedToday === 0 || (world.advance(1000), false),
    'a new day',
  );
});

test('a supervisor makes an agent Not Ready: at once when idle, after the work in hand else, and the desk says who', async () => {
  await using world = await startFloor();
  const not = (agentId: string, process = processId) =>
    world.supervision().setAgentNotReady({
      requestId: world.requestId(),
      processId: process,
      agentId,
      reason: 'meeting',
      actorId: 'sue',
    });
  const desk = await world.ready('agent-1');
  await world.until(() => desk.last?.preview !== undefined, 'a preview');
  assert.deepEqual(await not('agent-1'), { presence: Presence.PRESENCE_PREVIEWING, pending: true });
  await world.until(() => desk.last?.notReadyPending === true, 'told');
  assert.equal(desk.last?.notReadyBy, 'sue');
  await world.client().skip({
    requestId: world.requestId(),
    agentId: 'agent-1',
    attemptId: desk.last?.preview?.attemptId ?? '',
    fencingToken: desk.last?.preview?.fencingToken ?? 0n,
  });
  await world.until(() => desk.last?.presence === Presence.PRESENCE_NOT_READY, 'after the work');
  assert.deepEqual([desk.last?.notReadyReason, desk.last?.notReadyBy], ['meeting', 'sue']);
  await world
    .client()
    .setPresence({ requestId: world.requestId(), agentId: 'agent-1', ready: true, reason: '' });
  await world.until(() => desk.last?.notReadyBy === '', 'the agent’s own word ends it');
  await assert.rejects(not('agent-2'), { reason: 'AGENT_OFFLINE' });
  await assert.rejects(not('agent-1', 'process-2'), { reason: 'AGENT_UNKNOWN' });
  await assert.rejects(not('stranger'), { reason: 'AGENT_UNKNOWN' });
});
