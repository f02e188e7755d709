import { AppError, deferred, type Timer } from '@firstring/kernel';
import type { CallerLeg, LegEvents, LegTrace } from '../app/ports.ts';
import type { PassedMessage } from '../domain/call-ladders.ts';
import type { Key } from '../domain/key-info.ts';
import { readTimeOfDay } from './control-frame.ts';
import { DialogLeg, type DialogLegDeps } from './dialog-leg.ts';
import {
  SrfClass,
  type IncomingRequest,
  type Responder,
  type SipDialog,
  type SipMessage,
  type Srf,
} from './drachtio.ts';
import { OWN_HEADERS } from './own-headers.ts';
import { sendBye } from './send-bye.ts';

/** The SIP server repeats no provisional response (docs/control-protocol.md section 5), and proxies forget a call after three minutes. */
const PROGRESS_MS = 60_000;

/**
 * One INVITE from outside and what becomes of it. Written on `send`, not on drachtio-srf's createUAS, which leaves a caller who
 * cancels in the moment of the answer with both.
 *
 * waiting  not answered
 * up       200 is out
 * over     refused, given up by the caller, hung up
 */
export class UasLeg implements CallerLeg {
  readonly #deps: DialogLegDeps;
  readonly #srf: Srf;
  readonly #request: IncomingRequest;
  readonly #response: Responder;
  #events: LegEvents | undefined;
  #state: 'waiting' | 'up' | 'over' = 'waiting';
  /** It ended before anybody listened. */
  #ended: { readonly lost: boolean } | undefined;
  #dialog: DialogLeg | undefined;
  #repeat: Timer | undefined;

  constructor(deps: DialogLegDeps, srf: Srf, call: { request: IncomingRequest; response: Responder }) {
    this.#deps = deps;
    this.#srf = srf;
    this.#request = call.request;
    this.#response = call.response;
    // Nothing may be sent after a CANCEL: the server has answered both.
    call.request.on('cancel', () => this.#onEnded({ lost: false }));
  }

  get offer(): string {
    return this.#request.body?.trim() === '' ? '' : (this.#request.body ?? '');
  }

  get arrival(): PassedMessage {
    const { raw, protocol, source_address: address, source_port: port, stackTime } = this.#request;
    return { sent: false, protocol, address, port, timeOfDayMs: readTimeOfDay(stackTime) ?? 0, raw };
  }

  listen(events: LegEvents): void {
    this.#events = events;
    if (this.#ended !== undefined) events.ended(this.#ended);
  }

  progress(sdp?: string): void {
    if (this.#state !== 'waiting') return;
    const description = sdp === undefined ? {} : { 'Content-Type': 'application/sdp' };
    const reliably = this.#wantsReliable() ? { Require: '100rel' } : {};
    this.#response.send(sdp === undefined ? 180 : 183, {
      headers: { ...OWN_HEADERS, ...description, ...reliably },
      ...(sdp === undefined ? {} : { body: sdp }),
    });
    this.#repeat?.cancel();
    this.#repeat = this.#deps.clock.setTimer(PROGRESS_MS, () => this.progress(sdp));
  }

  answer(sdp: string): Promise<void> {
    if (this.#state !== 'waiting') return Promise.reject(quicker());
    this.#repeat?.cancel();
    const answered = deferred<void>();
    const headers = { ...OWN_HEADERS, 'Content-Type': 'application/sdp' };
    this.#response.send(200, { headers, body: sdp }, (error, sent) => {
      if (error || sent === undefined) answered.reject(quicker(error));
      else this.#onAnswered(sent, answered);
    });
    return answered.promise;
  }

  refuse(status: number): void {
    if (this.#state === 'up') {
      this.end();
      return;
    }
    if (this.#state === 'over') return;
    this.#over();
    if (!this.#response.finalResponseSent) this.#response.send(status, { headers: { ...OWN_HEADERS } });
  }

  end(): void {
    if (this.#state === 'waiting') this.refuse(480);
    else if (this.#state === 'up') {
      this.#over();
      this.#dialog?.end();
    }
  }

  sendKey(key: Key): Promise<void> {
    return this.#dialog?.sendKey(key) ?? Promise.reject(quicker());
  }

  tellTransfer(): void {}

  reoffer(sdp: string): Promise<string> {
    return this.#dialog?.reoffer(sdp) ?? Promise.reject(quicker());
  }

  traces(): readonly LegTrace[] {
    const fromTag = tagOf(this.#request.get('From'));
    const dialogId = `${this.#request.get('Call-ID') ?? ''};from-tag=${fromTag}`;
    return [{ dialogId, transactionId: '', uri: this.#request.uri }];
  }

  /** Dialog and its listeners in this very tick, so that nothing the caller sends is missed. */
  #onAnswered(sent: SipMessage, answered: { resolve(): void; reject(error: unknown): void }): void {
    let dialog: SipDialog;
    try {
      dialog = new SrfClass.Dialog(this.#srf, 'uas', { req: this.#request, res: this.#response, sent });
      this.#srf.addDialog(dialog);
    } catch (error) {
      answered.reject(error);
      return;
    }
    if (this.#state === 'over') {
      // Cancelled or given up while the 200 was on its way to the server.
      sendBye(this.#deps, dialog);
      answered.reject(quicker());
      return;
    }
    this.#state = 'up';
    this.#dialog = new DialogLeg(this.#deps, dialog, {
      events: this.#dialogEvents(),
      credentials: undefined,
      answered: { hasOffered: this.offer === '' },
    });
    answered.resolve();
  }

  /** Whoever listens now. */
  #dialogEvents(): LegEvents {
    const events = (): LegEvents => {
      if (this.#events === undefined) throw quicker();
      return this.#events;
    };
    return {
      ringing: () => {},
      answered: () => {},
      failed: () => {},
      ended: (news) => this.#onEnded(news),
      reoffered: async (sdp) => events().reoffered(sdp),
      offerWanted: async () => events().offerWanted(),
      offerAnswered: async (sdp) => events().offerAnswered(sdp),
      wished: (wish) => this.#events?.wished?.(wish),
      keyPressed: (key) => this.#events?.keyPressed?.(key),
    };
  }

  #onEnded(news: { readonly lost: boolean }): void {
    if (this.#state === 'over') return;
    this.#over();
    this.#ended = news;
    this.#events?.ended(news);
  }

  #over(): void {
    this.#state = 'over';
    this.#repeat?.cancel();
  }

  /** RFC 3262 section 3: whoever requires it gets no other. */
  #wantsReliable(): boolean {
    return /\b100rel\b/i.test(this.#request.get('Require') ?? '');
  }
}

function tagOf(header: string | undefined): string {
  return /;\s*tag=([^;\s]+)/i.exec(header ?? '')?.[1] ?? '';
}

function quicker(cause?: unknown): AppError {
  return new AppError({
    reason: 'MEDIA_UNAVAILABLE',
    code: 'failed_precondition',
    message: 'the caller is not on the line',
    cause,
  });
}
