import type { Clock, Timer } from '@firstring/kernel';
import { updateDocument } from '@firstring/service-kit';
import type { Collection, OutboxEvent } from '@firstring/store';
import type { AutomaticDialling, DialEnd } from '../../domain/pacing/automatic.ts';
import { NO_MEMORY } from '../../domain/pacing/take-end.ts';
import type { PacingDocument } from '../../store/pacing.ts';
import type { Fate } from '../decisions.ts';
import type { CampaignSettings } from '../ports.ts';
import type { SchedulerDeps } from '../scheduler-deps.ts';
import { CampaignPacing } from './campaign-pacing.ts';
import { dialAhead, takeLead, type Dial } from './dial-ahead.ts';
import { endDial } from './end-dial.ts';

/** How often each campaign is looked at; an answered or ended call wakes at once. */
const LOOK_MS = 250;
/** A look begins no more calls than that: the next one is soon. */
const DIALS_A_LOOK_MAX = 50;
/** Entries of the decision log that wait to be stored: with more, nobody is dialled. */
const BACKLOG_MAX = 500;

/** The campaigns that dial by themselves (ADR 23), and the leads who are dialled without an agent. */
export class Outreach implements Disposable {
  readonly #clock: Clock;
  readonly #documents: Collection<PacingDocument>;
  readonly #deps: () => SchedulerDeps;
  readonly #campaigns = new Map<string, CampaignPacing>();
  readonly #opening = new Set<string>();
  readonly #unsaved = new Set<string>();
  #timer: Timer | undefined;
  #isSaving = false;
  #isOver = false;

  constructor(
    {
      clock,
      pacingDocuments,
    }: { readonly clock: Clock; readonly pacingDocuments: Collection<PacingDocument> },
    deps: () => SchedulerDeps,
  ) {
    this.#clock = clock;
    this.#documents = pacingDocuments;
    this.#deps = deps;
  }

  find(campaignId: string): CampaignPacing | undefined {
    return this.#campaigns.get(campaignId);
  }

  /** Whether agents are given this campaign's leads to look at. */
  readonly givesPreviews = (campaignId: string): boolean => {
    const plan = this.#deps().campaigns.get(campaignId)?.automatic;
    if (plan === undefined) return true;
    return plan.type === 'predictive' && this.find(campaignId)?.mode === 'preview';
  };

  /** Begins to look, once there is a campaign to look at. */
  start(): void {
    const { campaigns, status } = this.#deps();
    if (this.#isOver || this.#timer !== undefined || status.phase === 'starting') return;
    if (campaigns.automatic().length === 0 && this.#unsaved.size === 0) return;
    this.#timer = this.#clock.setTimer(LOOK_MS, () => {
      this.#timer = undefined;
      this.look();
      this.start();
    });
  }

  /** How each campaign dials, with the agents who are free now; calls are begun at the next look. */
  judge(): void {
    const deps = this.#deps();
    for (const campaign of deps.campaigns.automatic()) {
      const pacing = this.#campaigns.get(campaign.campaignId);
      pacing?.judge(deps, campaign);
      if (pacing !== undefined) this.#tellPreviews(deps, campaign, pacing);
    }
  }

  /** The decision log has what was chosen without an agent, too: with it a day can be simulated again. */
  record(dial: Dial, fate: Fate): void {
    const pacing = this.#campaigns.get(dial.campaignId);
    if (pacing !== undefined)
      this.#log(pacing, this.#deps().decisions.event({ agentId: '', work: dial, fate }));
  }

  look(): void {
    const deps = this.#deps();
    if (deps.status.phase !== 'serving') return;
    for (const campaign of deps.campaigns.automatic()) {
      const { automatic } = campaign;
      if (automatic !== undefined) this.#lookAt(deps, campaign, automatic);
    }
    this.#save(deps);
  }

  /** An attempt is over: everybody's of these campaigns is counted, and one without an agent is seen to. */
  ended(end: DialEnd): void {
    const deps = this.#deps();
    const campaign = deps.campaigns.get(end.campaignId);
    if (campaign?.automatic === undefined) return;
    const { automatic, timeZone } = campaign;
    const pacing = this.#campaigns.get(end.campaignId);
    if (pacing === undefined) {
      this.#open(deps, end.campaignId, () => this.ended(end));
      return;
    }
    if (pacing.end(end, timeZone)) this.#unsaved.add(end.campaignId);
    const dial = pacing.dials.get(end.attemptId);
    pacing.dials.delete(end.attemptId);
    const line = deps.callers.line(end.attemptId);
    if (dial === undefined || end.bridgedAt !== undefined) return;
    dial.token = Math.max(dial.token, line?.token ?? 0);
    const laterMs = automatic.type === 'blast' ? automatic.laterMs : 0;
    deps.background.run('end a dial', () => endDial(deps, dial, end, laterMs));
  }

