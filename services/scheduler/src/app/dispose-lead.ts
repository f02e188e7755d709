import { reasonError } from '@firstring/contracts';
import { AppError } from '@firstring/kernel';
import { dialledNumber, hasLiveCall, isOfCall, type Work } from '../domain/agent/agent-state.ts';
import type { AgentSession } from './agent-sessions.ts';
import { isLockLost } from './background.ts';
import { decide } from './decisions.ts';
import { guardOf, hasGuard, isStill } from './guard-of.ts';
import type { Outcome, RecordedOutcome } from './ports.ts';
import { hangUpWork, settleDialback } from './return-lead.ts';
import type { SchedulerDeps } from './scheduler-deps.ts';

/** What an agent, or the wrap-up limit, says of a lead. */
export type Disposition = Pick<
  Outcome,
  'requestId' | 'dispositionCode' | 'note' | 'callbackAt' | 'callbackCommon'
>;

/**
 * Outcome first, then what it asks for, then the lock, then the agent is free (docs/flows/preview-to-bridge.md, "After"). `work`
 * must be settling. On a failure the agent keeps the lead and may try again with the same request id.
 */
export async function disposeLead(
  deps: SchedulerDeps,
  session: AgentSession,
  work: Work,
  disposition: Disposition,
): Promise<void> {
  const { agentId } = session;
  const { leadId, attemptId } = work;
  try {
    const wasOwn = ownerOf(deps, work) === agentId;
    const recorded = await record(deps, session, work, disposition);
    await follow(deps, agentId, work, recorded);
    const claim = await settleClaim(deps, agentId, work, { recorded, wasOwn });
    if (mayRing(work)) deps.background.run('hang up', () => hangUpWork(deps, agentId, work));
    // An outcome without a call: the caller is not to be called back.
    if (work.dialRequestedAt === undefined) settleDialback(deps, work, 'withdrawn');
    await release(deps, work, recorded);
    const { dispositionCode, callbackAt, callbackCommon } = disposition;
    const { category, version: leadVersion } = recorded;
    const reason = session.state.pendingReason ?? '';
    const said = { dispositionCode, callbackAt, callbackCommon, category, leadVersion, reason };
    decide(deps, session, work, { outcome: 'disposed', ...said, claim });
  } catch (error) {
    deps.events.settlingFailed({ agentId, leadId, attemptId, err: error });
    if (isStill(session, work)) {
      deps.agents.apply(session, { type: 'settle_failed' });
      if (isLockLost(error)) deps.agents.apply(session, { type: 'lock_lost' });
    }
    throw error;
  }
  deps.events.disposed({ agentId, leadId, attemptId, dispositionCode: disposition.dispositionCode });
  if (isStill(session, work)) deps.agents.apply(session, { type: 'disposed' });
  deps.orders.changed(work.processId);
}

/** A phone may still ring for this attempt: it was rung with the preview, or a call event says so. */
function mayRing(work: Work): boolean {
  return hasLiveCall(work) || (work.limits.ringOnPreview && work.call === undefined);
}

/** nobody said anything in time: the campaign's first "try again" stands in. */
export async function autoDispose(deps: SchedulerDeps, session: AgentSession, work: Work): Promise<void> {
  const dispositions = deps.campaigns.get(work.campaignId)?.dispositions ?? [];
  const chosen = dispositions.find(({ category }) => category === 'retry');
  if (chosen === undefined) {
    await releaseWithoutOutcome(deps, session, work);
    return;
  }
  await disposeLead(deps, session, work, {
    requestId: `auto.${work.attemptId}`,
    dispositionCode: chosen.code,
    note: '',
    callbackAt: undefined,
    callbackCommon: false,
  });
}

async function record(
  deps: SchedulerDeps,
  session: AgentSession,
  work: Work,
  disposition: Disposition,
): Promise<RecordedOutcome> {
  const recorded = await deps.background.retry(
    () =>
      deps.leads.recordOutcome({
        ...disposition,
        processId: work.processId,
        campaignId: work.campaignId,
        leadId: work.leadId,
        agentId: session.agentId,
        attemptId: isOfCall(work) ? work.attemptId : '',
        token: work.token,
      }),
    { attempts: 3 },
  );
  const { order } = deps.orders.process(work.processId);
  if (recorded.card !== undefined) order.upsert(recorded.card, deps.clock.now());
  return recorded;
}

/** DNC is acknowledged before anybody can dial again. */
async function follow(
  deps: SchedulerDeps,
  agentId: string,
  work: Work,
  recorded: RecordedOutcome,
): Promise<void> {
  const { processId, attemptId } = work;
  const phone = dialledNumber(work);
  if (recorded.category === 'dnc' && phone !== '') {
    const request = { requestId: `exclude.${attemptId}`, processId, phone, agentId };
    await deps.background.retry(() => deps.claim.exclude(request), { attempts: 3 });
    deps.orders.process(processId).order.exclude(phone, true, deps.clock.now());
  }
}

