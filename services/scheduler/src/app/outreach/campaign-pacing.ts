import { localDay } from '@firstring/domain';
import type { Clock } from '@firstring/kernel';
import type { AgentState } from '../../domain/agent/agent-state.ts';
import type { OutboxEvent } from '@firstring/store';
import type { DialEnd, PacingMemory } from '../../domain/pacing/automatic.ts';
import { blastPace } from '../../domain/pacing/blast.ts';
import { learn } from '../../domain/pacing/forecast.ts';
import { roomOf } from '../../domain/pacing/ledger.ts';
import { paceOf, type PacingMode, type Situation } from '../../domain/pacing/pacing.ts';
import { takeEnd } from '../../domain/pacing/take-end.ts';
import type { CampaignSettings } from '../ports.ts';
import type { Dial } from './dial-ahead.ts';

/** What a decision looks at. */
export interface PacingDeps {
  readonly agents: { get(agentId: string): { readonly state: AgentState } | undefined };
  readonly callers: { line(attemptId: string): unknown };
  readonly clock: Pick<Clock, 'now'>;
}

type PacedCampaign = Pick<CampaignSettings, 'automatic' | 'timeZone' | 'agentIds'> & {
  readonly order: Pick<CampaignSettings['order'], 'isActive'>;
};

/** One campaign that dials by itself: what it remembers, and what is out. */
export class CampaignPacing {
  readonly campaignId: string;
  /** Dials that nobody has had yet, by attempt. */
  readonly dials = new Map<string, Dial>();
  /** Of the decision log, not stored yet. */
  unsaved: readonly OutboxEvent[] = [];
  #hasToldPreviews = false;
  #memory: PacingMemory;
  #mode: PacingMode | 'playing' = 'resting';
  #nextAt = 0;
  readonly #wrappingSince = new Map<string, number>();

  constructor(campaignId: string, memory: PacingMemory) {
    this.campaignId = campaignId;
    this.#memory = memory;
  }

  get memory(): PacingMemory {
    return this.#memory;
  }

  get mode(): PacingMode | 'playing' {
    return this.#mode;
  }

  /** Whether agents look at its leads, where that is another answer than when this was asked last. */
  takePreviewChange(): boolean | undefined {
    const givesPreviews = this.#mode === 'preview';
    if (givesPreviews === this.#hasToldPreviews) return undefined;
    this.#hasToldPreviews = givesPreviews;
    return givesPreviews;
  }

  /** True where it was news. */
  end(end: DialEnd, zone: string): boolean {
    const before = this.#memory;
    this.#memory = takeEnd(before, end, localDay(zone, end.endedAt));
    return this.#memory !== before;
  }

  /** Calls to begin now. */
  decide(deps: PacingDeps, campaign: PacedCampaign): number {
    const { automatic: plan } = campaign;
    if (plan?.type !== 'blast') return this.judge(deps, campaign);
    if (!campaign.order.isActive) return 0;
    const pace = blastPace({ callsOut: this.dials.size, nextAt: this.#nextAt }, plan, deps.clock.now());
    this.#nextAt = pace.nextAt;
    return pace.dials;
  }

  /** How it dials now, with the agents who are free; resolves how many more calls a predictive one may begin. */
  judge(deps: PacingDeps, campaign: PacedCampaign): number {
    const { automatic: plan, timeZone, order } = campaign;
    this.#mode = plan?.type === 'blast' ? 'playing' : 'resting';
    if (!order.isActive) this.#mode = 'resting';
    if (!order.isActive || plan?.type !== 'predictive') return 0;
    const { ledger, forecast } = this.#memory;
    const room = roomOf(ledger, localDay(timeZone, deps.clock.now()), plan.ceilingBasisPoints);
    const { mode, dials } = paceOf(this.situation(deps, campaign), { forecast, room, limits: plan });
    this.#mode = mode;
    return dials;
  }

  situation(deps: PacingDeps, campaign: PacedCampaign): Situation {
    const counts = { agentsReady: 0, agentsTalking: 0, agentsWrappingUp: 0 };
    for (const agentId of campaign.agentIds) {
      const state = deps.agents.get(agentId)?.state;
      this.#learnWrapUp(agentId, state, deps.clock.now());
      if (state === undefined || state.lostAt !== undefined) continue;
      if (state.presence === 'ready') counts.agentsReady += 1;
      else if (state.presence === 'wrap_up') counts.agentsWrappingUp += 1;
      else if (state.work !== undefined) counts.agentsTalking += 1;
    }
    const waiting = [...this.dials.keys()].filter((attemptId) => deps.callers.line(attemptId) !== undefined);
    return { ...counts, callsOut: this.dials.size - waiting.length, callsWaiting: waiting.length };
  }

  #learnWrapUp(
    agentId: string,
    state: { readonly presence: string; readonly presenceAt: number } | undefined,
    nowAt: number,
  ): void {
    const since = this.#wrappingSince.get(agentId);
    if (state?.presence === 'wrap_up') {
      this.#wrappingSince.set(agentId, state.presenceAt);
    } else if (since !== undefined) {
      this.#wrappingSince.delete(agentId);
      const forecast = learn(this.#memory.forecast, { type: 'wrapped_up', tookMs: nowAt - since });
      this.#memory = { ...this.#memory, forecast };
    }
  }
}
