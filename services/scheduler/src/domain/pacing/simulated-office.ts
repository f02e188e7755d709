import type { Random } from '@firstring/kernel';
import { learn, NEW_FORECAST, type Forecast } from './forecast.ts';
import { countCall, roomOf, totalsOf, type Ledger, type Room } from './ledger.ts';
import { paceOf } from './pacing.ts';
import { dayText } from '@firstring/domain';

/** A campaign's day for simulations: agents, phones that are answered or not, and time that passes at once. */
export interface OfficePlan {
  readonly agents: number;
  readonly hours: number;
  readonly random: Random;
  /** Share of dials that are answered at this hour of the campaign. */
  readonly answerRate: (hour: number) => number;
  /** An agent's phone that does not take the call. */
  readonly phoneFails: number;
  /** What the decision is told of the ledger; as it is, unless a control wants to see it break. */
  readonly roomOf?: (ledger: Ledger, today: string) => Room;
}

export interface OfficeReport {
  readonly answered: number;
  readonly abandoned: number;
  readonly dials: number;
  /** Of calls after those that were dialled ahead. */
  readonly ahead: number;
  readonly decisions: number;
  /** The highest share of the thirty days, after each abandoned call and at each midnight. */
  readonly worst: number;
  readonly talkedMs: number;
}

type Step =
  | { readonly type: 'answer' | 'no_answer' | 'previewed'; readonly tookMs: number }
  | { readonly type: 'talked' | 'wrapped_up'; readonly tookMs: number }
  | { readonly type: 'left_alone'; readonly call: number };

const CONNECT_MS = 2000;
const HOURS_A_DAY = 8;
const LIMITS = { ceilingBasisPoints: 300, linesPerAgentMax: 5 };
const HOUR_MS = 3_600_000;

/** Lets such a campaign work; eight hours a day. */
export function simulateOffice(plan: OfficePlan): OfficeReport {
  const office = new Office(plan);
  office.run();
  return office.report();
}

class Office {
  readonly #plan: OfficePlan;
  readonly #queue = new StepQueue();
  #now = 0;
  #ledger: Ledger = [];
  #forecast: Forecast = NEW_FORECAST;
  #ready: number;
  #talking = 0;
  #wrapping = 0;
  #previewing = 0;
  #out = 0;
  #calls = 0;
  readonly #waiting = new Set<number>();
  #sums = { answered: 0, abandoned: 0, dials: 0, ahead: 0, decisions: 0, worst: 0, talkedMs: 0 };

  constructor(plan: OfficePlan) {
    this.#plan = plan;
    this.#ready = plan.agents;
  }

  run(): void {
    const endAt = this.#plan.hours * HOUR_MS;
    let day = '';
    this.#decide();
    for (;;) {
      const next = this.#queue.take();
      if (next === undefined || next.at >= endAt) return;
      this.#now = next.at;
      if (this.#day() !== day) {
        day = this.#day();
        this.#look();
      }
      this.#take(next.step);
      this.#decide();
    }
  }

  report(): OfficeReport {
    return this.#sums;
  }

