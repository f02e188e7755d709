import { AppError, type Clock, type Log, type Random, type Timer } from '@firstring/kernel';
import type { Leg, LegEvents, LegOrder, LegTrace } from '../app/ports.ts';
import type { Key } from '../domain/key-info.ts';
import { withDeadline } from '../app/with-deadline.ts';
import { authorizationFor } from './challenges.ts';
import { DialogLeg, type DialogLegDeps } from './dialog-leg.ts';
import {
  SrfClass,
  type IncomingRequest,
  type Responder,
  type ReceivedResponse,
  type RequestOptions,
  type SentRequest,
  type SendAck,
  type SipDialog,
  type Srf,
} from './drachtio.ts';
import { OWN_HEADERS } from './own-headers.ts';
import { sendBye } from './send-bye.ts';
import { splitList } from './split-list.ts';

export interface UacLegDeps extends DialogLegDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** The connection of this moment; undefined while the server is away. */
  readonly srf: () => Srf | undefined;
  /** How long the server may take to take a request. */
  readonly operationMs: number;
  /** It took longer. */
  readonly onSilentServer: () => void;
  readonly endTrace: (trace: LegTrace) => void;
}

/** Nothing left our side: proof that no phone rang. */
const UNSENT = { status: 503, heard: false };
/** It may have left. */
const UNKNOWN = { status: 0, heard: false };
/** What the far end made of a 2xx we could not use. */
const UNUSABLE = { status: 500, heard: true };
const INVITES_MAX = 2;
const FORKS_MAX = 20;
/** How long the other phone may take to answer an offer that came in a 200. */
const LATE_ANSWER_MS = 4000;

/**
 * One INVITE of ours and what becomes of it. Written on `request`, not on drachtio-srf's createUAC: that acknowledges before
 * we know, answers any realm's challenge and only with MD5, takes a 202 for a failure, and never settles when the server
 * is lost.
 *
 * calling  the INVITE is with the server, or on its way there, or out
 * up       answered and acknowledged
 * over     failed, hung up by us, or by the far end
 */
export class UacLeg implements Leg {
  readonly #deps: UacLegDeps;
  readonly #order: LegOrder;
  readonly #events: LegEvents;
  readonly #srf: Srf | undefined;
  #state: 'calling' | 'up' | 'over' = 'calling';
  /** We want it gone, whatever comes. */
  #unwanted = false;
  #request: SentRequest | undefined;
  #dialog: DialogLeg | undefined;
  /** What each fork has said before its answer, by its To tag; one may answer without saying it again. */
  readonly #earlySdp = new Map<string, string>();
  #invites = 0;
  #deadline: Timer | undefined;

  constructor(deps: UacLegDeps, order: LegOrder, events: LegEvents) {
    this.#deps = deps;
    this.#order = order;
    this.#events = events;
    this.#srf = deps.srf();
  }

  start(): void {
    this.#invite({});
  }

