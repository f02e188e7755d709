import { unreachable } from '@firstring/kernel';
import type { AgentInput } from '../../domain/agent/agent-input.ts';
import { previewEndsAt } from '../../domain/agent/agent-timing.ts';
import { LASTING_EXCLUSIONS } from '../../domain/order/standing.ts';
import { FAILED_HELD_BACK_MS, holdBackRefused, PAUSE_MS, REFUSALS_MAX } from '../refused-offer.ts';
import type { CallInput, FateInput } from './day.ts';
import { capsMet, type Presentation } from './presentation.ts';
import { retryRule, settleLead } from './record-outcome.ts';
import { countAttempt, LEASE_MS, trackOf, type Attempt, type SimContext } from './sim-context.ts';

type Fate<Type extends FateInput['type']> = Extract<FateInput, { type: Type }>;
/** Of a lead that an agent was given. */
export type AgentFate = Exclude<FateInput, { type: 'dialled' | 'let_go' }>;

/** What the record says became of an attempt that goes as it really went. True when it is over. */
export function takeFate(run: SimContext, attempt: Attempt, input: AgentFate): boolean {
  const { order } = run.world.process(attempt.processId);
  const { homeGuard, token, turn } = attempt;
  switch (input.type) {
    case 'presented':
      confirm(run, attempt, input.token);
      order.turns.confirm(turn);
      attempt.agent.refusals = 0;
      attempt.presentation.outcome = 'presented';
      step(run, attempt, { type: 'granted', token: input.token, lockExpiresAt: run.nowAt + LEASE_MS });
      return false;
    case 'refused':
      refused(run, attempt, input);
      return true;
    case 'failed':
      return failed(run, attempt, input);
    case 'returned':
      returned(run, attempt, input.reason);
      return false;
    case 'released':
      order.release(homeGuard, { token }, run.nowAt);
      return true;
    case 'dropped':
      order.release(homeGuard, { token }, run.nowAt);
      letGo(run, attempt, { type: 'lock_lost' });
      return true;
    case 'owner_learned':
      order.setOwner(attempt.presentation.leadId, input.ownerId, run.nowAt);
      return true;
    case 'disposed':
      disposed(run, attempt, input);
      return true;
    default:
      return unreachable(input);
  }
}

/** The number is held under this token from now on; a lead that is not known here has none. */
function confirm(run: SimContext, attempt: Attempt, token: number): void {
  attempt.token = token;
  if (attempt.homeGuard !== '')
    run.world.process(attempt.processId).order.confirmHold(attempt.homeGuard, token);
}

/** How its call went. */
export function countCall(run: SimContext, presentation: Presentation, call: CallInput): void {
  presentation.dialledAt = call.dialledAt;
  if (call.result !== undefined) presentation.result = call.result;
  presentation.talkMs = call.bridgedAt === undefined ? 0 : call.endedAt - call.bridgedAt;
  if (run.nowAt >= run.header.fromAt) trackOf(run, presentation.leadId).dials += 1;
  if (call.counted) countAttempt(run, call.phone, call.dialledAt);
}

/** It is over. The agent's steps in between are made up for at the end: no choice depends on them. */
export function takeCall(run: SimContext, attempt: Attempt): void {
  const { presentation } = attempt;
  if (attempt.agent.state.work?.attemptId !== presentation.attemptId) return;
  const { attemptId } = presentation;
  if (attempt.agent.state.work?.lane === 'caller')
    step(run, attempt, { type: 'caller_connected', attemptId });
  step(run, attempt, { type: 'dial' });
  step(run, attempt, { type: 'dial_accepted' });
  const event = { attemptId, phase: 'ended', at: run.nowAt, version: 2, endCause: 'unknown' } as const;
  step(run, attempt, { type: 'call', event });
}

function refused(run: SimContext, attempt: Attempt, { reason, clearsAt }: Fate<'refused'>): void {
  const { agent, homeGuard, presentation, turn } = attempt;
  const process = run.world.process(attempt.processId);
  const work = agent.state.work ?? { leadId: presentation.leadId, homeGuard };
  process.order.turns.giveBack(turn);
  process.order.release(homeGuard, { token: Infinity }, run.nowAt);
  holdBackRefused(process, work, { reason, clearsAt }, run.nowAt);
  presentation.outcome = 'refused';
  if (!LASTING_EXCLUSIONS.has(reason)) agent.refusals += 1;
  if (agent.refusals >= REFUSALS_MAX) pause(run, attempt);
  letGo(run, attempt, { type: 'offer_failed' });
}

