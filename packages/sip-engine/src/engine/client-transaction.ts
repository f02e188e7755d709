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
import type { ClientInput } from '../transaction/machine.ts';
import {
  startNonInviteClient,
  stepNonInviteClient,
  type NonInviteClientState,
} from '../transaction/non-invite-client.ts';
import type { Flow, SendFailure, Target } from '../transport/transport.ts';
import { type Machine, MachineRunner, type MachineHooks, type RunnerConfig } from './machine-runner.ts';
import type { TransportSet } from './transport-set.ts';

/** What becomes of a request we sent. */
export interface ClientEvents {
  /** Every provisional, the final response, and each further 2xx to an INVITE. */
  onResponse(response: SipResponse, flow: Flow): void;
  /** No final response will come; told at most once, and not after one. */
  onFailure(failure: 'timeout' | SendFailure): void;
  /** Ringing too long: the user cancels (RFC 3261 section 16.8). */
  onTimerC?(): void;
}

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

type InviteRunner = MachineRunner<InviteClientState, InviteClientInput, ClientTransaction>;
type OtherRunner = MachineRunner<NonInviteClientState, ClientInput, ClientTransaction>;

/** One request of ours on the wire. */
export class ClientTransaction implements SentRequest {
  static readonly #hooks: MachineHooks<ClientTransaction> = {
    send: (it, message) => it.#send(message),
    deliver: (it, message) => {
      if (message.type === 'response' && it.#flow !== undefined) it.#events.onResponse(message, it.#flow);
    },
    timeout: (it, timer) => {
      if (timer === 'C') it.#events.onTimerC?.();
      else it.#events.onFailure('timeout');
    },
    transportFailed: (it) => it.#events.onFailure(it.#failure),
    refuse: () => {},
    terminated: (it) => it.#onEnd(it),
  };
  static readonly #inviteMachine: Machine<InviteClientState, InviteClientInput, ClientTransaction> = {
    step: stepInviteClient,
    hooks: ClientTransaction.#hooks,
  };
  static readonly #otherMachine: Machine<NonInviteClientState, ClientInput, ClientTransaction> = {
    step: stepNonInviteClient,
    hooks: ClientTransaction.#hooks,
  };

  readonly key: string;
  readonly request: SipRequest;
  readonly target: Target;
  readonly #transports: TransportSet;
  readonly #events: ClientEvents;
  readonly #onEnd: (ended: ClientTransaction) => void;
  readonly #invite: InviteRunner | undefined;
  readonly #runner: InviteRunner | OtherRunner;
  /** By which the last response came. */
  #flow: Flow | undefined;
  #failure: SendFailure = 'unreachable';

  constructor(
    deps: { config: RunnerConfig; transports: TransportSet; onEnd: (ended: ClientTransaction) => void },
    what: { request: SipRequest; target: Target; events: ClientEvents },
  ) {
    const { config } = deps;
    const { request } = what;
    const key = clientKey(request);
    assert(key !== undefined, 'a request of ours has a branch');
    this.key = key;
    this.request = request;
    this.target = what.target;
    this.#transports = deps.transports;
    this.#events = what.events;
    this.#onEnd = deps.onEnd;
    if (request.method === 'INVITE') {
      const start = startInviteClient(request, config);
      this.#invite = new MachineRunner(ClientTransaction.#inviteMachine, { config, start, owner: this });
      this.#runner = this.#invite;
    } else {
      const start = startNonInviteClient(request, config);
      this.#runner = new MachineRunner(ClientTransaction.#otherMachine, { config, start, owner: this });
    }
  }

  start(): void {
    this.#runner.start();
  }

  onResponse(response: SipResponse, flow: Flow): void {
    this.#flow = flow;
    this.#runner.feed({ type: 'response', response });
  }

  cancelSent(): void {
    this.#invite?.feed({ type: 'cancel-sent' });
  }

  stay(): void {}

  stop(): void {
    this.#runner.stop();
  }

  #send(message: SipMessage): void {
    this.#transports.sendRequest(serializeMessage(message), this.target, (failure) => {
      // Also a transport that fails at once is told later, so that whoever started us is ready for it.
      queueMicrotask(() => {
        this.#failure = failure;
        this.#runner.feed({ type: 'transport-error' });
      });
    });
  }
}
