import { failpoint } from '@firstring/kernel';
import { currentTrace, inSpan } from '@firstring/telemetry';
import type { Work } from '../domain/agent/agent-state.ts';
import type { AgentSession } from './agent-sessions.ts';
import type { Turn } from '../domain/order/list-turns.ts';
import { LASTING_EXCLUSIONS } from '../domain/order/standing.ts';
import type { ChoiceStamp } from './decision-log.ts';
import { decide } from './decisions.ts';
import { guardOf, isStill } from './guard-of.ts';
import { heedEpoch } from './heed-epoch.ts';
import { keepLock } from './keep-lock.ts';
import type { Choice } from './match-agents.ts';
import type { LockAnswer } from './ports.ts';
import type { ProcessOrder } from './orders.ts';
import {
  FAILED_HELD_BACK_MS,
  HELD_BACK_MS,
  holdBackRefused,
  PAUSE_MS,
  REFUSALS_MAX,
} from './refused-offer.ts';
import { freeLead } from './return-lead.ts';
import type { SchedulerDeps } from './scheduler-deps.ts';
import { stampChoice } from './stamp-choice.ts';

const RENEW_PAUSE_MS = 150;
const RENEW_ATTEMPTS = 4;

/** Reserves agent and lead at once; the rest happens behind: lock, presentation, ringing, and the long lease. */
export function offerLead(deps: SchedulerDeps, session: AgentSession, choice: Choice): void {
  const work = workOf(deps, choice);
  if (work === undefined) return;
  const { order } = choice.process;
  const { turn } = choice.candidate;
  const stamp = stampChoice(deps, choice);
  order.hold(work.homeGuard, { leadId: work.leadId, token: Infinity });
  order.turns.take(turn);
  deps.agents.apply(session, { type: 'reserve', work });
  deps.background.run('offer', async () => {
    try {
      await traced(deps, work, () => lockAndPresent(deps, session, { work, turn, stamp }));
    } catch (error) {
      order.turns.giveBack(turn);
      offerFailed(deps, session, { work, stamp }, error);
    }
  });
}

/** Goes on with the lead's trace, as far as it is known: chosen in whatever turn, it is the lead that the offer belongs to. */
function traced({ recent }: SchedulerDeps, work: Work, offer: () => Promise<void>): Promise<void> {
  const { leadId, processId, campaignId, lane } = work;
  const attributes = {
    'firstring.process.id': processId,
    'firstring.campaign.id': campaignId,
    'firstring.lead.id': leadId,
    'firstring.lane': lane,
  };
  const parent = recent.traceOf(leadId);
  return inSpan('offer lead', { attributes, parent, root: parent === undefined }, () => {
    recent.goesOn(leadId, currentTrace());
    return offer();
  });
}

function workOf(deps: SchedulerDeps, choice: Choice): Work | undefined {
  const { process, candidate, dialbackId, anyOwner } = choice;
  const campaign = deps.campaigns.get(candidate.campaignId);
  if (campaign === undefined) return undefined;
  const { ringOnPreview, previewMs, wrapUpMs, ringMs, skipBudget } = campaign;
  return {
    processId: process.processId,
    campaignId: candidate.campaignId,
    leadId: candidate.leadId,
    homeGuard: candidate.homeGuard,
    leadVersion: candidate.leadVersion,
    attemptId: deps.random.uuid(),
    lane: candidate.lane,
    level: candidate.level,
    ...(dialbackId === undefined ? {} : { dialbackId }),
    ...(anyOwner === undefined ? {} : { anyOwner }),
    ...otherNumber(choice),
    limits: { ringOnPreview, previewMs, wrapUpMs, ringMs, skipBudget },
    chosenAt: deps.clock.now(),
    token: 0,
    dialRefusals: [],
    settling: false,
  };
}

/** the number they called from is dialled first, where it is another one than the lead's own first. */
function otherNumber({ candidate, calledFrom = '' }: Choice): Pick<Work, 'calledFrom'> {
  return calledFrom === '' || calledFrom === candidate.homeGuard ? {} : { calledFrom };
}

interface Offer {
  readonly work: Work;
  /** The turn of its list: given back, before anybody chooses again, unless the lead is presented. */
  readonly turn: Turn | undefined;
  readonly stamp: ChoiceStamp;
}

