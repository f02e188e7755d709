import { AppError } from '@firstring/kernel';
import { currentTrace, inSpan } from '@firstring/telemetry';
import type { Permit } from '@firstring/contracts/claim/claim_service';
import { dialledNumber, type Work } from '../domain/agent/agent-state.ts';
import type { Reason } from '../domain/order/standing.ts';
import type { AgentSession } from './agent-sessions.ts';
import { isLockLost, mayHelp } from './background.ts';
import { guardOf, isStill } from './guard-of.ts';
import { hangUpWork, settleDialback } from './return-lead.ts';
import type { SchedulerDeps } from './scheduler-deps.ts';

export interface DialOutcome {
  readonly dialling: boolean;
  readonly reasons: readonly Reason[];
}

const PLACE_ATTEMPTS = 3;

/** Rule 5 of ARCHITECTURE.md: facts, gate, permit, call. Runs once a press; its promise is what a second press waits for. */
export function dialLead(deps: SchedulerDeps, session: AgentSession, work: Work, dialAt: number): void {
  const { leadId, processId, campaignId } = work;
  const attributes = {
    'firstring.process.id': processId,
    'firstring.campaign.id': campaignId,
    'firstring.lead.id': leadId,
  };
  // The agent's press has a trace of its own: the call goes on with the lead's.
  const trace = { attributes, parent: deps.recent.traceOf(leadId), links: [currentTrace()] };
  const dialling = inSpan('dial lead', trace, () => authorizeAndPlace(deps, session, work, dialAt)).catch(
    (error: unknown) => refused(deps, session, work, [{ reason: reasonOf(error) }]),
  );
  session.dialling = dialling;
  deps.background.run('dial', async () => {
    await dialling;
    if (session.dialling === dialling) session.dialling = undefined;
  });
}

async function authorizeAndPlace(
  deps: SchedulerDeps,
  session: AgentSession,
  work: Work,
  dialAt: number,
): Promise<DialOutcome> {
  const phone = dialledNumber(work);
  const facts = await deps.background.retry(() => deps.leads.dialFacts({ ...work, phone }), {
    attempts: 3,
  });
  const answer = await deps.background.retry(() =>
    deps.claim.authorizeDial({
      // A press is one question: the same one after a restart gets the same permit, the next press asks anew.
      requestId: `authorize.${work.attemptId}.${dialAt}`,
      guard: guardOf(work),
      token: work.token,
      agentId: session.agentId,
      attemptId: work.attemptId,
      facts,
      dialAt,
      dialback: work.dialbackId !== undefined,
      byHand: work.lane === 'by_hand',
      overrideReason: work.overrideReason ?? '',
    }),
  );
  if (answer.type === 'refused') return refused(deps, session, work, answer.reasons);
  if (!isStill(session, work)) {
    await returnPermit(deps, work, answer.permit);
    return { dialling: false, reasons: [{ reason: 'NO_PREVIEW' }] };
  }
  return place(deps, session, work, answer.permit);
}

/** Dialing begins before the call is asked for, so that no call event can come too early. */
async function place(
  deps: SchedulerDeps,
  session: AgentSession,
  work: Work,
  permit: Permit,
): Promise<DialOutcome> {
  const { agentId } = session;
  const { leadId, attemptId } = work;
  deps.agents.apply(session, { type: 'dial_accepted' });
  if (session.state.presence === 'wrap_up' || !isStill(session, work)) {
    // Its call was over already: the agent's phone was put down, or the process was away.
    await returnPermit(deps, work, permit);
    return { dialling: false, reasons: [{ reason: 'CALL_NOT_FOUND' }] };
  }
  settleDialback(deps, work, 'dialing');
  try {
    await deps.background.retry(() => deps.sip.placeCall({ requestId: `place.${attemptId}`, permit }), {
      attempts: PLACE_ATTEMPTS,
    });
  } catch (error) {
    // Nobody knows whether the call goes out: it is not asked for again, its events or their absence will tell.
    if (mayHelp(error)) return { dialling: true, reasons: [] };
    await returnPermit(deps, work, permit);
    return refused(deps, session, work, [{ reason: reasonOf(error) }]);
  }
  deps.events.dialled({ agentId, leadId, attemptId });
  // The agent left between permit and call: nobody would talk.
  if (!isStill(session, work)) await hangUpWork(deps, agentId, work);
  return { dialling: true, reasons: [] };
}

function refused(
  deps: SchedulerDeps,
  session: AgentSession,
  work: Work,
  reasons: readonly Reason[],
): DialOutcome {
  const { leadId, attemptId } = work;
  deps.events.dialRefused({
    agentId: session.agentId,
    leadId,
    attemptId,
    reasons: reasons.map(({ reason }) => reason),
  });
  if (isStill(session, work)) {
    const isLost = reasons.some(({ reason }) => reason === 'STALE_TOKEN' || reason === 'LOCK_EXPIRED');
    deps.agents.apply(session, { type: 'dial_refused', reasons });
    if (isLost) deps.agents.apply(session, { type: 'lock_lost' });
  }
  return { dialling: false, reasons };
}

/** sip said no before any INVITE left: proof that no phone rang. */
async function returnPermit(deps: SchedulerDeps, work: Work, { permitId }: Permit): Promise<void> {
  try {
    const requestId = `return-permit.${permitId}`;
    await deps.background.retry(() => deps.claim.returnPermit({ requestId, guard: guardOf(work), permitId }));
  } catch (error) {
    // An unredeemed permit runs out by itself.
    if (!isLockLost(error)) throw error;
  }
}

function reasonOf(error: unknown): string {
  return error instanceof AppError ? error.reason : 'INTERNAL';
}
