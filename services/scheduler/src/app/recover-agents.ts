import type { Collection } from '@firstring/store';
import type { AgentState, Work } from '../domain/agent/agent-state.ts';
import { isLeadDialled } from '../domain/agent/call-event.ts';
import type { AgentDocument } from '../store/agents.ts';
import type { AgentSession } from './agent-sessions.ts';
import { dialLead } from './dial-lead.ts';
import { hasGuard } from './guard-of.ts';
import { keepLock } from './keep-lock.ts';
import type { GuardView } from './ports.ts';
import { freeLead } from './return-lead.ts';
import type { SchedulerDeps } from './scheduler-deps.ts';

const PAGE_SIZE = 500;
/** Desks of the run before had no time to close: sequences go on well above what pages may have seen. */
const SEQUENCE_GAP = 1000;

/** Agents as they were stored, before the log is read: it may hold the end of their calls. Their number. */
export async function restoreAgents(deps: SchedulerDeps, agents: Collection<AgentDocument>): Promise<number> {
  let count = 0;
  let pageToken: string | undefined;
  do {
    const page = await agents.query({ index: 'id', pageSize: PAGE_SIZE, pageToken });
    for (const { id, version, doc } of page.items) {
      deps.writer.known(id, version);
      const state = asFound(doc.state, deps.clock.now());
      deps.agents.restore(id, { ...doc, state, sequence: doc.sequence + SEQUENCE_GAP });
      count += 1;
    }
    pageToken = page.nextPageToken;
  } while (pageToken !== undefined);
  return count;
}

/**
 * Each agent with work is held against claim and the call log, so that nobody is left in a preview or a call that is
 * not there any more (F04). Pages have two minutes to come back.
 */
export async function reconcileAgents(deps: SchedulerDeps): Promise<void> {
  for (const session of deps.agents.all()) {
    const { work } = session.state;
    if (work === undefined) continue;
    if (session.state.presence === 'reserved') {
      // The offer had not reached the agent; its lock runs out by itself.
      deps.agents.apply(session, { type: 'offer_failed' });
      continue;
    }
    if (session.state.presence === 'ringing') {
      // Its caller is told again by sip, with whoever has lifted meanwhile.
      deps.agents.apply(session, { type: 'caller_gone', attemptId: work.attemptId });
      continue;
    }
    if (!hasGuard(work)) {
      await takeEnd(deps, session, work);
      continue;
    }
    const guard = await deps.claim.readGuard(work.processId, work.homeGuard);
    const isOurs = holdsLock(guard, session.agentId, work) && guard.lockExpiresAt > deps.clock.now();
    const { order } = deps.orders.process(work.processId);
    if (isOurs) order.hold(work.homeGuard, { leadId: work.leadId, token: work.token });
    await resume(deps, session, work, isOurs);
  }
}

/** What the run before was giving back. */
export function goOnReturning(deps: SchedulerDeps): void {
  for (const session of deps.agents.all()) {
    for (const work of session.returning.values()) {
      const { order } = deps.orders.process(work.processId);
      order.hold(work.homeGuard, { leadId: work.leadId, token: work.token });
      deps.background.run('hand back', () => freeLead(deps, session, work, 'restarted'));
    }
  }
}

/** No page is open; an outcome that was being recorded is asked for anew, by the agent or the limit. */
function asFound(state: AgentState, nowAt: number): AgentState {
  const lost = state.presence === 'offline' ? state : { ...state, lostAt: nowAt };
  return lost.work === undefined ? lost : { ...lost, work: { ...lost.work, settling: false } };
}

function holdsLock(guard: GuardView, agentId: string, work: Work): boolean {
  return (
    guard.lockedByAgentId === agentId && guard.lockedLeadId === work.leadId && guard.token === work.token
  );
}

async function resume(
  deps: SchedulerDeps,
  session: AgentSession,
  work: Work,
  isOurs: boolean,
): Promise<void> {
  const { presence } = session.state;
  if (presence === 'dialing' || presence === 'on_call' || work.dialRequestedAt !== undefined) {
    await takeEnd(deps, session, work);
  }
  if (!isOurs) {
    deps.agents.apply(session, { type: 'lock_lost' });
    return;
  }
  if (isDialUnheard(session.state)) {
    // The press is stored, its call is not known: the same request ids make it the same dial, and the same call.
    dialLead(deps, session, work, work.dialRequestedAt ?? deps.clock.now());
  }
  const requestId = `recover.${work.attemptId}.${deps.status.epoch}`;
  deps.background.run('keep lock', async () => {
    await keepLock(deps, { session, work }, { requestId });
  });
}

/** Whether this dial ever became a call nobody here can say. */
function isDialUnheard({ presence, work }: AgentState): boolean {
  if (work?.dialRequestedAt === undefined || isLeadDialled(work)) return false;
  return presence === 'previewing' || presence === 'dialing';
}

/** A call that ended while nobody listened is in the call log, or still in the log's part that is read again. */
async function takeEnd(deps: SchedulerDeps, session: AgentSession, work: Work): Promise<void> {
  const end = await deps.leads.findEnd(work.processId, work.attemptId);
  if (end === undefined) return;
  const version = Number.MAX_SAFE_INTEGER;
  const { attemptId } = work;
  const ended = { attemptId, phase: 'ended', at: end.endAt, version, endCause: end.endCause } as const;
  if (end.bridgedAt !== undefined) {
    const bridged = { attemptId, phase: 'bridged', at: end.bridgedAt, version: version - 1 } as const;
    deps.agents.apply(session, { type: 'call', event: bridged });
  }
  deps.agents.apply(session, { type: 'call', event: ended });
}
