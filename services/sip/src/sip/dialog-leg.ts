import { AppError, type Clock, type Log, type Random, type Timer } from '@firstring/kernel';
import type { LegEvents, LegOrder } from '../app/ports.ts';
import type { IncomingRequest, Responder, SipDialog } from './drachtio.ts';
import { withDeadline } from '../app/with-deadline.ts';
import { OWN_HEADERS } from './own-headers.ts';
import { sendBye } from './send-bye.ts';

export interface DialogLegDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** How often a live leg is asked whether it is still there, and how long the answer may take. */
  readonly probeMs: number;
  readonly probeWaitMs: number;
}

/** Responses that say the far end knows the dialog no more (RFC 5057), or that nobody is there. */
const DEAD = new Set([404, 408, 410, 480, 481, 503]);
const PROBE_FAILURES_MAX = 2;
/** RFC 3261 section 14.2: a second offer while the first is being answered. 491 would be for one that crosses ours, and we make none. */
const RETRY_AFTER_S_MAX = 10;

/**
 * An established dialog: answers what the far end asks within it, notices when it is gone, hangs up.
 * Listeners are set in the constructor, in the same tick in which the dialog is made: the far end may be quick.
 */
export class DialogLeg {
  readonly #deps: DialogLegDeps;
  readonly #dialog: SipDialog;
  readonly #events: LegEvents;
  readonly #credentials: LegOrder['credentials'];
  #over = false;
  #probe: Timer | undefined;
  #probeFailures = 0;
  /** Offers of the far end are answered one at a time (RFC 3261 section 14.2). */
  #negotiating = false;
  #offered = false;

  constructor(
    deps: DialogLegDeps,
    dialog: SipDialog,
    peer: { readonly events: LegEvents; readonly credentials: LegOrder['credentials'] },
  ) {
    this.#deps = deps;
    this.#dialog = dialog;
    this.#events = peer.events;
    this.#credentials = peer.credentials;
    dialog.on('destroy', (_request, reason) => this.#onDestroyed(reason));
    dialog.on('modify', (request, response) => this.#onOffer(request, response));
    dialog.on('update', (request, response) => this.#onUpdate(request, response));
    dialog.on('ack', (request) => this.#onAck(request));
    // Nobody transfers a call of ours to a number no permit names.
    dialog.on('refer', (_request, response) => response.send(403, { headers: { ...OWN_HEADERS } }));
    this.#armProbe();
  }

  end(): void {
    if (this.#over) return;
    this.drop();
    sendBye(this.#deps, this.#dialog, this.#credentials);
  }

  /** Lets go without a BYE: the connection it would take is lost. */
  drop(): void {
    this.#over = true;
    this.#probe?.cancel();
  }

  #onDestroyed(reason: string): void {
    if (this.#over) return;
    this.drop();
    // Other texts come from the server itself: no ACK, session timer run out.
    this.#events.ended({ lost: reason !== 'normal release' });
  }

  #onUpdate(request: IncomingRequest, response: Responder): void {
    if (hasText(request.body)) this.#onOffer(request, response);
    else response.send(200, { headers: { ...OWN_HEADERS } });
  }

  #onOffer(request: IncomingRequest, response: Responder): void {
    if (this.#over) {
      response.send(481);
      return;
    }
    if (this.#negotiating) {
      const retryAfter = String(this.#deps.random.int(RETRY_AFTER_S_MAX + 1));
      response.send(500, { headers: { ...OWN_HEADERS, 'Retry-After': retryAfter } });
      return;
    }
    this.#negotiating = true;
    this.#answer(request, response)
      .catch((error: unknown) => {
        this.#deps.log.warn({ err: error }, 'a change of media could not be answered');
        if (!response.finalResponseSent) response.send(statusOf(error), { headers: { ...OWN_HEADERS } });
      })
      .finally(() => {
        this.#negotiating = false;
      });
  }

  async #answer(request: IncomingRequest, response: Responder): Promise<void> {
    const wanted = !hasText(request.body);
    const body = wanted ? await this.#events.offerWanted() : await this.#events.reoffered(request.body ?? '');
    if (this.#over) return;
    this.#offered = wanted;
    this.#dialog.local.sdp = body;
    response.send(200, { headers: { ...OWN_HEADERS, 'Content-Type': 'application/sdp' }, body });
  }

  /** The answer to an offer the far end asked us for comes with its ACK. */
  #onAck(request: IncomingRequest): void {
    if (!this.#offered || !hasText(request.body)) return;
    this.#offered = false;
    this.#events.offerAnswered(request.body ?? '').catch((error: unknown) => {
      this.#deps.log.warn({ err: error }, 'the answer in an ACK cannot be used');
    });
  }

  #armProbe(): void {
    this.#probe = this.#deps.clock.setTimer(this.#deps.probeMs, () => {
      this.#askWhetherAlive().catch((error: unknown) =>
        this.#deps.log.error({ err: error }, 'leg probe failed'),
      );
    });
  }

  /**
   * Nobody says goodbye when a laptop is closed: OPTIONS within the dialog finds out (F53, F54;
   * docs/control-protocol.md section 10).
   */
  async #askWhetherAlive(): Promise<void> {
    const asked = this.#dialog
      .request({ method: 'OPTIONS', headers: { ...OWN_HEADERS } })
      .then((response) => response.status);
    const status = await withDeadline(this.#deps.clock, this.#deps.probeWaitMs, asked, () => 408).catch(
      () => 481,
    );
    if (this.#over) return;
    this.#probeFailures = DEAD.has(status) ? this.#probeFailures + 1 : 0;
    if (this.#probeFailures < PROBE_FAILURES_MAX) {
      this.#armProbe();
      return;
    }
    this.end();
    this.#events.ended({ lost: true });
  }
}

function hasText(body: string | undefined): boolean {
  return body !== undefined && body.trim() !== '';
}

function statusOf(error: unknown): number {
  return AppError.from(error).code === 'invalid_argument' ? 488 : 500;
}
