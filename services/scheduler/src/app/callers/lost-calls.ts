import { deferred, type Clock, type Deferred } from '@firstring/kernel';
import type { CallerLine } from './caller-line.ts';
import { untilWoken } from './until-woken.ts';

/** The SIP side tells dial-back again for some seconds; longer than that nobody is kept from the number. */
const TOLD_MS = 10_000;
/** Of a flood no more calls are waited for than this. */
const LOST_MAX = 2000;

/** A missed call as dial-back tells of it, whatever becomes of it there. */
export interface MissedCallNews {
  readonly processId: string;
  readonly phone: string;
  readonly missedAt: number;
}

/** Calls that were lost a moment ago and keep their number until dial-back has told what becomes of them. */
export class LostCalls {
  readonly #clock: Clock;
  readonly #waits = new Map<CallerLine, Deferred<void>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  has(line: CallerLine): boolean {
    return this.#waits.has(line);
  }

  /** Until it is told, or the time is over. */
  async untilTold(line: CallerLine, signal: AbortSignal): Promise<void> {
    if (this.#waits.size >= LOST_MAX) return;
    const told = deferred<void>();
    this.#waits.set(line, told);
    await untilWoken(this.#clock, told, { forMs: TOLD_MS, signal });
    this.#waits.delete(line);
  }

  told({ processId, phone, missedAt }: MissedCallNews): void {
    for (const [line, told] of this.#waits) {
      // An older call of theirs may be told of once more, because of this one.
      if (line.processId === processId && line.phone === phone && line.arrivedAt <= missedAt) told.resolve();
    }
  }

  /** The token under which a lost call has the number of this caller; 0: none has. */
  tokenOf(caller: CallerLine): number {
    return this.#ofNumber(caller)?.[0].token ?? 0;
  }

  /** The number is this caller's now, and no lost call's. */
  takenBy(caller: CallerLine): void {
    const lost = this.#ofNumber(caller);
    if (lost === undefined) return;
    const [line, told] = lost;
    line.token = 0;
    told.resolve();
  }

  /** An earlier call of this caller that still has the number. */
  #ofNumber(caller: CallerLine): [CallerLine, Deferred<void>] | undefined {
    const { processId, homeGuard } = caller;
    return this.#waits
      .entries()
      .find(
        ([line]) =>
          line !== caller && line.token !== 0 && line.processId === processId && line.homeGuard === homeGuard,
      );
  }
}
