import type { Campaign } from '@firstring/contracts/leads/lead_events';
import type { Random } from '@firstring/kernel';
import type { TurnPlaces } from '../../domain/order/list-turns.ts';
import { chooseFor, type Choice } from '../match-agents.ts';
import { ASSUMED_ANSWERS, fitAnswers } from './answer-model.ts';
import { createCustomers, type AnswerModel } from './customers.ts';
import type { CallInput, ChosenInput, Day, DayInput, OpenedInput } from './day.ts';
import { EventHeap } from './event-heap.ts';
import { countCall, takeCall, takeFate, type AgentFate } from './live-attempt.ts';
import { takeOutside } from './outside-input.ts';
import { playAttempt } from './played-attempt.ts';
import type { Presentation } from './presentation.ts';
import { recordedAttempts, type RecordedAttempt } from './recorded-attempts.ts';
import { openLead, SOON_MS, takeLead, trackOf, type Attempt, type SimContext } from './sim-context.ts';
import { SimDials } from './sim-dials.ts';
import { SimWorld, type SimAgent } from './sim-world.ts';

const MINUTE_MS = 60_000;
const NO_TURNS: TurnPlaces = { now: 0, next: {}, due: {} };

export interface SimulationOptions {
  readonly day: Day;
  readonly random: Random;
  /** Campaigns with another policy than that day. */
  readonly campaigns?: readonly Campaign[];
  /** Every choice is the record's: the figures of the real day. */
  readonly asRecorded?: boolean;
  /** What customers do whom the day does not know; absent = fitted to the day. */
  readonly model?: AnswerModel;
  readonly tell?: (input: DayInput) => void;
}

export interface SimulatedDay {
  readonly presentations: readonly Presentation[];
  /** Inputs, steps of played attempts and choices. */
  readonly events: number;
  /** Too few dials to fit a model: assumed rates were used where the day says nothing. */
  readonly isModelAssumed: boolean;
}

/** Lets a day happen again, under the policy it had or another one, by the code that decides in production. */
export function simulateDay(options: SimulationOptions): SimulatedDay {
  return new Simulation(options).run();
}

class Simulation {
  readonly #options: SimulationOptions;
  readonly #run: SimContext;
  readonly #recorded: ReadonlyMap<string, RecordedAttempt>;
  readonly #choicesOf = new Map<string, { readonly choices: RecordedAttempt[]; next: number }>();
  readonly #live = new Map<string, Attempt>();
  /** Attempts of the record that happened here as well. */
  readonly #followed = new Set<string>();
  readonly #dials: SimDials;
  readonly #isModelAssumed: boolean;
  readonly #turnsKnown = new Set<string>();
  #hasRestarted = false;
  #place = 0;

