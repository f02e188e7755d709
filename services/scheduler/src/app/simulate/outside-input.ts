import { unreachable } from '@firstring/kernel';
import { agentDueAt } from '../../domain/agent/agent-timing.ts';
import type { IndexCard } from '../../domain/order/card.ts';
import type { OutsideInput } from './day.ts';
import { trackOf, type SimContext } from './sim-context.ts';

/** Takes in what came from outside, as the service does. What an attempt brought that did not happen has not happened. */
export function takeOutside(run: SimContext, input: OutsideInput, followed: ReadonlySet<string>): void {
  if (input.attemptId !== undefined && !followed.has(input.attemptId)) return;
  const { world, nowAt } = run;
  switch (input.type) {
    case 'card':
      takeCard(run, input.processId, input.card, input.attemptId !== undefined);
      return;
    case 'deleted':
      world.remove(input.processId, input.leadId, nowAt);
      return;
    case 'claim':
      takeClaim(run, input);
      return;
    case 'dialback': {
      const { dialbacks } = world.process(input.entry.processId);
      if (input.isOpen) dialbacks.upsert(input.entry);
      else dialbacks.remove(input.entry.dialbackId);
      return;
    }
    case 'campaign':
      if (!run.changed.has(input.campaign.campaignId)) world.setCampaign(input.campaign);
      return;
    case 'list':
      world.setList(input.list);
      return;
    case 'criteria':
      world.setCriteria(input);
      return;
    case 'moved':
      world.step(world.agent(input.agentId, nowAt), input.move, nowAt);
      lookAgain(run, input.agentId);
      return;
    case 'started':
      world.restart(nowAt);
      return;
    default:
      unreachable(input);
  }
}

/** A desk that is gone for too long, a transfer without news: time's own steps of an agent without work. */
function lookAgain(run: SimContext, agentId: string): void {
  const agent = run.world.agent(agentId, run.nowAt);
  if (agent.state.work !== undefined) return;
  const dueAt = agentDueAt(agent.state);
  if (dueAt === Infinity) return;
  run.heap.push(Math.max(dueAt, run.nowAt), () => {
    if (agent.state.work === undefined && agentDueAt(agent.state) <= run.nowAt) {
      run.world.step(agent, { type: 'tick' }, run.nowAt);
    }
  });
}

/** A lead whose day is another one keeps what dialling did to it here, and takes its data from the record. */
function takeCard(run: SimContext, processId: string, recorded: IndexCard, isByAttempt: boolean): void {
  const track = trackOf(run, recorded.leadId);
  const before = track.recordedCard;
  track.recordedCard = recorded;
  const known = run.world.cards.get(recorded.leadId)?.card;
  if (!track.isOff || known === undefined) {
    run.world.upsert(processId, recorded, run.nowAt);
    return;
  }
  if (isByAttempt) return;
  const { campaignId, listId, candidateZones, timeZone, optInAt, ownershipCode, placements } = recorded;
  const isEnded = before !== undefined && before.dialState !== recorded.dialState;
  const card: IndexCard = {
    ...known,
    campaignId,
    listId,
    candidateZones,
    timeZone,
    optInAt,
    ...(ownershipCode === undefined ? {} : { ownershipCode }),
    ...(placements === undefined ? {} : { placements }),
    ...(isEnded ? { dialState: recorded.dialState } : {}),
    version: known.version + 1,
  };
  run.world.upsert(processId, card, run.nowAt);
}

/** As `applyClaimChange`, but for the agents: what becomes of their work is in the record or played. */
function takeClaim(run: SimContext, event: Extract<OutsideInput, { type: 'claim' }>): void {
  const { processId, phone, leadId, token, change } = event;
  const { order } = run.world.process(processId);
  const { nowAt } = run;
  switch (change.type) {
    case 'lock_acquired':
      if (!isOurs(run, leadId, token)) order.hold(phone, { leadId, token });
      return;
    case 'lock_released': {
      const after = change.leadVersion > 0 ? { after: { leadId, version: change.leadVersion } } : {};
      order.release(phone, { token, ...after }, nowAt);
      order.liftHeldBack(phone, nowAt);
      return;
    }
    case 'lock_expired':
      order.release(phone, { token }, nowAt);
      order.liftHeldBack(phone, nowAt);
      return;
    case 'permit_settled':
      order.liftHeldBack(phone, nowAt);
      return;
    case 'claimed':
      order.setOwner(leadId, change.agentId, nowAt);
      return;
    case 'claim_released':
      order.setOwner(leadId, undefined, nowAt);
      return;
    case 'excluded':
      order.exclude(phone, change.excluded, nowAt);
      return;
    case 'all_excluded':
      for (const each of change.phones) order.exclude(each, true, nowAt);
      return;
    case 'customers_readmitted':
      while (order.liftExclusions(nowAt, 65_536));
      return;
    default:
      unreachable(change);
  }
}

function isOurs(run: SimContext, leadId: string, token: number): boolean {
  for (const { state } of run.world.agents.values()) {
    if (state.work?.leadId === leadId && state.work.token === token) return true;
  }
  return false;
}
