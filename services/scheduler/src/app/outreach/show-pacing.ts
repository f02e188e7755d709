import { reasonError } from '@firstring/contracts';
import { localDay } from '@firstring/domain';
import { answerRate, NEW_FORECAST } from '../../domain/pacing/forecast.ts';
import { answeredNeeded, roomOf, todayOf, totalsOf } from '../../domain/pacing/ledger.ts';
import type { PacingMode, Situation } from '../../domain/pacing/pacing.ts';
import type { SchedulerDeps } from '../scheduler-deps.ts';

/** A campaign's pacing as it is now. */
export interface ShownPacing extends Situation {
  readonly mode: PacingMode | 'playing';
  readonly answerRate: number;
  readonly talkMs: number;
  readonly wrapUpMs: number;
  readonly window: { readonly answered: number; readonly abandoned: number };
  readonly today: { readonly answered: number; readonly abandoned: number };
  readonly ceilingBasisPoints: number;
  /** Answered calls still needed before it dials; 0: it does. */
  readonly answeredNeeded: number;
}

const NOTHING: Situation = {
  agentsReady: 0,
  agentsTalking: 0,
  agentsWrappingUp: 0,
  callsOut: 0,
  callsWaiting: 0,
};

/** Throws CAMPAIGN_NOT_FOUND. */
export function showPacing(
  deps: SchedulerDeps,
  { processId, campaignId }: { readonly processId: string; readonly campaignId: string },
): ShownPacing {
  const campaign = deps.campaigns.get(campaignId);
  if (campaign?.processId !== processId) throw reasonError('CAMPAIGN_NOT_FOUND');
  const pacing = deps.outreach.find(campaignId);
  const { forecast = NEW_FORECAST, ledger = [] } = pacing?.memory ?? {};
  const day = localDay(campaign.timeZone, deps.clock.now());
  const situation = pacing?.situation(deps, campaign) ?? NOTHING;
  const plan = campaign.automatic;
  const ceilingBasisPoints = plan?.type === 'predictive' ? plan.ceilingBasisPoints : 0;
  const wanted = { ceilingBasisPoints, room: Math.max(1, situation.agentsReady) };
  const isShort = plan?.type === 'predictive' && roomOf(ledger, day, ceilingBasisPoints).window < wanted.room;
  return {
    ...situation,
    mode: pacing?.mode ?? 'resting',
    answerRate: answerRate(forecast),
    talkMs: Math.round(forecast.talkMs),
    wrapUpMs: Math.round(forecast.wrapUpMs),
    window: totalsOf(ledger, day),
    today: todayOf(ledger, day),
    ceilingBasisPoints,
    answeredNeeded: isShort ? answeredNeeded(ledger, day, wanted) : 0,
  };
}