  constructor(options: SimulationOptions) {
    const { day, random, campaigns = [], tell = () => {} } = options;
    this.#options = options;
    this.#recorded = recordedAttempts(day);
    for (const attempt of this.#recorded.values())
      this.#queueOf(attempt.choice.agentId).choices.push(attempt);
    const ofDay = [...this.#recorded.values()].filter(({ choice }) => choice.at >= day.header.fromAt);
    // A dial without an agent says nothing of previews and wrap-up.
    const withAgents = ofDay.filter(({ choice }) => choice.agentId !== '');
    const model = options.model ?? fitAnswers(withAgents, day.header.fromAt);
    this.#isModelAssumed = model === undefined;
    this.#run = {
      header: day.header,
      world: new SimWorld(day.cards.length + day.inputs.length),
      heap: new EventHeap(),
      customers: createCustomers({ attempts: ofDay, model: model ?? ASSUMED_ANSWERS, random }),
      leads: new Map(),
      numbers: new Map(),
      presentations: [],
      changed: new Set(campaigns.map(({ campaignId }) => campaignId)),
      nowAt: 0,
      events: 0,
      attempts: 0,
      tell,
    };
    this.#dials = new SimDials(this.#run, day);
    for (const campaign of campaigns) this.#run.world.setCampaign(campaign);
  }

  run(): SimulatedDay {
    const { day } = this.#options;
    const { world, presentations } = this.#run;
    const firstAt = Math.min(day.header.fromAt, day.inputs[0]?.at ?? Infinity);
    this.#run.nowAt = firstAt;
    // What campaigns are comes before their leads, which are placed once then.
    for (
      let input = day.inputs[0];
      input !== undefined && isConfiguration(input);
      input = day.inputs[this.#place]
    ) {
      this.#take(input);
      this.#place += 1;
    }
    for (const { processId, card } of day.cards) {
      trackOf(this.#run, card.leadId).recordedCard = card;
      world.upsert(processId, card, firstAt);
    }
    while (this.#next());
    return { presentations, events: this.#run.events, isModelAssumed: this.#isModelAssumed };
  }

  /** One event; false when the day is over. */
  #next(): boolean {
    const { heap, world, header } = this.#run;
    const { inputs } = this.#options.day;
    const input = inputs[this.#place];
    const { nowAt } = this.#run;
    const minuteAt = world.hasIdle ? (Math.floor(nowAt / MINUTE_MS) + 1) * MINUTE_MS : Infinity;
    const ownAt = Math.min(heap.nextAt, world.nextDueAt(nowAt), minuteAt);
    const inputAt = input?.at ?? Infinity;
    const at = Math.min(ownAt, inputAt);
    if (at >= header.toAt) return false;
    this.#run.nowAt = Math.max(nowAt, at);
    this.#run.events += 1;
    if (input !== undefined && inputAt <= ownAt) {
      this.#take(input);
      this.#place += 1;
    } else if (heap.nextAt <= at) heap.pop()?.();
    else world.catchUp(this.#run.nowAt);
    if (!this.#isForced) this.#match();
    return true;
  }

  /** The time before the day leads up to it; nothing is decided there. */
  get #isForced(): boolean {
    return this.#options.asRecorded === true || this.#run.nowAt < this.#run.header.fromAt;
  }

  #take(input: DayInput): void {
    switch (input.type) {
      case 'chosen':
        this.#takeChosen(input);
        return;
      case 'opened':
        this.#open(input);
        return;
      case 'call':
        this.#takeCall(input);
        return;
      case 'dialled':
      case 'let_go':
        this.#dials.fate(input);
        return;
      case 'pacing':
        this.#dials.pace(input);
        this.#run.tell(input);
        return;
      case 'refused':
        if (this.#dials.of(input.attemptId) === undefined) this.#ofLive(input);
        else this.#dials.fate(input);
        return;
      case 'presented':
      case 'failed':
      case 'returned':
      case 'released':
      case 'dropped':
      case 'owner_learned':
      case 'disposed':
        this.#ofLive(input);
        return;
      default:
        // Turns are told again after a start; without a snapshot they begin anew.
        if (input.type === 'started') {
          this.#hasRestarted = true;
          this.#turnsKnown.clear();
          this.#dials.restart();
        }
        takeOutside(this.#run, input, this.#followed);
        this.#run.tell(input);
    }
  }

  #takeCall(input: CallInput): void {
    const attempt = this.#live.get(input.attemptId);
    if (this.#dials.of(input.attemptId) !== undefined) this.#dials.call(input);
    else if (attempt !== undefined) countCall(this.#run, attempt.presentation, input);
    if (attempt !== undefined) takeCall(this.#run, attempt);
  }

  #ofLive(input: AgentFate): void {
    const attempt = this.#live.get(input.attemptId);
    if (attempt === undefined) return;
    if (takeFate(this.#run, attempt, input) && input.type !== 'refused') this.#live.delete(input.attemptId);
  }

  /** The record's own choice: it is made here, if it is what the simulation comes to. */
  #takeChosen(input: ChosenInput): void {
    const { world, nowAt } = this.#run;
    this.#restoreTurns(input);
    world.catchUp(nowAt);
    if (input.agentId === '') {
      if (this.#dials.choose(input, this.#isForced)) this.#followed.add(input.attemptId);
      else trackOf(this.#run, input.leadId).isOff = true;
      return;
    }
    if (this.#isForced) this.#force(input);
    else this.#match(input);
    const queue = this.#queueOf(input.agentId);
    queue.next += 1;
    if (!this.#followed.has(input.attemptId)) trackOf(this.#run, input.leadId).isOff = true;
  }

  #match(cursor?: ChosenInput): void {
    const { world, nowAt } = this.#run;
    if (!world.hasIdle) return;
    world.catchUp(nowAt);
    /** Leads of agents who wait longer, and will have them in a moment. */
    const awaited = new Map<string, number>();
    for (const agent of world.idle()) {
      if (agent.pausedUntilAt > nowAt) continue;
      const queue = this.#queueOf(agent.agentId);
      const upcoming = queue.choices[queue.next]?.choice;
      const isAtMoment = upcoming !== undefined && upcoming === cursor;
      if (upcoming !== undefined && !isAtMoment && upcoming.at - nowAt <= SOON_MS) {
        awaited.set(upcoming.leadId, nowAt + 1);
        continue;
      }
      const asking = { agentId: agent.agentId, skipped: new Map([...awaited, ...agent.skipped]) };
      const givesPreviews = isAtMoment ? this.#dials.givesPreviews : this.#dials.stillGivesPreviews;
      const choice = chooseFor({ campaigns: world.campaigns, orders: world, givesPreviews }, asking, nowAt);
      if (choice !== undefined) this.#start(agent, choice, isAtMoment ? cursor : undefined);
    }
  }

  #start(agent: SimAgent, choice: Choice, cursor: ChosenInput | undefined): void {
    const { candidate, dialbackId } = choice;
    const isRecorded =
      cursor !== undefined &&
      cursor.leadId === candidate.leadId &&
      cursor.campaignId === candidate.campaignId &&
      cursor.dialbackId === dialbackId &&
      !trackOf(this.#run, candidate.leadId).isOff;
    this.#run.events += 1;
    if (isRecorded) {
      this.#follow(
        cursor,
        takeLead(this.#run, agent, choice, { attemptId: cursor.attemptId, basis: 'recorded' }),
      );
      return;
    }
    this.#run.attempts += 1;
    const attemptId = `simulated-${this.#run.attempts}`;
    const attempt = takeLead(this.#run, agent, choice, { attemptId, basis: 'model' });
    this.#tellChosen(attempt, choice);
    playAttempt(this.#run, attempt);
  }

  #tellChosen({ presentation, processId }: Attempt, { candidate, dialbackId }: Choice): void {
    const { attemptId, campaignId, agentId, leadId, lane, level } = presentation;
    const about = { attemptId, processId, campaignId, agentId, leadId, lane, level };
    const { leadVersion } = candidate;
    const ofDialback = dialbackId === undefined ? {} : { dialbackId };
    this.#run.tell({
      type: 'chosen',
      at: this.#run.nowAt,
      ...about,
      leadVersion,
      ...ofDialback,
      isBehind: false,
    });
  }

  #follow({ attemptId }: ChosenInput | OpenedInput, attempt: Attempt): void {
    this.#live.set(attemptId, attempt);
    this.#followed.add(attemptId);
  }

  /** A choice that is taken from the record, whatever the simulation would come to. */
  #force(input: ChosenInput): void {
    const { world, nowAt } = this.#run;
    const process = world.process(input.processId);
    const agent = world.agent(input.agentId, nowAt);
    const { attemptId, leadId, campaignId, lane, level, leadVersion, dialbackId } = input;
    const scope = { agentId: input.agentId, campaignIds: [campaignId] };
    const homeGuard = process.order.view.lead(leadId)?.homeGuard ?? '';
    // What the record begins with may be in the middle of something.
    world.step(agent, { type: 'desk_opened' }, nowAt);
    if (agent.state.presence !== 'ready') world.step(agent, { type: 'ready' }, nowAt);
    const turn = process.order.view.peekBest(scope, nowAt)?.turn;
    const candidate = {
      leadId,
      homeGuard,
      campaignId,
      lane,
      // One of the record's own words.
      level: level as Choice['candidate']['level'],
      leadVersion,
      sortKey: [0, 0, 0] as const,
      ...(turn === undefined || dialbackId !== undefined ? {} : { turn }),
    };
    const choice = { process, candidate, ...(dialbackId === undefined ? {} : { dialbackId }) };
    this.#run.events += 1;
    this.#follow(input, takeLead(this.#run, agent, choice, { attemptId, basis: 'recorded' }));
  }

  /** What agents open themselves they open in any case, where they have nothing else in hand. */
  #open(input: OpenedInput): void {
    // Whom nobody has dialled here answers nobody.
    if (this.#recorded.has(input.attemptId) && !this.#followed.has(input.attemptId)) return;
    const attempt = openLead(this.#run, input);
    if (attempt !== undefined) this.#follow(input, attempt);
    if (input.leadId !== '') trackOf(this.#run, input.leadId).isOff ||= attempt === undefined;
  }

  #restoreTurns({ processId, campaignId, turns }: ChosenInput): void {
    if (this.#run.nowAt < this.#run.header.fromAt || this.#turnsKnown.has(campaignId)) return;
    if (turns === undefined && !this.#hasRestarted) return;
    this.#turnsKnown.add(campaignId);
    const { order } = this.#run.world.process(processId);
    const [campaign, line] = order.view.turnLine(campaignId, turns ?? NO_TURNS);
    order.turns.restore(campaign, line);
  }

  #queueOf(agentId: string) {
    let queue = this.#choicesOf.get(agentId);
    if (queue === undefined) this.#choicesOf.set(agentId, (queue = { choices: [], next: 0 }));
    return queue;
  }
}

function isConfiguration({ type }: DayInput): boolean {
  return type === 'list' || type === 'campaign' || type === 'criteria';
}