function failed(run: SimContext, attempt: Attempt, { reason, token }: Fate<'failed'>): boolean {
  const { homeGuard, presentation, turn, agent } = attempt;
  const { order, dialbacks } = run.world.process(attempt.processId);
  order.turns.giveBack(turn);
  presentation.outcome = 'failed';
  if (reason === 'not_wanted') {
    confirm(run, attempt, token);
    letGo(run, attempt, { type: 'offer_failed' });
    return false;
  }
  const untilAt = run.nowAt + FAILED_HELD_BACK_MS;
  order.release(homeGuard, { token: Infinity }, run.nowAt);
  order.holdBack(presentation.leadId, { untilAt, reason }, run.nowAt);
  const dialbackId = agent.state.work?.dialbackId;
  if (dialbackId !== undefined) dialbacks.defer(dialbackId, untilAt);
  pause(run, attempt);
  letGo(run, attempt, { type: 'offer_failed' });
  return true;
}

function pause(run: SimContext, { agent }: Attempt): void {
  agent.refusals = 0;
  agent.pausedUntilAt = run.nowAt + PAUSE_MS;
  run.heap.push(agent.pausedUntilAt, () => {});
}

function returned(run: SimContext, attempt: Attempt, reason: string): void {
  const { agent, presentation } = attempt;
  if (reason === 'skipped') agent.skipped.set(presentation.leadId, run.nowAt + run.header.skipPauseMs);
  letGo(run, attempt, whyReturned(attempt, reason));
}

/** What makes the agent's own reducer give a lead back for this reason. */
function whyReturned({ agent, presentation }: Attempt, reason: string): AgentInput {
  const { attemptId } = presentation;
  if (agent.state.work?.lane === 'caller') {
    return { type: 'ring_over', attemptId, reason: reason === 'caller_gone' ? '' : reason };
  }
  switch (reason) {
    case 'skipped':
    case 'closed':
      return { type: 'skip' };
    case 'preview_limit':
    case 'agent_lost':
      return { type: 'tick' };
    case 'phone_unreachable': {
      const version = Number.MAX_SAFE_INTEGER;
      const at = agent.state.presenceAt;
      return {
        type: 'call',
        event: { attemptId, phase: 'ended', at, version, endCause: 'agent_unreachable' },
      };
    }
    default:
      return { type: 'withdraw', reason };
  }
}

function disposed(run: SimContext, attempt: Attempt, input: Fate<'disposed'>): void {
  const { presentation, processId, homeGuard, token, agent } = attempt;
  const { leadId, campaignId } = presentation;
  const { order } = run.world.process(processId);
  const track = trackOf(run, leadId);
  const rule = retryRule(run.world.campaign(campaignId), input.disposal, track);
  let { card } = input;
  if (card !== undefined && run.changed.has(campaignId) && input.disposal.category === 'retry') {
    // Another pause after this outcome than it really had: from here on the lead's day is another one.
    const { callbackAt: _, ...rest } = card;
    const retryAt = rule.gapMs === 0 ? {} : { callbackAt: run.nowAt + rule.gapMs };
    const changed = { ...rest, ...retryAt, ...(rule.isArchived ? { dialState: 'archived' as const } : {}) };
    if (changed.callbackAt !== card.callbackAt || changed.dialState !== card.dialState) track.isOff = true;
    if (track.isOff) card = changed;
  }
  if (card !== undefined) {
    run.world.upsert(processId, card, run.nowAt);
    const policy = run.world.policyOf(campaignId, card.listId);
    presentation.capHits = capsMet(card, policy, run.nowAt);
  }
  settleLead(run, attempt, input.disposal);
  order.release(homeGuard, { token, after: { leadId, version: input.leadVersion } }, run.nowAt);
  if (agent.state.work?.attemptId !== presentation.attemptId) return;
  if (input.reason !== '') agent.state = { ...agent.state, pendingReason: input.reason };
  step(run, attempt, { type: 'settle' });
  letGo(run, attempt, { type: 'disposed' });
}

/** The agent is free; where the reducer does not see why, the record has the last word. */
function letGo(run: SimContext, attempt: Attempt, input: AgentInput): void {
  const { agent, presentation } = attempt;
  const isInHand = (): boolean => agent.state.work?.attemptId === presentation.attemptId;
  if (!isInHand()) return;
  const { work } = agent.state;
  const endsAt = input.type === 'tick' && work !== undefined ? previewEndsAt(agent.state, work) : 0;
  run.world.step(agent, input, Math.max(run.nowAt, endsAt === Infinity ? 0 : endsAt));
  if (isInHand()) step(run, attempt, { type: 'withdraw', reason: 'released' });
  if (isInHand()) step(run, attempt, { type: 'lock_lost' });
}

function step(run: SimContext, { agent }: Attempt, input: AgentInput): void {
  run.world.step(agent, input, run.nowAt);
}
