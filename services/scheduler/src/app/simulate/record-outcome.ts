import type { Campaign } from '@firstring/contracts/leads/lead_events';
import { afterDisposition, type DispositionCategory } from '@firstring/domain/lead-lifecycle';
import type { Disposal } from './day.ts';
import { trackOf, type Attempt, type LeadTrack, type SimContext } from './sim-context.ts';

const SECOND_MS = 1000;

/** What an outcome does to the lead, by the rules of lead-store; then the lock ends and the lead is back in the order. */
export function recordOutcome(run: SimContext, attempt: Attempt, disposal: Disposal): void {
  const { presentation, processId, homeGuard, token, agent } = attempt;
  const { attemptId, leadId, campaignId } = presentation;
  const { order } = run.world.process(processId);
  const known = run.world.cards.get(leadId)?.card;
  const reason = agent.state.pendingReason ?? '';
  if (known === undefined) {
    order.release(homeGuard, { token }, run.nowAt);
    run.tell({ type: 'disposed', at: run.nowAt, attemptId, disposal, reason, leadVersion: 0 });
    return;
  }
  const rule = retryRule(run.world.campaign(campaignId), disposal, trackOf(run, leadId));
  const disposed = afterDisposition(known, {
    category: rule.category,
    agentId: agent.agentId,
    callbackAt: disposal.callbackAt,
    callbackCommon: disposal.callbackCommon,
    ...(rule.gapMs === 0 ? {} : { retryAt: run.nowAt + rule.gapMs }),
    ...(rule.isArchived ? { end: 'archived' as const } : {}),
  });
  const { callbackAt: _at, callbackAgentId: _agent, ...kept } = known;
  const card = { ...kept, ...disposed, version: known.version + 1 };
  run.world.upsert(processId, card, run.nowAt);
  settleLead(run, attempt, disposal);
  order.release(homeGuard, { token, after: { leadId, version: card.version } }, run.nowAt);
  run.tell({ type: 'disposed', at: run.nowAt, attemptId, disposal, reason, leadVersion: card.version, card });
}

/** Do-not-call entry and owner. */
export function settleLead(run: SimContext, attempt: Attempt, { category, claim }: Disposal): void {
  const { presentation, processId, homeGuard, agent } = attempt;
  const { order } = run.world.process(processId);
  if (category === 'dnc') order.exclude(homeGuard, true, run.nowAt);
  if (claim === 'taken') order.setOwner(presentation.leadId, agent.agentId, run.nowAt);
  if (claim === 'given_up') order.setOwner(presentation.leadId, undefined, run.nowAt);
}

interface Rule {
  readonly category: DispositionCategory;
  readonly gapMs: number;
  readonly isArchived: boolean;
}

/** the outcome's own pause; a lead that had it often enough is archived. */
export function retryRule(
  campaign: Campaign | undefined,
  { code, category }: Disposal,
  track: LeadTrack,
): Rule {
  const retry = campaign?.dispositions.find((each) => each.code === code)?.retry;
  if (category !== 'retry' || retry === undefined) return { category, gapMs: 0, isArchived: false };
  const { gapSeconds, timesMax } = retry;
  const said = (track.outcomeCounts.get(code) ?? 0) + 1;
  track.outcomeCounts.set(code, said);
  if (timesMax > 0 && said >= timesMax) return { category: 'final', gapMs: 0, isArchived: true };
  return { category, gapMs: gapSeconds * SECOND_MS, isArchived: false };
}
