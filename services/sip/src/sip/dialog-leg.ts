import {
  AppError,
  deferred,
  type Clock,
  type Deferred,
  type Log,
  type Random,
  type Timer,
} from '@firstring/kernel';
import type { LegEvents, LegOrder } from '../app/ports.ts';
import type { IncomingRequest, Responder, SipDialog } from './drachtio.ts';
import { withDeadline } from '../app/with-deadline.ts';
import { formatKeyInfo, KEY_INFO_TYPE, readKeyInfo, type Key } from '../domain/key-info.ts';
import { wishOf } from './media-wish.ts';
import { OWN_HEADERS } from './own-headers.ts';
import { OwnOffers, type OwnOffersDeps } from './own-offers.ts';
import { readRefer } from './read-refer.ts';
import { sendBye } from './send-bye.ts';

export interface DialogLegDeps extends OwnOffersDeps {
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
/** RFC 3261 section 14.2: a second offer while the first is being answered. One that crosses ours is 491. */
const RETRY_AFTER_S_MAX = 10;
/** Keys that wait for the far end's answers; more are somebody playing. */
const KEYS_WAITING_MAX = 64;
const KEY_TYPES = 'application/sdp, application/dtmf-relay, application/dtmf';
const PHRASES: ReadonlyMap<number, string> = new Map([
  [100, 'Trying'],
  [180, 'Ringing'],
  [200, 'OK'],
  [480, 'Temporarily Unavailable'],
]);

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
  /** The first ACK of a call that came in; before it nothing is negotiated anew (RFC 3261 section 14.1). */
  readonly #acknowledged: Deferred<void> = deferred();
  /** Offers of the far end are answered one at a time (RFC 3261 section 14.2). */
  #negotiating: Promise<void> | undefined;
  #offered: boolean;
  readonly #offers: OwnOffers;
  #keys: Promise<unknown> = Promise.resolve();
  #keysWaiting = 0;
  #notifies: Promise<unknown> = Promise.resolve();
  /** The step of a transfer that was told last: a phone that rings on and on tells nothing new. */
  #told = 0;

