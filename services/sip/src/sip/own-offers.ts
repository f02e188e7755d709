import { AppError, type Clock, type Log, type Random } from '@firstring/kernel';
import { withDeadline } from '../app/with-deadline.ts';
import type { ReceivedResponse, SipDialog } from './drachtio.ts';
import { OWN_HEADERS } from './own-headers.ts';

export interface OwnOffersDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** How long the far end may take to answer a re-INVITE. */
  readonly reofferMs: number;
}

const TRIES_MAX = 4;
/** RFC 3261 section 14.1: in steps of 10 ms, 2.1 to 4 s for the owner of the Call-ID, which we are on every leg we have rung, 0 to 2 s for the other. */
const BACKOFF = { owner: { minMs: 2100, steps: 191 }, other: { minMs: 0, steps: 201 } };
const BACKOFF_STEP_MS = 10;
const GLARE = 491;

/**
 * Re-INVITEs of ours in one dialog, one after another. By `dialog.request`: after a refusal `dialog.modify` never lets another
 * one through (docs/control-protocol.md).
 */
export class OwnOffers {
  readonly #deps: OwnOffersDeps;
  readonly #dialog: SipDialog;
  /** Resolves when no offer of the far end is being answered: we may not ask while it does. */
  readonly #quiet: () => Promise<void>;
  readonly #role: 'owner' | 'other';
  #tail: Promise<unknown> = Promise.resolve();
  #outstanding = false;

  constructor(
    deps: OwnOffersDeps,
    dialog: SipDialog,
    more: { readonly quiet: () => Promise<void>; readonly role: 'owner' | 'other' },
  ) {
    this.#deps = deps;
    this.#dialog = dialog;
    this.#quiet = more.quiet;
    this.#role = more.role;
  }

  /** Ours is on its way: one that comes in now is 491. */
  get outstanding(): boolean {
    return this.#outstanding;
  }

  /** Resolves with the answer; rejects with MEDIA_UNAVAILABLE when it is refused, or four times crossed. */
  offer(sdp: string): Promise<string> {
    const answered = this.#tail.then(() => this.#offer(sdp));
    // Whoever asked has the failure.
    this.#tail = Promise.allSettled([answered]);
    return answered;
  }

  async #offer(sdp: string): Promise<string> {
    for (let tries = 1; ; tries += 1) {
      await this.#quiet();
      const response = await this.#invite(sdp);
      if (response.status < 300 && hasText(response.body)) return response.body ?? '';
      if (response.status !== GLARE || tries >= TRIES_MAX) throw refused(response.status);
      const { random, clock } = this.#deps;
      const { minMs, steps } = BACKOFF[this.#role];
      await clock.sleep(minMs + random.int(steps) * BACKOFF_STEP_MS);
    }
  }

  async #invite(sdp: string): Promise<ReceivedResponse> {
    this.#outstanding = true;
    // A 18x comes before the final response, and drachtio-server keeps what follows it: hence the deadline.
    const final = new Promise<ReceivedResponse>((resolve, reject) => {
      this.#dialog.request(
        { method: 'INVITE', headers: { ...OWN_HEADERS, 'Content-Type': 'application/sdp' }, body: sdp },
        (error, response) => {
          if (response === undefined) reject(refused(0, error));
          else if (response.status >= 200) resolve(response);
        },
      );
    });
    const { clock, reofferMs } = this.#deps;
    try {
      return await withDeadline(clock, reofferMs, final, () => {
        throw refused(408);
      });
    } finally {
      this.#outstanding = false;
    }
  }
}

function refused(status: number, cause?: unknown): AppError {
  return new AppError({
    reason: 'MEDIA_UNAVAILABLE',
    code: 'unavailable',
    message: 'a re-INVITE was not taken',
    details: { status: String(status) },
    cause,
  });
}

function hasText(body: string | undefined): boolean {
  return body !== undefined && body.trim() !== '';
}
