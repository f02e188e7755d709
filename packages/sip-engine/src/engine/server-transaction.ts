import { parseVia } from '../message/headers/via.ts';
import { header, type SipMessage, type SipRequest, type SipResponse } from '../message/message.ts';
import { serializeMessage } from '../message/serialize.ts';
import { startInviteServer, stepInviteServer, type InviteServerState } from '../transaction/invite-server.ts';
import type { RefusalReason, ServerInput, Step } from '../transaction/machine.ts';
import {
  startNonInviteServer,
  stepNonInviteServer,
  type NonInviteServerState,
} from '../transaction/non-invite-server.ts';
import type { TransactionConfig } from '../transaction/timers.ts';
import { isReliable, type Flow, type Target } from '../transport/transport.ts';
import { MachineRunner, type MachineHooks } from './machine-runner.ts';
import type { TransactionLayerOptions } from './transaction-layer.ts';

/** One request of a peer, from its first copy until no copy of it can come any more. */
export class ServerTransaction {
  readonly key: string;
  readonly request: SipRequest;
  readonly flow: Flow;
  readonly #options: TransactionLayerOptions;
  readonly #onEnd: () => void;
  readonly #start: () => void;
  readonly #runner:
    | MachineRunner<InviteServerState, ServerInput>
    | MachineRunner<NonInviteServerState, ServerInput>;
  readonly #whenEnded: (() => void)[] = [];
  #refused: RefusalReason | undefined;

  constructor(
    options: TransactionLayerOptions,
    what: { key: string; request: SipRequest; flow: Flow },
    onEnd: () => void,
  ) {
    this.key = what.key;
    this.request = what.request;
    this.flow = what.flow;
    this.#options = options;
    this.#onEnd = onEnd;
    const config: TransactionConfig = { timers: options.timers, reliable: isReliable(what.flow.protocol) };
    [this.#runner, this.#start] =
      what.request.method === 'INVITE' ? this.#inviteRunner(config) : this.#otherRunner(config);
  }

  start(): void {
    this.#start();
  }

  /** A repetition, or an ACK. */
  onRequest(request: SipRequest): void {
    this.#runner.feed({ type: 'request', request });
  }

  /** Sends a response; the reason when it may not be sent any more. */
  respond(response: SipResponse): RefusalReason | undefined {
    this.#refused = undefined;
    this.#runner.feed({ type: 'send', response });
    return this.#refused;
  }

  /** Where responses go now. */
  get responseTarget(): Target {
    return this.#options.transports.responseTarget(this.flow, parseVia(header(this.request, 'Via') ?? ''));
  }

  /** `fn` runs once when the transaction is forgotten. */
  whenEnded(fn: () => void): void {
    this.#whenEnded.push(fn);
  }

  stop(): void {
    this.#runner.stop();
  }

  #inviteRunner(config: TransactionConfig): [MachineRunner<InviteServerState, ServerInput>, () => void] {
    const start = startInviteServer(this.request);
    const runner = new MachineRunner<InviteServerState, ServerInput>({
      clock: this.#options.clock,
      start,
      step: (state, input) => stepInviteServer(state, input, config),
      timerInput: (timer) => ({ type: 'timer', timer }),
      hooks: this.#hooks(),
    });
    return [runner, () => runner.run(start.actions)];
  }

  #otherRunner(config: TransactionConfig): [MachineRunner<NonInviteServerState, ServerInput>, () => void] {
    const start: Step<NonInviteServerState> = startNonInviteServer(this.request, config);
    const runner = new MachineRunner<NonInviteServerState, ServerInput>({
      clock: this.#options.clock,
      start,
      step: (state, input) => stepNonInviteServer(state, input, config),
      timerInput: (timer) => ({ type: 'timer', timer }),
      hooks: this.#hooks(),
    });
    return [runner, () => runner.run(start.actions)];
  }

  #hooks(): MachineHooks {
    const { user } = this.#options;
    return {
      send: (message) => this.#send(message),
      deliver: (message) => {
        if (message.type !== 'request') return;
        if (message.method === 'ACK') user.onAck(message, this.flow);
        else user.onRequest(this);
      },
      // Nobody acknowledged a refusal, or the client has given up: there is nobody left to tell.
      timeout: () => {},
      transportFailed: () => {},
      refuse: (reason) => {
        this.#refused = reason;
      },
      terminated: () => {
        this.#onEnd();
        for (const fn of this.#whenEnded) fn();
      },
    };
  }

  #send(message: SipMessage): void {
    this.#options.transports.send(serializeMessage(message), this.responseTarget, () => {
      this.#runner.feed({ type: 'transport-error' });
    });
  }
}