  constructor(
    deps: DialogLegDeps,
    dialog: SipDialog,
    peer: {
      readonly events: LegEvents;
      readonly credentials: LegOrder['credentials'];
      /** Of a call that came in, until its ACK: our 200 had the offer, or the answer. */
      readonly answered?: { readonly hasOffered: boolean };
    },
  ) {
    this.#deps = deps;
    this.#dialog = dialog;
    this.#events = peer.events;
    this.#offered = peer.answered?.hasOffered === true;
    if (peer.answered !== undefined) {
      this.#negotiating = this.#acknowledged.promise.finally(() => {
        this.#negotiating = undefined;
      });
    }
    this.#credentials = peer.credentials;
    dialog.on('destroy', (_request, reason) => this.#onDestroyed(reason));
    dialog.on('modify', (request, response) => this.#onOffer(request, response));
    dialog.on('update', (request, response) => this.#onUpdate(request, response));
    dialog.on('ack', (request) => this.#onAck(request));
    dialog.on('refer', (request, response) => this.#onRefer(request, response));
    dialog.on('info', (request, response) => this.#onInfo(request, response));
    this.#offers = new OwnOffers(deps, dialog, {
      quiet: async () => this.#negotiating,
      role: peer.answered === undefined ? 'owner' : 'other',
    });
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
    this.#acknowledged.resolve();
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
    if (this.#offers.outstanding) {
      response.send(491, { headers: { ...OWN_HEADERS } });
      return;
    }
    if (this.#negotiating !== undefined) {
      const retryAfter = String(this.#deps.random.int(RETRY_AFTER_S_MAX + 1));
      response.send(500, { headers: { ...OWN_HEADERS, 'Retry-After': retryAfter } });
      return;
    }
    this.#negotiating = this.#answer(request, response)
      .catch((error: unknown) => {
        this.#deps.log.warn({ err: error }, 'a change of media could not be answered');
        if (!response.finalResponseSent) response.send(statusOf(error), { headers: { ...OWN_HEADERS } });
      })
      .finally(() => {
        this.#negotiating = undefined;
      });
  }

  async #answer(request: IncomingRequest, response: Responder): Promise<void> {
    const wanted = !hasText(request.body);
    const body = wanted ? await this.#events.offerWanted() : await this.#events.reoffered(request.body ?? '');
    if (this.#over) return;
    this.#offered = wanted;
    this.#dialog.local.sdp = body;
    response.send(200, { headers: { ...OWN_HEADERS, 'Content-Type': 'application/sdp' }, body });
    if (!wanted) this.#wished(request.body ?? '');
  }

  #wished(sdp: string): void {
    const wish = wishOf(sdp);
    if (wish !== undefined && !this.#over) this.#events.wished?.(wish);
  }

  /** The answer to an offer the far end asked us for comes with its ACK. */
  #onAck(request: IncomingRequest): void {
    this.#acknowledged.resolve();
    if (!this.#offered || !hasText(request.body)) return;
    this.#offered = false;
    const sdp = request.body ?? '';
    this.#events.offerAnswered(sdp).then(
      () => this.#wished(sdp),
      (error: unknown) => this.#deps.log.warn({ err: error }, 'the answer in an ACK cannot be used'),
    );
  }

  /** Who may transfer to whom is not decided here; a trunk's leg refuses all (BAD_INPUTS: no REFER from outside). */
  #onRefer(request: IncomingRequest, response: Responder): void {
    const headers = { ...OWN_HEADERS };
    const { referred } = this.#events;
    if (referred === undefined) {
      response.send(403, { headers });
      return;
    }
    const referral = readRefer(request);
    if (referral === undefined) {
      response.send(400, { headers });
      return;
    }
    referred(referral).then(
      (status) => response.send(status, { headers }),
      (error: unknown) => {
        this.#deps.log.error({ err: error }, 'a REFER could not be answered');
        response.send(500, { headers });
      },
    );
  }

  #onInfo(request: IncomingRequest, response: Responder): void {
    const headers = { ...OWN_HEADERS };
    // An empty one asks whether we are there.
    if (!hasText(request.body)) {
      response.send(200, { headers });
      return;
    }
    const key = readKeyInfo(request.get('Content-Type') ?? '', request.body ?? '');
    response.send(key === undefined ? 415 : 200, {
      headers: key === undefined ? { ...headers, Accept: KEY_TYPES } : headers,
    });
    if (key !== undefined && !this.#over) this.#events.keyPressed?.(key);
  }

  reoffer(sdp: string): Promise<string> {
    return this.#offers.offer(sdp).then((answer) => {
      this.#dialog.local.sdp = sdp;
      return answer;
    });
  }

  /** One after another, as they were pressed. */
  sendKey(key: Key): Promise<void> {
    if (this.#keysWaiting >= KEYS_WAITING_MAX) return Promise.reject(notTaken(0));
    this.#keysWaiting += 1;
    const sent = this.#keys
      .then(() => this.#sendKey(key))
      .finally(() => {
        this.#keysWaiting -= 1;
      });
    this.#keys = Promise.allSettled([sent]);
    return sent;
  }

  async #sendKey(key: Key): Promise<void> {
    const headers = { ...OWN_HEADERS, 'Content-Type': KEY_INFO_TYPE };
    const asked = this.#dialog.request({ method: 'INFO', headers, body: formatKeyInfo(key) });
    const { clock, probeWaitMs } = this.#deps;
    const status = await withDeadline(
      clock,
      probeWaitMs,
      asked.then((response) => response.status),
      () => 408,
    );
    if (status >= 300) throw notTaken(status);
  }

  /** NOTIFY for each step, in order; the last one ends the subscription. */
  tellTransfer(status: number): void {
    if (status === this.#told) return;
    this.#told = status;
    const state = status < 200 ? 'active;expires=60' : 'terminated;reason=noresource';
    const notify = (): Promise<unknown> =>
      this.#dialog.request({
        method: 'NOTIFY',
        headers: {
          ...OWN_HEADERS,
          Event: 'refer',
          'Subscription-State': state,
          'Content-Type': 'message/sipfrag;version=2.0',
        },
        body: `SIP/2.0 ${status} ${PHRASES.get(status) ?? 'Progress'}\r\n`,
      });
    this.#notifies = this.#notifies.then(notify).catch((error: unknown) => {
      this.#deps.log.debug({ err: error }, 'a phone was not told how its transfer goes');
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
  const { code } = AppError.from(error);
  if (code === 'invalid_argument') return 488;
  return code === 'aborted' ? 491 : 500;
}

function notTaken(status: number): AppError {
  return new AppError({
    reason: 'UNAVAILABLE',
    code: 'unavailable',
    message: 'the far end takes no keys',
    details: { status: String(status) },
  });
}
