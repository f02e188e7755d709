import type { Clock, Log, Random } from '@firstring/kernel';
import type { CallerLeg, CarrierLine, Leg, LegEvents, LegOrder, LegTrace, SipGateway } from '../app/ports.ts';
import type { PassedMessage } from '../domain/call-ladders.ts';
import type { IncomingRequest, Responder, SentRequest, Srf } from './drachtio.ts';
import { readControlFrame } from './control-frame.ts';
import { applyMediaPolicy } from '../domain/offer-policy.ts';
import { inviteSpan } from './invite-span.ts';
import { OWN_HEADERS } from './own-headers.ts';
import { RingGroup } from './ring-group.ts';
import { SrfConnection, type ControlAddress } from './srf-connection.ts';
import { SrfCarrierLine } from './srf-carrier-line.ts';
import { UacLeg, type UacLegDeps } from './uac-leg.ts';
import { UasLeg } from './uas-leg.ts';

export interface SrfGatewayOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly control: ControlAddress;
  readonly operationMs: number;
  readonly probeMs: number;
  readonly probeWaitMs: number;
  readonly reofferMs: number;
}

export interface GatewayListener {
  /** A request outside our dialogs. */
  onRequest(request: IncomingRequest, response: Responder): void;
  /** A SIP message went to the server or came from it. */
  onMessage(message: PassedMessage): void;
  onUp(): void;
  /** Every call is lost. */
  onLost(): void;
}

/** Legs to be ended when the server is back; the oldest is forgotten when there are more. */
const TRACES_MAX = 4000;

/** The SIP server through drachtio-srf: embedded engine and drachtio-server alike. The one place that knows the library. */
export class SrfGateway implements SipGateway, AsyncDisposable {
  /** Requests that are no calls. */
  readonly line: CarrierLine;
  readonly #options: SrfGatewayOptions;
  readonly #connection: SrfConnection;
  readonly #legDeps: UacLegDeps;
  readonly #leftOver: LegTrace[] = [];
  #listener: GatewayListener | undefined;

  constructor(options: SrfGatewayOptions) {
    const { clock, random, log, control } = options;
    this.#options = options;
    this.#connection = new SrfConnection({ clock, random, log }, control, {
      onRequest: (request, response) => this.#listener?.onRequest(request, response),
      onFrame: (frame) => this.#onFrame(frame),
      onUp: () => this.#onUp(),
      onLost: () => this.#listener?.onLost(),
    });
    this.line = new SrfCarrierLine({ clock, random, srf: () => this.#connection.srf });
    this.#legDeps = {
      ...options,
      srf: () => this.#connection.srf,
      onSilentServer: () => this.#connection.abandon(),
      endTrace: (trace) => this.endTrace(trace),
    };
  }

  /** Connects, and stays connected. */
  open(listener: GatewayListener): void {
    this.#listener = listener;
    this.#connection.open();
  }

  get connected(): boolean {
    return this.#connection.srf !== undefined;
  }

  ring(orders: readonly LegOrder[], events: LegEvents): Leg {
    return new RingGroup(
      (order, its) => this.#startLeg(order, its),
      orders,
      inviteSpan(this.#options.clock, orders, events),
    );
  }

  /** The leg of an INVITE that has come. */
  legOf(request: IncomingRequest, response: Responder): CallerLeg {
    const { srf } = this.#connection;
    if (srf === undefined) throw new Error('a request without a connection');
    return new UasLeg(this.#legDeps, srf, { request, response });
  }

  endTrace(trace: LegTrace): void {
    const { srf } = this.#connection;
    if (srf === undefined) {
      this.#leftOver.push(trace);
      if (this.#leftOver.length > TRACES_MAX) this.#leftOver.shift();
      return;
    }
    // Whichever of the two is too early or too late is refused by the server, and does no harm.
    if (trace.transactionId !== '') {
      this.#send(srf, trace.uri, { method: 'CANCEL', stackTxnId: trace.transactionId });
    }
    if (trace.dialogId !== '') {
      this.#send(srf, 'sip:placeholder', { method: 'BYE', stackDialogId: trace.dialogId });
    }
  }

  async probe(address: string, waitMs: number): Promise<boolean> {
    const answer = await this.line.options(address, waitMs);
    return typeof answer === 'object';
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#connection[Symbol.asyncDispose]();
  }

  #startLeg(order: LegOrder, events: LegEvents): Leg {
    const { sdp, media } = order;
    const offered = media === undefined ? sdp : (applyMediaPolicy(sdp, media) ?? sdp);
    const leg = new UacLeg(this.#legDeps, { ...order, sdp: offered }, events);
    leg.start();
    return leg;
  }

  /** In a listener of drachtio-srf's socket, where an exception would end the process. */
  #onFrame(frame: string): void {
    try {
      const message = readControlFrame(frame);
      if (message !== undefined) this.#listener?.onMessage(message);
    } catch (error) {
      this.#options.log.error({ err: error }, 'a SIP message could not be recorded');
    }
  }

  #onUp(): void {
    for (const trace of this.#leftOver.splice(0)) this.endTrace(trace);
    this.#listener?.onUp();
  }

  #send(
    srf: Srf,
    uri: string,
    options: { method: string; stackTxnId?: string; stackDialogId?: string },
  ): void {
    const { log } = this.#options;
    const done = (error: unknown, _request: SentRequest | undefined): void => {
      if (error) log.debug({ err: error, method: options.method }, 'nothing left of a leg');
    };
    try {
      srf.request(uri, { ...options, headers: { ...OWN_HEADERS } }, done);
    } catch (error) {
      log.warn({ err: error, method: options.method }, 'a leg could not be ended');
    }
  }
}
