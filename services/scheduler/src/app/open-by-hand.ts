import { reasonError } from '@firstring/contracts';
import type { DialFacts } from '@firstring/contracts/leads/lead_service';
import { ownershipKey } from '@firstring/domain/lead-lifecycle';
import type { Work } from '../domain/agent/agent-state.ts';
import type { Reason } from '../domain/order/standing.ts';
import { requireSession } from './agent-commands.ts';
import type { AgentSession } from './agent-sessions.ts';
import { decide } from './decisions.ts';
import { guardOf, isStill } from './guard-of.ts';
import { heedEpoch } from './heed-epoch.ts';
import { keepLock } from './keep-lock.ts';
import type { CampaignSettings, LockAnswer } from './ports.ts';
import { freeLead } from './return-lead.ts';
import type { SchedulerDeps } from './scheduler-deps.ts';

/** What the agent has chosen: a lead, or with an empty lead id a number. */
export interface OpenByHand {
  readonly agentId: string;
  readonly processId: string;
  /** Empty: the first of the agent's campaigns that works the lead. */
  readonly campaignId: string;
  readonly leadId: string;
  /** E.164. */
  readonly phone: string;
}

export type Opened =
  | { readonly type: 'opened'; readonly attemptId: string; readonly token: number }
  | { readonly type: 'refused'; readonly reasons: readonly Reason[] };

/**
 * an offer that the agent has made themselves (ADR 17). Opening what is in hand, or being opened, is the same opening. Throws
 * AGENT_BUSY, AGENT_NOT_READY, LEAD_NOT_IN_CAMPAIGN, OWNERSHIP_CODE_MISSING, MANUAL_DIALLING_OFF, and lead-store's reasons.
 */
export async function openByHand(deps: SchedulerDeps, command: OpenByHand): Promise<Opened> {
  const session = requireSession(deps, command.agentId);
  const subject = command.leadId === '' ? command.phone : command.leadId;
  if (session.opening?.subject === subject) return session.opening.done;
  const { work } = session.state;
  if (work?.presentedAt !== undefined && deps.agents.ofLead(subject) === session) return openedOf(work);
  const done = open(deps, session, command);
  session.opening = { subject, done };
  try {
    return await done;
  } finally {
    if (session.opening?.done === done) session.opening = undefined;
  }
}

function openedOf({ attemptId, token }: Work): Opened {
  return { type: 'opened', attemptId, token };
}

async function open(deps: SchedulerDeps, session: AgentSession, command: OpenByHand): Promise<Opened> {
  const campaign = campaignOf(deps, command);
  const { campaignId } = campaign;
  if (command.leadId === '' && !campaign.manualDialling) throw reasonError('MANUAL_DIALLING_OFF');
  const facts = await deps.leads.dialFacts({ ...command, campaignId });
  mustWork(facts, { ...command, campaignId });
  const work = workOf(deps, campaign, { ...command, facts });
  const refused = deps.agents.apply(session, { type: 'open', work });
  if (refused !== undefined) throw reasonError(refused);
  const answer = await askForLock(deps, session, work);
  heedEpoch(deps, answer);
  if (answer.type === 'granted') return present(deps, session, work, answer);
  const { type: _, ...reason } = answer;
  deps.events.offerRefused({ agentId: session.agentId, ...aboutOf(work), reason: reason.reason });
  if (isStill(session, work)) deps.agents.apply(session, { type: 'offer_failed' });
  return { type: 'refused', reasons: [reason] };
}

/** One of the agent's own. */
function campaignOf(
  deps: SchedulerDeps,
  { agentId, processId, campaignId, leadId }: OpenByHand,
): CampaignSettings {
  const scope = deps.campaigns.scopesOf(agentId).find((each) => each.processId === processId);
  const known = leadId === '' ? undefined : deps.orders.find(processId)?.order.view.lead(leadId);
  const asked = campaignId === '' ? (known?.campaignIds ?? []) : [campaignId];
  const own = asked.find((each) => scope?.campaignIds.includes(each));
  const campaign = own === undefined ? undefined : deps.campaigns.get(own);
  if (campaign === undefined) throw reasonError('LEAD_NOT_IN_CAMPAIGN');
  return campaign;
}