  #day(): string {
    return dayText(20_000 + Math.floor(this.#now / HOUR_MS / HOURS_A_DAY));
  }

  #take(step: Step): void {
    switch (step.type) {
      case 'no_answer':
        this.#out -= 1;
        this.#forecast = learn(this.#forecast, { type: 'dialled', answered: false, ringMs: step.tookMs });
        return;
      case 'answer':
        this.#out -= 1;
        this.#forecast = learn(this.#forecast, { type: 'dialled', answered: true, ringMs: step.tookMs });
        this.#answered();
        return;
      case 'previewed':
        this.#previewing -= 1;
        if (this.#chance(this.#rate())) this.#talk();
        else this.#ready += 1;
        return;
      case 'left_alone':
        if (this.#waiting.delete(step.call)) this.#count('abandoned');
        return;
      case 'talked':
        this.#talking -= 1;
        this.#wrapping += 1;
        this.#forecast = learn(this.#forecast, step);
        this.#later('wrapped_up', this.#about(15_000));
        return;
      case 'wrapped_up':
        this.#wrapping -= 1;
        this.#forecast = learn(this.#forecast, step);
        this.#ready += 1;
        this.#connect();
    }
  }

  #answered(): void {
    this.#calls += 1;
    this.#waiting.add(this.#calls);
    this.#queue.add(this.#now + CONNECT_MS, { type: 'left_alone', call: this.#calls });
    this.#connect();
  }

  #connect(): void {
    for (const call of this.#waiting) {
      if (this.#ready === 0) return;
      if (this.#chance(this.#plan.phoneFails)) return;
      this.#waiting.delete(call);
      this.#ready -= 1;
      this.#talk();
    }
  }

  #talk(): void {
    this.#count('talked');
    this.#talking += 1;
    const tookMs = this.#about(120_000);
    this.#sums.talkedMs += tookMs;
    this.#later('talked', tookMs);
  }

  #decide(): void {
    const { roomOf: told = (ledger, today) => roomOf(ledger, today, LIMITS.ceilingBasisPoints) } = this.#plan;
    const now = {
      agentsReady: this.#ready,
      agentsTalking: this.#talking + this.#previewing,
      agentsWrappingUp: this.#wrapping,
      callsOut: this.#out,
      callsWaiting: this.#waiting.size,
    };
    const room = told(this.#ledger, this.#day());
    const { mode, dials } = paceOf(now, { forecast: this.#forecast, room, limits: LIMITS });
    this.#sums.decisions += 1;
    if (mode === 'ahead') this.#sums.ahead += dials;
    for (let dial = 0; dial < dials; dial += 1) {
      this.#out += 1;
      this.#sums.dials += 1;
      const isAnswered = this.#chance(this.#rate());
      this.#later(isAnswered ? 'answer' : 'no_answer', isAnswered ? this.#about(10_000) : 25_000);
    }
    if (mode === 'preview') this.#preview();
  }

  #preview(): void {
    for (; this.#ready > 0; this.#ready -= 1) {
      this.#previewing += 1;
      this.#later('previewed', this.#about(20_000));
    }
  }

  #count(how: 'talked' | 'abandoned'): void {
    this.#ledger = countCall(this.#ledger, this.#day(), how);
    this.#sums.answered += 1;
    if (how === 'talked') return;
    this.#sums.abandoned += 1;
    this.#look();
  }

  #look(): void {
    const { answered, abandoned } = totalsOf(this.#ledger, this.#day());
    if (answered > 0) this.#sums.worst = Math.max(this.#sums.worst, abandoned / answered);
  }

  #rate(): number {
    return this.#plan.answerRate(Math.floor(this.#now / HOUR_MS));
  }

  #chance(of: number): boolean {
    return this.#plan.random.float() < of;
  }

  /** Exponential: most are short, some very long. */
  #about(meanMs: number): number {
    return -Math.log(1 - this.#plan.random.float()) * meanMs;
  }

  #later(type: Exclude<Step['type'], 'left_alone'>, tookMs: number): void {
    this.#queue.add(this.#now + tookMs, { type, tookMs });
  }
}

/** What comes next, soonest first. */
class StepQueue {
  readonly #heap: { readonly at: number; readonly step: Step }[] = [];

  add(at: number, step: Step): void {
    const entry = { at, step };
    let index = this.#heap.push(entry) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = this.#heap[parent];
      if (above === undefined || above.at <= at) break;
      this.#heap[index] = above;
      index = parent;
    }
    this.#heap[index] = entry;
  }

  take(): { readonly at: number; readonly step: Step } | undefined {
    const [first] = this.#heap;
    const last = this.#heap.pop();
    if (first === undefined || last === undefined || this.#heap.length === 0) return first;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if ((this.#heap[child + 1]?.at ?? Infinity) < (this.#heap[child]?.at ?? Infinity)) child += 1;
      const below = this.#heap[child];
      if (below === undefined || below.at >= last.at) break;
      this.#heap[index] = below;
      index = child;
    }
    this.#heap[index] = last;
    return first;
  }
}
