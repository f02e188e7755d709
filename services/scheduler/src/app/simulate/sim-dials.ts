import { unreachable } from '@firstring/kernel';
import type { Candidate } from '../../domain/order/standing.ts';
import type { Turn } from '../../domain/order/list-turns.ts';
import { holdBackRefused } from '../refused-offer.ts';
import { askGate } from './ask-gate.ts';
import { countEnded } from './count-ended.ts';
import type { Behaviour } from './customers.ts';
import type { CallInput, ChosenInput, Day, FateInput, PacingInput } from './day.ts';
import { countCall } from './live-attempt.ts';
import { capsMet, isCap, type Presentation } from './presentation.ts';
import { countAttempt, HOUR_MS, SOON_MS, TOKEN_MIN, trackOf, type SimContext } from './sim-context.ts';

/** A lead that is dialled without an agent (ADR 23). */
interface Dial {
  readonly presentation: Presentation;
  readonly processId: string;
  readonly homeGuard: string;
  token: number;
}

type Chosen = Pick<Candidate, 'leadId' | 'homeGuard' | 'lane' | 'level'> & { readonly turn?: Turn };

/** What becomes of a dial by the record. */
export type DialFate = Extract<FateInput, { type: 'dialled' | 'refused' | 'let_go' }>;

/**
 * Campaigns that dial by themselves, in a simulated day. They begin as many calls as they did, when they did: how many is the pacing's matter, which has
 * a simulation of its own. Whose number it is that is dialled is the order's choice, as everywhere.
 */
export class SimDials {
  readonly #run: SimContext;
  readonly #live = new Map<string, Dial>();
  readonly #previewed = new Set<string>();
  /** What each campaign is told yet, the next first. */
  readonly #ahead: Map<string, PacingInput[]>;