  /** Whoever was dialled is an agent's: the dial is theirs to end. */
  connected(attemptId: string): void {
    for (const { dials } of this.#campaigns.values()) dials.delete(attemptId);
  }

  /** A lead who was dialled waits no more; its lock was passed on to this token last. */
  left(attemptId: string, token: number): void {
    for (const { dials } of this.#campaigns.values()) {
      const dial = dials.get(attemptId);
      if (dial !== undefined) dial.token = Math.max(dial.token, token);
    }
  }

  [Symbol.dispose](): void {
    this.#isOver = true;
    this.#timer?.cancel();
  }

  #lookAt(deps: SchedulerDeps, campaign: CampaignSettings, plan: AutomaticDialling): void {
    const pacing = this.#campaigns.get(campaign.campaignId);
    if (pacing === undefined) {
      this.#open(deps, campaign.campaignId);
      return;
    }
    const before = pacing.mode;
    const due = Math.min(DIALS_A_LOOK_MAX, pacing.decide(deps, campaign));
    this.#tellPreviews(deps, campaign, pacing);
    const dials = pacing.unsaved.length > BACKLOG_MAX ? 0 : due;
    if (dials > 0) deps.orders.catchUp(deps.clock.now());
    for (let begun = 0; begun < dials; begun += 1) {
      const dial = takeLead(deps, campaign);
      if (dial === undefined) break;
      this.#dial(deps, pacing, { dial, plan });
    }
    if (pacing.mode === 'preview' && before !== 'preview') deps.match();
  }

  #tellPreviews(deps: SchedulerDeps, campaign: CampaignSettings, pacing: CampaignPacing): void {
    const { processId, campaignId } = campaign;
    if (pacing.takePreviewChange() === undefined) return;
    this.#log(pacing, deps.decisions.paced({ processId, campaignId, mode: pacing.mode }));
  }

  #log(pacing: CampaignPacing, event: OutboxEvent): void {
    pacing.unsaved = [...pacing.unsaved, event];
    this.#unsaved.add(pacing.campaignId);
  }

  #dial(
    deps: SchedulerDeps,
    pacing: CampaignPacing,
    { dial, plan }: { readonly dial: Dial; readonly plan: AutomaticDialling },
  ): void {
    pacing.dials.set(dial.attemptId, dial);
    deps.background.run('dial ahead', async () => {
      const isDialled = await dialAhead(deps, dial, plan);
      if (!isDialled) pacing.dials.delete(dial.attemptId);
    });
  }

  /** What a campaign remembers is read once; until then it dials nothing. */
  #open(deps: SchedulerDeps, campaignId: string, then?: () => void): void {
    if (this.#opening.has(campaignId) && then === undefined) return;
    this.#opening.add(campaignId);
    deps.background.run('read a campaign’s pacing', async () => {
      try {
        const stored = await this.#documents.get(campaignId);
        if (!this.#campaigns.has(campaignId)) {
          this.#campaigns.set(campaignId, new CampaignPacing(campaignId, stored?.doc ?? NO_MEMORY));
        }
        then?.();
      } finally {
        this.#opening.delete(campaignId);
      }
    });
  }

  #save(deps: SchedulerDeps): void {
    if (this.#isSaving || this.#unsaved.size === 0) return;
    const campaignIds = [...this.#unsaved];
    this.#unsaved.clear();
    this.#isSaving = true;
    deps.background.run('keep the pacing', async () => {
      try {
        for (const campaignId of campaignIds) await this.#write(campaignId);
      } catch (error) {
        for (const campaignId of campaignIds) this.#unsaved.add(campaignId);
        throw error;
      } finally {
        this.#isSaving = false;
      }
    });
  }

  async #write(campaignId: string): Promise<void> {
    const pacing = this.#campaigns.get(campaignId);
    if (pacing === undefined) return;
    const { memory, unsaved: events } = pacing;
    await updateDocument(this.#documents, campaignId, () => ({ answer: undefined, doc: memory, events }));
    pacing.unsaved = pacing.unsaved.slice(events.length);
  }
}
