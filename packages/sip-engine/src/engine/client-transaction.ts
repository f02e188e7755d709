import { assert } from '@firstring/kernel';
import type { SipMessage, SipRequest, SipResponse } from '../message/message.ts';
import { serializeMessage } from '../message/serialize.ts';
import {
  startInviteClient,
  stepInviteClient,
  type InviteClientInput,
  type InviteClientState,
} from '../transaction/invite-client.ts';
import { clientKey } from '../transaction/key.ts';
import type { ClientInput, Step, TimerName } from '../transaction/machine.ts';
import {
  startNonInviteClient,
  stepNonInviteClient,
  type NonInviteClientState,
} from '../transaction/non-invite-client.ts';
import type { TransactionConfig } from '../transaction/timers.ts';
import { isReliable, type Flow, type SendFailure, type Target } from '../transport/transport.ts';
import { MachineRunner, type MachineHooks } from './machine-runner.ts';
import type { TransactionLayerOptions } from './transaction-layer.ts';

/** What becomes of a request we sent. */
export interface ClientEvents {
  /** Every provisional, the final response, and each further 2xx to an INVITE. */
  onResponse(response: SipResponse, flow: Flow): void;
  /** No final response will come; told at most once, and not after one. */
  onFailure(failure: 'timeout' | SendFailure): void;
  /** Ringing too long: the user cancels (RFC 3261 section 16.8). */
  onTimerC?(): void;
}

type Runner =
  | MachineRunner<InviteClientState, InviteClientInput>
  | MachineRunner<NonInviteClientState, ClientInput>;

/** A request that is out, and its transaction. */
export interface SentRequest {
  /** As it is on the wire now, and where it went: what its CANCEL has to match. */
  readonly request: SipRequest;
  readonly target: Target;
  /** The CANCEL of this INVITE is out: a final response is due within 64*T1. */
  cancelSent(): void;
  /** No further target is tried from here on. */
  stay(): void;
}

/** One request of ours on the wire. */
export class ClientTransaction implements SentRequest {
  readonly key: string;
  readonly request: SipRequest;
  readonly target: Target;
  readonly #options: TransactionLayerOptions;
  readonly #events: ClientEvents;
  readonly #onEnd: (key: string) => void;
  readonly #runner: Runner;
  readonly #start: () => void;
  #cancelSent: (() => void) | undefined;
  #flow: Flow;
  #failure: SendFailure = 'unreachable';

  constructor(
    options: TransactionLayerOptions,
    what: { request: SipRequest; target: Target; events: ClientEvents },
    onEnd: (key: string) => void,
  ) {
    const key = clientKey(what.request);
    assert(key !== undefined, 'a request of ours has a branch');
    this.key = key;
    this.request = what.request;
    this.target = what.target;
    this.#options = options;
    this.#events = what.events;
    this.#onEnd = onEnd;
    this.#flow = { protocol: what.target.protocol, local: what.target, remote: what.target };
    const config: TransactionConfig = { timers: options.timers, reliable: isReliable(what.target.protocol) };
    const invite = what.request.method === 'INVITE';
    [this.#runner, this.#start] = invite ? this.#inviteRunner(config) : this.#otherRunner(config);
  }

  start(): void {
    this.#start();
  }

  onResponse(response: SipResponse, flow: Flow): void {
    this.#flow = flow;
    this.#runner.feed({ type: 'response', response });
  }

  cancelSent(): void {
    this.#cancelSent?.();
  }

  stay(): void {}

  stop(): void {
    this.#runner.stop();
  }

  #inviteRunner(config: TransactionConfig): [Runner, () => void] {
    const start = startInviteClient(this.request, config);
    const runner = new MachineRunner<InviteClientState, InviteClientInput>({
      clock: this.#options.clock,
      start,
      step: (state, input) => stepInviteClient(state, input, config),
      timerInput: (timer) => ({ type: 'timer', timer }),
      hooks: this.#hooks(),
    });
    this.#cancelSent = () => runner.feed({ type: 'cancel-sent' });
    return [runner, () => runner.run(start.actions)];
  }

  #otherRunner(config: TransactionConfig): [Runner, () => void] {
    const start: Step<NonInviteClientState> = startNonInviteClient(this.request, config);
    const runner = new MachineRunner<NonInviteClientState, ClientInput>({
      clock: this.#options.clock,
      start,
      step: (state, input) => stepNonInviteClient(state, input, config),
      timerInput: (timer) => ({ type: 'timer', timer }),
      hooks: this.#hooks(),
    });
    return [runner, () => runner.run(start.actions)];
  }

  #hooks(): MachineHooks {
    return {
      send: (message) => this.#send(message),
      deliver: (message) => {
        if (message.type === 'response') this.#events.onResponse(message, this.#flow);
      },
      timeout: (timer: TimerName) => {
        if (timer === 'C') this.#events.onTimerC?.();
        else this.#events.onFailure('timeout');
      },
      transportFailed: () => this.#events.onFailure(this.#failure),
      refuse: () => {},
      terminated: () => this.#onEnd(this.key),
    };
  }

  #send(message: SipMessage): void {
    this.#options.transports.sendRequest(serializeMessage(message), this.target, (failure) => {
      // Also a transport that fails at once is told later, so that whoever started us is ready for it.
      queueMicrotask(() => {
        this.#failure = failure;
        this.#runner.feed({ type: 'transport-error' });
      });
    });
  }
}