async function lockAndPresent(deps: SchedulerDeps, session: AgentSession, offer: Offer): Promise<void> {
  const { work, turn, stamp } = offer;
  const { order } = deps.orders.process(work.processId);
  await failpoint('scheduler.s2.after');
  await failpoint('scheduler.s3.before');
  const asked = askForLock(deps, session, work);
  await failpoint('scheduler.s3.after');
  const answer = await asked;
  await failpoint('scheduler.s4.before');
  heedEpoch(deps, answer);
  if (answer.type === 'refused') {
    order.turns.giveBack(turn);
    await offerRefused(deps, session, offer, answer);
    return;
  }
  order.confirmHold(work.homeGuard, answer.token);
  const granted = { ...work, token: answer.token };
  await failpoint('scheduler.s4.after');
  if (!(await isStillWanted(deps, session, granted))) {
    order.turns.giveBack(turn);
    decide(deps, session, granted, { outcome: 'failed', choice: stamp, reason: 'not_wanted' });
    deps.background.run('hand back', () => freeLead(deps, session, granted, 'not_wanted'));
    if (isStill(session, work)) deps.agents.apply(session, { type: 'offer_failed' });
    return;
  }
  await present(deps, session, { work: granted, turn, stamp, lockExpiresAt: answer.expiresAt });
}

/** Claim asks whose lead it is only where its do-not-call list has entries by customer or attribute. */
async function askForLock(deps: SchedulerDeps, session: AgentSession, work: Work): Promise<LockAnswer> {
  const request = {
    requestId: `acquire.${work.attemptId}`,
    guard: guardOf(work),
    agentId: session.agentId,
    ownerEpoch: deps.status.epoch,
    leaseMs: deps.settings.offerLeaseMs,
    anyOwner: work.anyOwner === true,
  };
  const answer = await deps.claim.acquireLock(request);
  if (answer.type === 'granted' || answer.reason !== 'CUSTOMER_FACTS_NEEDED') return answer;
  const { customer } = await deps.leads.dialFacts(work);
  return deps.claim.acquireLock({ ...request, customer: customer ?? { customerId: '', attributes: {} } });
}

/** The agent may have left meanwhile; a dial-back may have been answered by the caller ringing again. */
async function isStillWanted(deps: SchedulerDeps, session: AgentSession, work: Work): Promise<boolean> {
  if (!isStill(session, work)) return false;
  if (work.dialbackId === undefined) return true;
  const { processId, dialbackId, token } = work;
  const { dialbacks } = deps.orders.process(processId);
  const request = { requestId: `present.${work.attemptId}`, processId, dialbackId, token };
  try {
    const isOpen = await deps.dialback.present({ ...request, agentId: session.agentId });
    // One that is over leaves the queue by its own event. By dial-back's clock it may only be too early.
    if (!isOpen) dialbacks.defer(dialbackId, deps.clock.now() + HELD_BACK_MS);
    return isOpen && isStill(session, work);
  } catch (error) {
    dialbacks.defer(dialbackId, deps.clock.now() + HELD_BACK_MS);
    deps.events.offerFailed({ agentId: session.agentId, ...aboutOf(work), err: error });
    return false;
  }
}

function aboutOf({ leadId, attemptId, lane }: Work) {
  return { leadId, attemptId, lane };
}

/** what the agent sees is locked. Page, ringing phone and document go out at once; the long lease follows them. */
async function present(
  deps: SchedulerDeps,
  session: AgentSession,
  { work, turn, stamp, lockExpiresAt }: Offer & { readonly lockExpiresAt: number },
): Promise<void> {
  const { order } = deps.orders.process(work.processId);
  session.refusals = 0;
  await failpoint('scheduler.s5.before');
  if (!isStill(session, work)) {
    order.turns.giveBack(turn);
    decide(deps, session, work, { outcome: 'failed', choice: stamp, reason: 'not_wanted' });
    deps.background.run('hand back', () => freeLead(deps, session, work, 'not_wanted'));
    return;
  }
  const ringing = work.limits.ringOnPreview ? ring(deps, session, work) : undefined;
  order.turns.confirm(turn);
  deps.agents.apply(session, { type: 'granted', token: work.token, lockExpiresAt });
  const { agentId, sequence } = session;
  const { leadId, attemptId, lane, level } = work;
  decide(deps, session, work, { outcome: 'presented', choice: stamp });
  deps.events.presented({
    agentId,
    leadId,
    attemptId,
    lane,
    level,
    tookMs: deps.clock.now() - work.chosenAt,
    waitedMs: deps.recent.takeWaitMs(leadId),
  });
  await failpoint('scheduler.s5.after');
  const taken = session.stream?.whenTaken(sequence, deps.settings.deskTakenMs, deps.clock);
  const [isTaken, isRinging] = await Promise.all([taken ?? false, ringing ?? true]);
  if (!isStill(session, work)) return;
  if (!isRinging || (!isTaken && ringing === undefined)) {
    const reason = isRinging ? 'desk_unreachable' : 'phone_unreachable';
    deps.agents.apply(session, { type: 'not_ready', reason });
    deps.agents.apply(session, { type: 'withdraw', reason });
    return;
  }
  // The stored document is what finds this lock again after a restart: no long lease without it.
  await deps.writer.durable(agentId);
  const retry = { attempts: RENEW_ATTEMPTS, pauseMs: RENEW_PAUSE_MS };
  await keepLock(deps, { session, work }, { requestId: `keep.${attemptId}`, retry });
}