  constructor(run: SimContext, { inputs }: Pick<Day, 'inputs'>) {
    this.#run = run;
    this.#ahead = Map.groupBy(
      inputs.filter((input) => input.type === 'pacing'),
      ({ campaignId }) => campaignId,
    );
  }

  /** As `Outreach.givesPreviews`. */
  readonly givesPreviews = (campaignId: string): boolean => {
    const plan = this.#run.world.campaigns.get(campaignId)?.automatic;
    if (plan === undefined) return true;
    return plan.type === 'predictive' && this.#previewed.has(campaignId);
  };

  /** The same for a choice that the record does not have: what it says a moment later is what the scheduler found when it looked. */
  readonly stillGivesPreviews = (campaignId: string): boolean => {
    const next = this.#ahead.get(campaignId)?.[0];
    const stops = next !== undefined && !next.givesPreviews && next.at - this.#run.nowAt <= SOON_MS;
    return !stops && this.givesPreviews(campaignId);
  };

  pace({ campaignId, givesPreviews }: PacingInput): void {
    this.#ahead.get(campaignId)?.shift();
    if (givesPreviews) this.#previewed.add(campaignId);
    else this.#previewed.delete(campaignId);
  }

  /** After a start of the scheduler nothing is known of what it dials ahead. */
  restart(): void {
    this.#previewed.clear();
  }

  of(attemptId: string): Presentation | undefined {
    return this.#live.get(attemptId)?.presentation;
  }

  /** A dial of the record: true where its lead is what the order comes to here. Else another one is dialled, and its day is played. */
  choose(input: ChosenInput, isForced: boolean): boolean {
    const { processId, campaignId, attemptId, leadId } = input;
    const { world, nowAt } = this.#run;
    const { order } = world.process(processId);
    const best = order.view.peekBest({ agentId: '', campaignIds: [campaignId] }, nowAt);
    if (isForced) {
      const { lane } = input;
      // One of the record's own words.
      const level = input.level as Chosen['level'];
      const turn = best?.turn === undefined ? {} : { turn: best.turn };
      const homeGuard = order.view.lead(leadId)?.homeGuard ?? '';
      const chosen = { leadId, homeGuard, lane, level, ...turn };
      this.#live.set(attemptId, this.#take(input, chosen, { attemptId, basis: 'recorded' }));
      return true;
    }
    if (best === undefined) return false;
    if (best.leadId === leadId && !trackOf(this.#run, leadId).isOff) {
      this.#live.set(attemptId, this.#take(input, best, { attemptId, basis: 'recorded' }));
      return true;
    }
    this.#run.attempts += 1;
    this.#play(
      this.#take(input, best, { attemptId: `simulated-${this.#run.attempts}`, basis: 'model' }),
      best,
    );
    return false;
  }

  fate(input: DialFate): void {
    const dial = this.#live.get(input.attemptId);
    if (dial === undefined) return;
    const { order, dialbacks } = this.#run.world.process(dial.processId);
    const { homeGuard, presentation } = dial;
    const { nowAt } = this.#run;
    switch (input.type) {
      case 'dialled':
        dial.token = input.token;
        order.confirmHold(homeGuard, input.token);
        presentation.outcome = 'presented';
        return;
      case 'refused': {
        const { reason, clearsAt } = input;
        presentation.outcome = 'refused';
        const { leadId } = presentation;
        holdBackRefused({ order, dialbacks }, { leadId, homeGuard }, { reason, clearsAt }, nowAt);
        return;
      }
      case 'let_go':
        this.#live.delete(input.attemptId);
        this.#letGo(dial, input);
        return;
      default:
        unreachable(input);
    }
  }

  /** How its call went. */
  call(input: CallInput): void {
    const dial = this.#live.get(input.attemptId);
    if (dial !== undefined) countCall(this.#run, dial.presentation, input);
  }

  #take(
    { processId, campaignId }: ChosenInput,
    { leadId, homeGuard, lane, level, turn }: Chosen,
    as: { readonly attemptId: string; readonly basis: Presentation['basis'] },
  ): Dial {
    const { world, nowAt, header, presentations } = this.#run;
    const { order } = world.process(processId);
    const facts = order.view.facts(leadId);
    order.hold(homeGuard, { leadId, token: Infinity });
    order.turns.take(turn);
    order.turns.confirm(turn);
    this.#run.events += 1;
    const presentation: Presentation = {
      ...as,
      agentId: '',
      leadId,
      campaignId,
      lane,
      level,
      chosenAt: nowAt,
      optInAt: facts?.optInAt ?? 0,
      isFirst: facts?.totalAttempts === 0,
      outcome: 'chosen',
      talkMs: 0,
      capHits: [],
    };
    if (nowAt >= header.fromAt) presentations.push(presentation);
    return { presentation, processId, homeGuard, token: Infinity };
  }

  #letGo(
    { processId, homeGuard, presentation, token }: Dial,
    input: Extract<DialFate, { type: 'let_go' }>,
  ): void {
    const { world, nowAt } = this.#run;
    const { order } = world.process(processId);
    const { leadId, campaignId } = presentation;
    if (input.disposal?.category === 'dnc') order.exclude(homeGuard, true, nowAt);
    const { card, leadVersion } = input;
    if (card !== undefined) {
      world.upsert(processId, card, nowAt);
      presentation.capHits = capsMet(card, world.policyOf(campaignId, card.listId), nowAt);
    }
    const after = leadVersion === 0 ? {} : { after: { leadId, version: leadVersion } };
    const last = token === Infinity ? token : Math.max(token, input.token);
    order.release(homeGuard, { token: last, ...after }, nowAt);
  }

  /** Somebody whom the record did not dial then: what they do is theirs, or the model's. No agent is waited for. */
  #play(dial: Dial, { leadId, leadVersion, lane, level }: Candidate): void {
    const { presentation, processId, homeGuard } = dial;
    const { attemptId, campaignId } = presentation;
    const run = this.#run;
    const { nowAt } = run;
    const { order } = run.world.process(processId);
    const track = trackOf(run, leadId);
    track.isOff = true;
    const about = { attemptId, processId, campaignId, agentId: '', leadId, lane, level, leadVersion };
    run.tell({ type: 'chosen', at: nowAt, ...about, isBehind: false });
    dial.token = TOKEN_MIN + run.attempts;
    order.confirmHold(homeGuard, dial.token);
    const card = run.world.cards.get(leadId)?.card;
    const question = { campaignId, homeGuard, agentId: '', dialback: false };
    const refusals = card === undefined ? [] : askGate(run, card, question);
    presentation.capHits = refusals.map(({ reason }) => reason).filter(isCap);
    const [refusal] = refusals;
    if (refusal !== undefined) {
      const { reason, clearsAt } = refusal;
      presentation.outcome = 'refused';
      holdBackRefused(run.world.process(processId), { leadId, homeGuard }, { reason, clearsAt }, nowAt);
      this.#over(dial, 0);
      return;
    }
    const hour = Math.floor((nowAt - run.header.fromAt) / HOUR_MS);
    const { basis, behaviour } = run.customers({ leadId, level, hour, dials: track.dials });
    Object.assign(presentation, { basis, outcome: 'presented', dialledAt: nowAt });
    track.dials += 1;
    if (behaviour.counted) countAttempt(run, homeGuard, nowAt);
    run.tell({ type: 'dialled', at: nowAt, attemptId, token: dial.token });
    run.heap.push(nowAt + behaviour.ringMs + behaviour.talkMs, () => this.#played(dial, nowAt, behaviour));
  }

  #played(dial: Dial, dialledAt: number, behaviour: Behaviour): void {
    const { presentation, processId, homeGuard } = dial;
    const of = { processId, homeGuard, dialledAt, behaviour, isDialback: false };
    countEnded(this.#run, presentation, of);
    this.#over(dial, this.#run.world.cards.get(presentation.leadId)?.card.version ?? 0);
  }

  #over(dial: Dial, leadVersion: number): void {
    const { attemptId } = dial.presentation;
    const { token } = dial;
    this.#letGo(dial, { type: 'let_go', at: this.#run.nowAt, attemptId, token, leadVersion });
    this.#run.tell({ type: 'let_go', at: this.#run.nowAt, attemptId, token, leadVersion });
  }
}
