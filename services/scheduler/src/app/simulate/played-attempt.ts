import type { AgentInput } from '../../domain/agent/agent-input.ts';
import { agentDueAt } from '../../domain/agent/agent-timing.ts';
import { askGate } from './ask-gate.ts';
import { countEnded } from './count-ended.ts';
import type { Behaviour } from './customers.ts';
import { isCap } from './presentation.ts';
import { recordOutcome } from './record-outcome.ts';
import {
  countAttempt,
  HOUR_MS,
  LEASE_MS,
  TOKEN_MIN,
  trackOf,
  type Attempt,
  type SimContext,
} from './sim-context.ts';

const DAY_MS = 24 * HOUR_MS;
/** From the choice to the presentation: the lock. */
const LOCK_MS = 20;

/** A lead in hand whose day is played, not replayed: each step is the agent's own reducer, its timing the behaviour's. */
interface Played {
  readonly run: SimContext;
  readonly attempt: Attempt;
  behaviour: Behaviour | undefined;
  dialledAt: number;
}

/** Goes on with a lead that the record does not have like this. */
export function playAttempt(run: SimContext, attempt: Attempt): void {
  trackOf(run, attempt.presentation.leadId).isOff = true;
  const played: Played = { run, attempt, behaviour: undefined, dialledAt: 0 };
  run.heap.push(run.nowAt + LOCK_MS, () => present(played));
}

function present(played: Played): void {
  const { run, attempt } = played;
  const { presentation, processId, homeGuard, turn } = attempt;
  const { attemptId, leadId, level, chosenAt } = presentation;
  const { order } = run.world.process(processId);
  attempt.token = TOKEN_MIN + run.attempts;
  order.confirmHold(homeGuard, attempt.token);
  order.turns.confirm(turn);
  attempt.agent.refusals = 0;
  presentation.outcome = 'presented';
  run.tell({ type: 'presented', at: run.nowAt, attemptId, token: attempt.token });
  const hour = Math.floor((chosenAt - run.header.fromAt) / HOUR_MS);
  const { dials } = trackOf(run, leadId);
  const { basis, behaviour } = run.customers({ leadId, level, hour, dials });
  attempt.presentation.basis = basis;
  played.behaviour = behaviour;
  step(played, { type: 'granted', token: attempt.token, lockExpiresAt: run.nowAt + LEASE_MS });
  run.heap.push(run.nowAt + behaviour.previewMs, () => dial(played, behaviour));
}

/** The agent presses dial, unless the preview's limit was sooner. */
function dial(played: Played, behaviour: Behaviour): void {
  if (!isInHand(played)) return;
  const { run, attempt } = played;
  const { presentation, processId, homeGuard } = attempt;
  const card = run.world.cards.get(presentation.leadId)?.card;
  if (card === undefined) return giveBack(played, 'lead_deleted');
  const { agent } = attempt;
  const refusals = askGate(run, card, {
    campaignId: presentation.campaignId,
    homeGuard,
    agentId: agent.agentId,
    dialback: agent.state.work?.dialbackId !== undefined,
  });
  presentation.capHits = refusals.map(({ reason }) => reason).filter(isCap);
  const [refusal] = refusals;
  if (refusal !== undefined) {
    // Agents would be shown it again and again: the real ones go on to another lead.
    const untilAt = refusal.clearsAt ?? run.nowAt + DAY_MS;
    const { order } = run.world.process(processId);
    giveBack(played, refusal.reason);
    order.holdBack(card.leadId, { untilAt, reason: refusal.reason }, run.nowAt);
    return;
  }
  played.dialledAt = run.nowAt;
  presentation.dialledAt = run.nowAt;
  trackOf(run, card.leadId).dials += 1;
  if (behaviour.counted) countAttempt(run, homeGuard, run.nowAt);
  step(played, { type: 'dial' });
  step(played, { type: 'dial_accepted' });
  run.heap.push(run.nowAt + behaviour.ringMs, () => rung(played, behaviour));
}

function rung(played: Played, behaviour: Behaviour): void {
  if (!isInHand(played)) return;
  if (behaviour.talkMs === 0) return ended(played, behaviour);
  const { attemptId } = played.attempt.presentation;
  step(played, { type: 'call', event: { attemptId, phase: 'bridged', at: played.run.nowAt, version: 1 } });
  played.run.heap.push(played.run.nowAt + behaviour.talkMs, () => ended(played, behaviour));
}

/** The call is over: the attempt counts, and the agent says how it was. */
function ended(played: Played, behaviour: Behaviour): void {
  const { run, attempt, dialledAt } = played;
  const { presentation, processId, homeGuard } = attempt;
  const { attemptId } = presentation;
  const { talkMs } = behaviour;
  const isDialback = attempt.agent.state.work?.dialbackId !== undefined;
  countEnded(run, presentation, { processId, homeGuard, dialledAt, behaviour, isDialback });
  const { nowAt } = run;
  const endCause = talkMs > 0 ? 'lead_hung_up' : 'no_answer';
  step(played, { type: 'call', event: { attemptId, phase: 'ended', at: nowAt, version: 2, endCause } });
  run.heap.push(nowAt + behaviour.wrapUpMs, () => {
    if (isInHand(played)) dispose(played, behaviour);
  });
}

function dispose(played: Played, { outcome }: Behaviour): void {
  const { run, attempt } = played;
  const { callbackInMs, claims, ...said } = outcome;
  const callbackAt = callbackInMs === undefined ? {} : { callbackAt: run.nowAt + callbackInMs };
  step(played, { type: 'settle' });
  recordOutcome(run, attempt, { ...said, ...callbackAt, claim: claims ? 'taken' : '' });
  step(played, { type: 'disposed' });
}

/** One step, and what it asks for; time's own steps are looked at when they fall due. */
function step(played: Played, input: AgentInput): void {
  const { run, attempt } = played;
  const { agent, presentation } = attempt;
  for (const action of run.world.step(agent, input, run.nowAt)) {
    if (action.type === 'return_work') returned(played, action.reason);
    if (action.type === 'auto_dispose') {
      const { dispositions } = run.world.campaigns.get(presentation.campaignId) ?? { dispositions: [] };
      const code = dispositions.find(({ category }) => category === 'retry')?.code ?? '';
      recordOutcome(run, attempt, { code, category: 'retry', callbackCommon: false, claim: '' });
      step(played, { type: 'disposed' });
    }
  }
  const dueAt = agentDueAt(agent.state);
  if (dueAt === Infinity || !isInHand(played)) return;
  run.heap.push(Math.max(dueAt, run.nowAt), () => {
    if (isInHand(played) && agentDueAt(agent.state) <= run.nowAt) step(played, { type: 'tick' });
  });
}

function giveBack(played: Played, reason: string): void {
  step(played, { type: 'withdraw', reason });
}

function returned({ run, attempt }: Played, reason: string): void {
  const { presentation, processId, homeGuard, token } = attempt;
  const { attemptId, leadId } = presentation;
  run.tell({ type: 'returned', at: run.nowAt, attemptId, reason });
  if (reason === 'skipped') attempt.agent.skipped.set(leadId, run.nowAt + run.header.skipPauseMs);
  run.world.process(processId).order.release(homeGuard, { token }, run.nowAt);
  run.tell({ type: 'released', at: run.nowAt, attemptId });
}

function isInHand({ attempt }: Played): boolean {
  return attempt.agent.state.work?.attemptId === attempt.presentation.attemptId;
}