/** the phone rings at the moment of the preview. */
async function ring(deps: SchedulerDeps, session: AgentSession, work: Work): Promise<boolean> {
  const { campaignId, attemptId, token, limits } = work;
  try {
    await deps.sip.ringAgent({
      requestId: `ring.${attemptId}`,
      guard: guardOf(work),
      campaignId,
      agentId: session.agentId,
      attemptId,
      token,
      ringLimitS: Math.ceil(limits.ringMs / 1000),
    });
    return true;
  } catch (error) {
    deps.events.offerFailed({ agentId: session.agentId, ...aboutOf(work), err: error });
    return false;
  }
}

/** Whatever went wrong: the agent is free, the lead waits a moment, and a lock that was granted all the same runs out. */
function offerFailed(
  deps: SchedulerDeps,
  session: AgentSession,
  { work, stamp }: Pick<Offer, 'work' | 'stamp'>,
  error: unknown,
): void {
  const nowAt = deps.clock.now();
  const { leadId, homeGuard, processId } = work;
  deps.events.offerFailed({ agentId: session.agentId, ...aboutOf(work), err: error });
  const presented = isStill(session, work) ? session.state.work : undefined;
  if (presented?.presentedAt !== undefined) {
    deps.agents.apply(session, { type: 'withdraw', reason: 'lock_not_kept' });
    return;
  }
  decide(deps, session, work, { outcome: 'failed', choice: stamp, reason: 'UNAVAILABLE' });
  const { order, dialbacks } = deps.orders.process(processId);
  order.release(homeGuard, { token: Infinity }, nowAt);
  order.holdBack(leadId, { untilAt: nowAt + FAILED_HELD_BACK_MS, reason: 'UNAVAILABLE' }, nowAt);
  if (work.dialbackId !== undefined) dialbacks.defer(work.dialbackId, nowAt + FAILED_HELD_BACK_MS);
  pause(deps, session);
  if (presented !== undefined) deps.agents.apply(session, { type: 'offer_failed' });
  deps.orders.changed(processId);
}

async function offerRefused(
  deps: SchedulerDeps,
  session: AgentSession,
  { work, stamp }: Pick<Offer, 'work' | 'stamp'>,
  { reason, clearsAt }: Extract<LockAnswer, { type: 'refused' }>,
): Promise<void> {
  const { homeGuard, processId } = work;
  deps.events.offerRefused({ agentId: session.agentId, ...aboutOf(work), reason });
  const process = deps.orders.process(processId);
  process.order.release(homeGuard, { token: Infinity }, deps.clock.now());
  holdBackRefused(process, work, { reason, clearsAt }, deps.clock.now());
  decide(deps, session, work, { outcome: 'refused', choice: stamp, reason, clearsAt });
  // An excluded lead is met once: many of them in a row are no sign of an order that is behind.
  if (!LASTING_EXCLUSIONS.has(reason)) session.refusals += 1;
  if (session.refusals >= REFUSALS_MAX) pause(deps, session);
  if (isStill(session, work)) deps.agents.apply(session, { type: 'offer_failed' });
  deps.orders.changed(processId);
  if (reason === 'CLAIMED_BY_OTHER') await learnOwner(deps, session, process, work);
}

/** the owner is found once, then the lead waits in that agent's queue only. */
async function learnOwner(
  deps: SchedulerDeps,
  session: AgentSession,
  { order, processId }: ProcessOrder,
  work: Work,
): Promise<void> {
  const { ownerByLead } = await deps.claim.readGuard(processId, work.homeGuard);
  const owner = ownerByLead[work.leadId];
  if (owner === undefined) return;
  order.setOwner(work.leadId, owner, deps.clock.now());
  decide(deps, session, work, { outcome: 'owner_learned', reason: owner });
  deps.orders.changed(processId);
}

function pause(deps: SchedulerDeps, session: AgentSession): void {
  session.refusals = 0;
  session.pausedUntilAt = deps.clock.now() + PAUSE_MS;
  deps.background.later(PAUSE_MS, deps.match);
}