/** By what lead-store says now: a lead that was made a moment ago is not in the order yet. */
function mustWork({ card, campaign }: DialFacts, { leadId, campaignId, agentId }: OpenByHand): void {
  if (leadId === '') return;
  const isOwn = card?.campaignId === campaignId;
  const isListed = campaign?.lists.some(({ listId }) => listId === card?.listId) === true;
  if (!isOwn && !isListed) throw reasonError('LEAD_NOT_IN_CAMPAIGN');
  const code = ownershipKey(card?.ownershipCode ?? '');
  const codes = campaign?.agentCodes.find((each) => each.agentId === agentId)?.ownershipCodes ?? [];
  if (code !== '' && !codes.some((each) => ownershipKey(each) === code))
    throw reasonError('OWNERSHIP_CODE_MISSING');
}

function workOf(
  deps: SchedulerDeps,
  { wrapUpMs, ringMs, skipBudget, campaignId }: CampaignSettings,
  { processId, leadId, facts }: OpenByHand & { readonly facts: DialFacts },
): Work {
  return {
    processId,
    campaignId,
    leadId,
    homeGuard: leadId === '' ? facts.phone : (facts.card?.homeGuard ?? ''),
    leadVersion: Number(facts.card?.version ?? 0n),
    attemptId: deps.random.uuid(),
    lane: 'by_hand',
    level: 'waiting',
    // The agent looks for as long as the lock lasts.
    limits: { ringOnPreview: false, previewMs: 0, wrapUpMs, ringMs, skipBudget },
    chosenAt: deps.clock.now(),
    token: 0,
    dialRefusals: [],
    settling: false,
  };
}

async function askForLock(deps: SchedulerDeps, session: AgentSession, work: Work): Promise<LockAnswer> {
  try {
    return await deps.claim.acquireLock({
      requestId: `acquire.${work.attemptId}`,
      guard: guardOf(work),
      agentId: session.agentId,
      ownerEpoch: deps.status.epoch,
      leaseMs: deps.settings.offerLeaseMs,
      byHand: true,
    });
  } catch (error) {
    // A lock that was granted all the same runs out by itself.
    deps.events.offerFailed({ agentId: session.agentId, ...aboutOf(work), err: error });
    if (isStill(session, work)) deps.agents.apply(session, { type: 'offer_failed' });
    throw error;
  }
}

/** what the agent sees is locked. The long lease follows the stored document. */
function present(
  deps: SchedulerDeps,
  session: AgentSession,
  work: Work,
  { token, expiresAt }: Extract<LockAnswer, { type: 'granted' }>,
): Opened {
  const granted = { ...work, token };
  if (!isStill(session, work)) {
    deps.background.run('hand back', () => freeLead(deps, session, granted, 'not_wanted'));
    throw reasonError('NO_PREVIEW');
  }
  deps.orders.process(work.processId).order.hold(work.homeGuard, { leadId: work.leadId, token });
  deps.agents.apply(session, { type: 'granted', token, lockExpiresAt: expiresAt });
  decide(deps, session, granted, { outcome: 'opened' });
  const { level } = work;
  const tookMs = deps.clock.now() - work.chosenAt;
  deps.events.presented({ agentId: session.agentId, ...aboutOf(work), level, tookMs });
  deps.background.run('keep lock', async () => {
    await deps.writer.durable(session.agentId);
    await keepLock(deps, { session, work: granted }, { requestId: `keep.${work.attemptId}` });
  });
  return openedOf(granted);
}

function aboutOf({ leadId, attemptId, lane }: Work) {
  return { leadId, attemptId, lane };
}
