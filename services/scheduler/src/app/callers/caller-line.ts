import { deferred, type Deferred } from '@firstring/kernel';
import type { DismissCause } from '../../domain/callers/caller-queue.ts';
import type { GuardRef } from '../ports.ts';
import type { IncomingNumberRules } from './incoming-numbers.ts';

/** What the SIP side is told to do for one caller. */
export type CallerOrder =
  | {
      readonly type: 'matched';
      readonly campaignId: string;
      readonly leadId: string;
      readonly created: boolean;
    }
  | { readonly type: 'position'; readonly position: number }
  | {
      readonly type: 'ring';
      readonly agentId: string;
      readonly campaignId: string;
      readonly leadId: string;
      readonly token: number;
      readonly ringMs: number;
    }
  | { readonly type: 'stop'; readonly agentId: string; readonly token: number }
  | { readonly type: 'dismiss'; readonly cause: DismissCause };

/** A reader so far behind is gone. */
const UNREAD_MAX = 64;

/** Orders of one caller, on their way to whoever has the caller's leg. */
export class OrderStream {
  readonly #unread: CallerOrder[] = [];
  readonly #ended = deferred<undefined>();
  #isEnded = false;
  #wake: Deferred<void> | undefined;

  push(order: CallerOrder): void {
    if (this.#isEnded) return;
    // Of places in the queue only the last is news.
    if (order.type === 'position' && this.#unread.at(-1)?.type === 'position') this.#unread.pop();
    this.#unread.push(order);
    if (this.#unread.length > UNREAD_MAX) this.end();
    this.#wake?.resolve();
  }

  /** What is unread is still read. */
  end(): void {
    this.#isEnded = true;
    this.#ended.resolve(undefined);
    this.#wake?.resolve();
  }

  get ended(): Promise<undefined> {
    return this.#ended.promise;
  }

  async *read(): AsyncGenerator<CallerOrder> {
    for (;;) {
      const order = this.#unread.shift();
      if (order !== undefined) yield order;
      else if (this.#isEnded) return;
      else {
        this.#wake = deferred();
        await this.#wake.promise;
      }
    }
  }
}

/** One caller's call, as long as it lasts: what the queue does not need to know. */
export interface CallerLine {
  readonly attemptId: string;
  readonly processId: string;
  readonly number: IncomingNumberRules;
  /** E.164; empty: withheld. */
  readonly phone: string;
  readonly arrivedAt: number;
  orders: OrderStream;
  /** Once it is known who calls. */
  matched: Extract<CallerOrder, { type: 'matched' }> | undefined;
  /** The lead's, or the caller's number; empty: there is nothing to lock. */
  homeGuard: string;
  leadVersion: number;
  /** Of the lock that is held for the call, or, rising, of each ring where there is no lock; 0: none. */
  token: number;
  /** How often the lock was asked for: each time is a request of its own. */
  holds: number;
  /** When the lock is to be extended. */
  renewAt: number;
  /** The last place that was told. */
  position: number;
  /** The order to ring that has not been answered, told again to whoever asks again. */
  ring: Extract<CallerOrder, { type: 'ring' }> | undefined;
  /** Wakes whoever waits for the number to be free. */
  freed: Deferred<void> | undefined;
  isOver: boolean;
  /** We have called them (ADR 23). */
  readonly isDialled: boolean;
}

export function guardOfLine({ processId, homeGuard, matched }: CallerLine): GuardRef {
  return { processId, phone: homeGuard, leadId: matched?.leadId ?? '' };
}