/** whoever becomes the owner is so before the lock ends; an own claim's agreed time ends with the outcome. */
async function settleClaim(
  deps: SchedulerDeps,
  agentId: string,
  work: Work,
  { recorded: { claim, givesUpClaim }, wasOwn }: { recorded: RecordedOutcome; wasOwn: boolean },
): Promise<'taken' | 'given_up' | ''> {
  const { processId, token, attemptId } = work;
  const guard = guardOf(work);
  const { order } = deps.orders.process(processId);
  if (claim !== undefined) {
    const request = { requestId: `claim.${attemptId}`, guard, token, agentId, claim };
    if (!(await claims(deps, request))) return '';
    order.setOwner(work.leadId, agentId, deps.clock.now());
    return 'taken';
  }
  if (wasOwn && givesUpClaim) {
    const request = { requestId: `give-up.${attemptId}`, guard, agentId };
    await deps.background.retry(() => deps.claim.giveUpClaim(request), { attempts: 3 });
    order.setOwner(work.leadId, undefined, deps.clock.now());
    return 'given_up';
  }
  if (wasOwn) {
    const request = { requestId: `end-callback.${attemptId}`, guard, token, agentId };
    await unlessLost(deps.background.retry(() => deps.claim.endCallback(request), { attempts: 3 }));
  }
  return '';
}

/** False: the lead is another agent's, who was not there to take its call, and stays theirs. */
async function claims(
  deps: SchedulerDeps,
  request: Parameters<SchedulerDeps['claim']['claimLead']>[0],
): Promise<boolean> {
  try {
    await deps.background.retry(() => deps.claim.claimLead(request), { attempts: 3 });
    return true;
  } catch (error) {
    if (error instanceof AppError && error.reason === 'CLAIMED_BY_OTHER') return false;
    throw error;
  }
}

function ownerOf(deps: SchedulerDeps, { processId, leadId }: Work): string | undefined {
  return deps.orders.process(processId).order.view.lead(leadId)?.ownerId;
}

async function release(
  deps: SchedulerDeps,
  work: Work,
  { version }: Pick<RecordedOutcome, 'version'>,
): Promise<void> {
  if (!hasGuard(work)) return;
  const { homeGuard, leadId, token, attemptId } = work;
  const request = { requestId: `release.${attemptId}`, guard: guardOf(work), token, leadVersion: version };
  await unlessLost(deps.background.retry(() => deps.claim.releaseLock(request), { attempts: 3 }));
  const { order } = deps.orders.process(work.processId);
  // Of a number in no lead there is no card to wait for.
  const after = leadId === '' ? {} : { after: { leadId, version } };
  order.release(homeGuard, { token, ...after }, deps.clock.now());
}

/** The outcome stands; whoever has the lock now began after it. */
async function unlessLost(asked: Promise<void>): Promise<void> {
  try {
    await asked;
  } catch (error) {
    if (!isLockLost(error)) throw error;
  }
}

async function releaseWithoutOutcome(deps: SchedulerDeps, session: AgentSession, work: Work): Promise<void> {
  try {
    const version =
      deps.orders.process(work.processId).order.view.lead(work.leadId)?.version ?? work.leadVersion;
    await release(deps, work, { version });
    const reason = session.state.pendingReason ?? '';
    const nothing = {
      dispositionCode: '',
      callbackAt: undefined,
      callbackCommon: false,
      claim: '',
      reason,
    } as const;
    decide(deps, session, work, { outcome: 'disposed', ...nothing, category: 'retry', leadVersion: version });
  } catch (error) {
    if (isStill(session, work)) deps.agents.apply(session, { type: 'settle_failed' });
    throw error;
  }
  if (isStill(session, work)) deps.agents.apply(session, { type: 'disposed' });
  deps.orders.changed(work.processId);
}

/** The agent's command: refused while a call runs; the same one twice is one outcome. */
export async function disposeWork(
  deps: SchedulerDeps,
  session: AgentSession,
  { work, disposition }: { work: Work; disposition: Disposition },
): Promise<void> {
  if (session.disposing?.attemptId === work.attemptId) return session.disposing.done;
  const refused = deps.agents.apply(session, { type: 'settle' });
  if (refused !== undefined) throw reasonError(refused);
  const settling = session.state.work;
  if (settling === undefined)
    throw new AppError({ reason: 'INTERNAL', code: 'internal', message: 'no work' });
  const done = disposeLead(deps, session, settling, disposition);
  session.disposing = { attemptId: work.attemptId, done };
  try {
    await done;
  } finally {
    session.disposing = undefined;
  }
}
