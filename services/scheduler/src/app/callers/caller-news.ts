import { agentOf } from '../../domain/callers/caller.ts';
import type { AgentSession } from '../agent-sessions.ts';
import { decide } from '../decisions.ts';
import { isStill } from '../guard-of.ts';
import { keepLock } from '../keep-lock.ts';
import type { SchedulerDeps } from '../scheduler-deps.ts';
import type { CallerNews, RingOutcome } from './attend-caller.ts';
import type { CallerLine } from './caller-line.ts';
import { workOfCaller } from './caller-work.ts';
import { findLead, settle } from './find-caller.ts';
import { holdFor, letGo, letGoOnceTold } from './hold-guard.ts';

/** Why the agent who was rung is Not Ready now; empty: they were not to have the call after all. */
const NOT_READY: Readonly<Record<RingOutcome, string>> = {
  no_answer: 'call_not_answered',
  busy: 'phone_busy',
  declined: 'call_declined',
  unreachable: 'phone_unreachable',
  stopped: '',
};

type News<Type extends CallerNews['type']> = Extract<CallerNews, { type: Type }>;

/** The next agent is tried. News of another ring than the last are old. */
export function ringIsOver(
  deps: SchedulerDeps,
  line: CallerLine,
  { agentId, token, outcome }: Pick<News<'ring_over'>, 'agentId' | 'token' | 'outcome'>,
): void {
  if (line.ring?.agentId !== agentId || line.ring.token !== token) return;
  line.ring = undefined;
  const { attemptId } = line;
  const session = deps.agents.get(agentId);
  deps.events.callerNotTaken({ agentId, attemptId, outcome });
  if (session !== undefined) endOffer(deps, session, line, NOT_READY[outcome]);
  deps.callers.apply({ type: 'ring_over', attemptId, agentId });
}

function endOffer(
  deps: SchedulerDeps,
  session: AgentSession,
  { attemptId }: CallerLine,
  reason: string,
): void {
  const { work } = session.state;
  if (work?.attemptId !== attemptId) return;
  const said = session.state.pendingReason ?? reason;
  deps.agents.apply(session, { type: 'ring_over', attemptId, reason });
  // The lock stays the call's: only the agent is free.
  if (!isStill(session, work)) decide(deps, session, work, { outcome: 'returned', reason: said });
}

/** whoever was to be called back is reached now, whatever has become of their dial-backs. */
export function callerConnected(
  deps: SchedulerDeps,
  line: CallerLine,
  { agentId, token }: Pick<News<'connected'>, 'agentId' | 'token'>,
): void {
  const { attemptId } = line;
  line.ring = undefined;
  const session = deps.agents.open(agentId);
  deps.agents.apply(session, { type: 'caller_connected', attemptId });
  if (session.state.work?.attemptId !== attemptId) {
    // Their ringing was given up here a moment before they lifted.
    deps.background.run('take a running call', () => takeRunningCall(deps, line, agentId));
    return;
  }
  connected(deps, line, session, token);
}

function connected(deps: SchedulerDeps, line: CallerLine, session: AgentSession, token: number): void {
  const { attemptId, arrivedAt } = line;
  const { agentId } = session;
  const { work } = session.state;
  deps.callers.apply({ type: 'connected', attemptId, agentId, token });
  deps.outreach.connected(attemptId);
  const leadId = line.matched?.leadId ?? '';
  deps.events.callerConnected({ agentId, leadId, attemptId, waitedMs: deps.clock.now() - arrivedAt });
  cancelDialbacks(deps, line);
  if (work?.attemptId !== attemptId) return;
  // From here on the lock is the agent's.
  line.token = 0;
  deps.background.run('keep lock', async () => {
    await deps.writer.durable(agentId);
    await keepLock(deps, { session, work }, { requestId: `keep.${attemptId}.${work.token}` });
  });
}

function cancelDialbacks(deps: SchedulerDeps, { processId, matched, phone, attemptId }: CallerLine): void {
  const { dialbacks } = deps.orders.process(processId);
  for (const dialbackId of dialbacks.openOf({ leadId: matched?.leadId ?? '', phone })) {
    const requestId = `settle.${attemptId}.${dialbackId}`;
    const eventAt = deps.clock.now();
    const request = { requestId, processId, dialbackId, result: 'caller_reached', eventAt } as const;
    deps.background.run('cancel a dial-back', () =>
      deps.background.retry(() => deps.dialback.settle(request)),
    );
  }
}

/** After a restart, or where news crossed: caller and agent talk, and the agent's desk is to show it. */
export async function takeRunningCall(deps: SchedulerDeps, line: CallerLine, agentId: string): Promise<void> {
  const session = deps.agents.open(agentId);
  if (line.matched === undefined) settle(line, await findLead(deps, line));
  const { attemptId } = line;
  const { work } = session.state;
  if (line.isOver) return;
  if (work?.attemptId === attemptId) {
    deps.agents.apply(session, { type: 'caller_connected', attemptId });
    connected(deps, line, session, work.token);
    return;
  }
  const answer = await holdFor(deps, line, { agentId, heldToken: line.token });
  const token = answer.type === 'granted' ? answer.token : 0;
  const campaignId = line.matched?.campaignId ?? '';
  const taken = workOfCaller(deps, line, campaignId);
  const lock = answer.type === 'granted' ? { lockExpiresAt: answer.expiresAt } : {};
  if (taken !== undefined && !line.isOver) {
    deps.agents.apply(session, { type: 'take_caller', work: { ...taken, token, ...lock } });
  }
  connected(deps, line, session, token);
}

/** Hung up, lost, or turned away. A call that was taken goes on by its own events. */
export function callerGone(deps: SchedulerDeps, line: CallerLine): void {
  const { attemptId } = line;
  const caller = deps.callers.caller(attemptId);
  deps.callers.close(line);
  deps.callers.apply({ type: 'gone', attemptId });
  if (caller?.stage.type === 'connected') {
    letGo(deps, line);
    return;
  }
  deps.events.callerGone({ attemptId, waitedMs: deps.clock.now() - line.arrivedAt });
  const session = caller && deps.agents.get(agentOf(caller) ?? '');
  const work = session?.state.work;
  if (session !== undefined && work?.attemptId === attemptId) {
    deps.agents.apply(session, { type: 'caller_gone', attemptId });
    if (!isStill(session, work) && work.token !== 0)
      decide(deps, session, work, { outcome: 'returned', reason: 'caller_gone' });
  }
  // A dial of ours ends by its record.
  if (line.isDialled) deps.outreach.left(attemptId, line.token);
  else letGoOnceTold(deps, line);
}
