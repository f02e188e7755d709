import type { Random } from '@firstring/kernel';
import type { Machine, Run } from './_machine.ts';
import type { Timeline } from './_timeline.ts';

/** Where every machine's store and the log stand: links to them fail like others, they themselves do not. */
export const STORE = 'store';
export const BUS = 'bus';

export interface Weather {
  /** Share of messages that never arrive, and of those that arrive twice. */
  readonly loss: number;
  readonly duplication: number;
  /** Longest time on the way, ms; the shortest is one. */
  readonly delayMs: number;
}

export const FAIR: Weather = { loss: 0, duplication: 0, delayMs: 4 };
/** A message that comes again comes this much later at most. */
const AGAIN_MS = 4000;

/** Links between machines, one for each direction. */
export class Network {
  weather: Weather = FAIR;
  readonly #timeline: Timeline;
  readonly #random: Random;
  readonly #cut = new Set<string>();

  constructor(timeline: Timeline, random: Random) {
    this.#timeline = timeline;
    this.#random = random;
  }

  cut(from: string, to: string): void {
    this.#cut.add(`${from}>${to}`);
  }

  heal(from: string, to: string): void {
    this.#cut.delete(`${from}>${to}`);
  }

  healAll(): void {
    this.#cut.clear();
  }

  isCut(from: string, to: string): boolean {
    return this.#cut.has(`${from}>${to}`);
  }

  /** Time on the way of one message. */
  delayMs(): number {
    return 1 + this.#random.int(this.weather.delayMs);
  }

  /** Whether this message is lost, arrives, or arrives twice. */
  fate(from: string, to: string): 'lost' | 'arrives' | 'twice' {
    if (this.isCut(from, to)) return 'lost';
    const { loss, duplication } = this.weather;
    if (loss === 0 && duplication === 0) return 'arrives';
    const draw = this.#random.float();
    if (draw < loss) return 'lost';
    return draw < loss + duplication ? 'twice' : 'arrives';
  }

  /** Carries something to whatever runs on a machine when it arrives; `arrive` gets undefined where nothing runs. */
  carry(from: string, to: Machine, arrive: (run: Run | undefined, isAgain: boolean) => void): void {
    const fate = this.fate(from, to.name);
    if (fate === 'lost') return;
    const land = (delayMs: number, isAgain: boolean): void =>
      this.#timeline.after(delayMs, () => {
        const { run } = to;
        if (run === undefined) arrive(undefined, isAgain);
        else to.after(run, 0, () => arrive(run, isAgain));
      });
    land(this.delayMs(), false);
    if (fate === 'twice') land(this.delayMs() + this.#random.int(AGAIN_MS), true);
  }
}