  end(): void {
    if (this.#unwanted || this.#state === 'over') return;
    this.#unwanted = true;
    if (this.#deps.srf() !== this.#srf) {
      this.#leaveTrace();
      return;
    }
    if (this.#state === 'up') {
      this.#state = 'over';
      this.#dialog?.end();
    } else if (this.#request !== undefined) this.#cancel(this.#request);
  }

  sendKey(key: Key): Promise<void> {
    return this.#dialog?.sendKey(key) ?? Promise.reject(notUp());
  }

  tellTransfer(status: number): void {
    if (this.#state === 'up') this.#dialog?.tellTransfer(status);
  }

  reoffer(sdp: string): Promise<string> {
    return this.#dialog?.reoffer(sdp) ?? Promise.reject(notUp());
  }

  traces(): readonly LegTrace[] {
    const { callId, fromTag, uri } = this.#order;
    return [
      { dialogId: `${callId};from-tag=${fromTag}`, transactionId: this.#request?.stackTxnId ?? '', uri },
    ];
  }

  /** The connection is gone and this object hears nothing more: the leg is ended by its names once the server is back. */
  #leaveTrace(): void {
    this.#state = 'over';
    this.#deadline?.cancel();
    this.#dialog?.drop();
    for (const trace of this.traces()) this.#deps.endTrace(trace);
  }

  #invite(extra: Readonly<Record<string, string>>): void {
    const order = this.#order;
    this.#invites += 1;
    const options: RequestOptions = {
      method: 'INVITE',
      headers: {
        ...OWN_HEADERS,
        From: `${order.from};tag=${order.fromTag}`,
        To: order.to,
        'Call-ID': order.callId,
        ...(order.sdp === '' ? {} : { 'Content-Type': 'application/sdp' }),
        ...order.headers,
        ...extra,
      },
      body: order.sdp,
      ...(order.proxy === undefined ? {} : { proxy: order.proxy }),
    };
    this.#deadline = this.#deps.clock.setTimer(this.#deps.operationMs, () => {
      this.#fail(UNKNOWN);
      this.#deps.onSilentServer();
      // Should the INVITE have left after all, it is ended over the next connection.
      for (const trace of this.traces()) this.#deps.endTrace(trace);
    });
    try {
      if (this.#srf === undefined) throw new Error('the SIP server is away');
      this.#srf.request(order.uri, options, (error, request) => this.#onTaken(error, request));
    } catch (error) {
      this.#deps.log.warn({ err: error }, 'an INVITE could not be handed to the SIP server');
      this.#fail(UNSENT);
    }
  }

  #onTaken(error: unknown, request: SentRequest | undefined): void {
    this.#deadline?.cancel();
    if (request === undefined) {
      this.#deps.log.warn({ err: error }, 'the SIP server refused an INVITE');
      this.#fail(UNSENT);
      return;
    }
    this.#request = request;
    request.on('response', (response, ack) => this.#onResponse(response, ack));
    request.on('update', (update, response) => this.#onEarlyUpdate(update, response));
    // Wanted gone meanwhile, or given up as unknown: it must not ring.
    if (this.#unwanted || this.#state === 'over') this.#cancel(request);
  }

  /** The far end changes its early media before it answers (RFC 3311). */
  #onEarlyUpdate(update: IncomingRequest, response: Responder): void {
    const offer = textOf(update.body);
    if (offer === undefined) {
      response.send(200, { headers: { ...OWN_HEADERS } });
      return;
    }
    this.#events.reoffered(offer).then(
      (body) => response.send(200, { headers: { ...OWN_HEADERS, 'Content-Type': 'application/sdp' }, body }),
      (error: unknown) => {
        this.#deps.log.warn({ err: error }, 'an early change of media could not be answered');
        response.send(488, { headers: { ...OWN_HEADERS } });
      },
    );
  }

  #onResponse(response: ReceivedResponse, ack: SendAck): void {
    const { status } = response;
    if (status < 200) {
      // Reliable provisional responses want a PRACK (RFC 3262).
      if (response.has('RSeq')) ack();
      if (status >= 180 && status < 199) this.#onProgress(response);
    } else if (status < 300) this.#onAnswered(response, ack);
    else if (!this.#answerChallenge(response)) this.#fail(failureOf(response));
  }

  #onProgress(response: ReceivedResponse): void {
    const sdp = textOf(response.body);
    if (sdp !== undefined && this.#earlySdp.size < FORKS_MAX) this.#earlySdp.set(toTagOf(response), sdp);
    if (this.#state === 'calling') this.#events.ringing({ sdp });
  }

  /** Dialog and its listeners in this very tick, so that nothing the far end sends is missed; then the ACK, then the news. */
  #onAnswered(response: ReceivedResponse, ack: SendAck): void {
    const dialog = this.#makeDialog(response);
    if (dialog === undefined || this.#unwanted || this.#state === 'over') {
      ack();
      if (dialog === undefined) this.#deps.endTrace({ ...this.#trace(), dialogId: response.stackDialogId });
      // The server may have hung up already what was cancelled: then there is nothing left to do.
      else sendBye(this.#deps, dialog, this.#order.credentials);
      if (this.#state === 'calling' && dialog !== undefined) this.#events.answered({ sdp: '' });
      else this.#fail(UNUSABLE);
      this.#state = 'over';
      return;
    }
    let told = false;
    let goneEarly: { readonly lost: boolean } | undefined;
    this.#state = 'up';
    const events: LegEvents = {
      ...this.#events,
      ended: (news) => {
        this.#state = 'over';
        if (told) this.#events.ended(news);
        else goneEarly = news;
      },
    };
    this.#dialog = new DialogLeg(this.#deps, dialog, { events, credentials: this.#order.credentials });
    const tell = (answer?: string): void => {
      if (answer === undefined) ack();
      else ack({ headers: { 'Content-Type': 'application/sdp' }, body: answer });
      told = true;
      this.#events.answered({ sdp: textOf(response.body) ?? this.#earlySdp.get(toTagOf(response)) ?? '' });
      if (goneEarly !== undefined) this.#events.ended(goneEarly);
    };
    if (this.#order.sdp === '') this.#answerLate(textOf(response.body) ?? '', tell);
    else if (this.#order.beforeAck === undefined) tell();
    else {
      this.#order.beforeAck().then(
        () => tell(),
        (error: unknown) => {
          this.#deps.log.error({ err: error }, 'an answer could not be taken');
          tell();
          this.end();
          this.#events.ended({ lost: true });
        },
      );
    }
  }

  /** The 200 has the offer. Its ACK must not wait: the far end gives up after 32 s, and the SIP server does not tell us. */
  #answerLate(offer: string, tell: (answer?: string) => void): void {
    const { clock, log } = this.#deps;
    const before = this.#order.beforeAck?.() ?? Promise.resolve();
    const answered = before.then(() => this.#events.reoffered(offer));
    const late = (): never => {
      throw notUp();
    };
    withDeadline(clock, LATE_ANSWER_MS, answered, late).then(
      (answer) => tell(answer),
      (error: unknown) => {
        log.warn({ err: error }, 'an offer in a 200 could not be answered');
        tell();
        this.end();
        this.#events.ended({ lost: true });
      },
    );
  }

  /** Undefined for a 2xx without the headers a dialog needs. */
  #makeDialog(response: ReceivedResponse): SipDialog | undefined {
    const [srf, request] = [this.#srf, this.#request];
    if (srf === undefined || request === undefined) return undefined;
    try {
      const dialog = new SrfClass.Dialog(srf, 'uac', { req: request, res: response });
      srf.addDialog(dialog);
      return dialog;
    } catch (error) {
      this.#deps.log.warn({ err: error }, 'a 2xx without a usable Contact');
      return undefined;
    }
  }

  /**
   * Once, for our realm only, and never for a leg that is to go. The retry is the same call: same Call-ID and From, next
   * CSeq (RFC 3261 section 22.2).
   */
  #answerChallenge(response: ReceivedResponse): boolean {
    const { credentials, uri } = this.#order;
    if (this.#unwanted || this.#invites >= INVITES_MAX) return false;
    const { random, log } = this.#deps;
    const authorization = authorizationFor(response, credentials, { random, method: 'INVITE', uri });
    const cseq = Number.parseInt(this.#request?.get('CSeq') ?? '', 10);
    if (authorization === undefined || !Number.isSafeInteger(cseq)) {
      if (response.status === 401 || response.status === 407) {
        log.warn({ realm: credentials?.realm }, 'a challenge that is not the trunk’s own was not answered');
      }
      return false;
    }
    this.#request = undefined;
    this.#invite({ CSeq: `${cseq + 1} INVITE`, ...authorization });
    return true;
  }

  #cancel(request: SentRequest): void {
    try {
      request.cancel({}, (error) => {
        // Answered meanwhile: then the 200 is here already, or comes, and is hung up.
        if (error) this.#deps.log.debug({ err: error }, 'CANCEL not taken');
      });
    } catch (error) {
      this.#deps.log.debug({ err: error }, 'CANCEL not sent');
      this.#leaveTrace();
    }
  }

  #fail(failure: Parameters<LegEvents['failed']>[0]): void {
    this.#deadline?.cancel();
    if (this.#state === 'over') return;
    this.#state = 'over';
    this.#events.failed(failure);
  }

  #trace(): LegTrace {
    return { dialogId: '', transactionId: '', uri: this.#order.uri };
  }
}

function failureOf(response: ReceivedResponse): Parameters<LegEvents['failed']>[0] {
  const retryAfterS = Number.parseInt(response.get('Retry-After') ?? '', 10);
  return {
    status: response.status,
    heard: response.source_address !== '',
    ...(Number.isSafeInteger(retryAfterS) && retryAfterS > 0 ? { retryAfterS } : {}),
    ...(response.status >= 300 && response.status < 400 ? { contacts: contactUris(response) } : {}),
  };
}

function notUp(): AppError {
  return new AppError({
    reason: 'MEDIA_UNAVAILABLE',
    code: 'failed_precondition',
    message: 'the leg is not up',
  });
}

/** Where a redirect points, best first as it came. */
function contactUris(response: ReceivedResponse): readonly string[] {
  return splitList(response.get('Contact') ?? '').map((value) => /<([^>]*)>/.exec(value)?.[1] ?? value);
}

function toTagOf(response: ReceivedResponse): string {
  return /;\s*tag=([^;\s]+)/i.exec(response.get('To') ?? '')?.[1] ?? '';
}

function textOf(body: string | undefined): string | undefined {
  return body === undefined || body.trim() === '' ? undefined : body;
}
