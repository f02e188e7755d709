import type { Clock } from '@firstring/kernel';
import type { Tally } from '../domain/order/tally.ts';
import type { Background } from './background.ts';

/** Leads are sorted for so long at a stretch; then everybody else has their turn. */
const SLICE_MS = 4;

type Steps = Generator<number, Tally>;

/**
 * Sorts leads by reason a slice at a time: a million of them are gone through in a second or two, and no decision waits for it. One sorting
 * runs at a time, and who asks the same meanwhile gets the same answer.
 */
export class Tallies {
  readonly #clock: Clock;
  readonly #background: Background;
  readonly #asked = new Map<string, Promise<Tally>>();
  #last: Promise<unknown> = Promise.resolve();

  constructor({ clock, background }: { clock: Clock; background: Background }) {
    this.#clock = clock;
    this.#background = background;
  }

  /** `question` tells what is asked from anything else that is. */
  run(question: string, begin: () => Steps): Promise<Tally> {
    const known = this.#asked.get(question);
    if (known !== undefined) return known;
    const before = this.#last;
    const answer = new Promise<Tally>((resolve, reject) => {
      this.#background.run('sorting leads', async (signal) => {
        try {
          await before;
          resolve(await this.#goThrough(begin(), signal));
        } catch (error) {
          reject(error);
        } finally {
          this.#asked.delete(question);
        }
      });
    });
    this.#asked.set(question, answer);
    this.#last = Promise.allSettled([answer]);
    return answer;
  }

  async #goThrough(steps: Steps, signal: AbortSignal): Promise<Tally> {
    for (;;) {
      const untilMs = this.#clock.monotonicMs() + SLICE_MS;
      do {
        const next = steps.next();
        if (next.done === true) return next.value;
      } while (this.#clock.monotonicMs() < untilMs);
      await this.#clock.sleep(0, signal);
    }
  }
}
