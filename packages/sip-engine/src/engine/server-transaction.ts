import { parseVia } from '../message/headers/via.ts';
import { header, type SipMessage, type SipRequest, type SipResponse } from '../message/message.ts';
import { serializeMessage } from '../message/serialize.ts';
import { startInviteServer, stepInviteServer, type InviteServerState } from '../transaction/invite-server.ts';
import type { RefusalReason, ServerInput } from '../transaction/machine.ts';
import {
  startNonInviteServer,
  stepNonInviteServer,
  type NonInviteServerState,
} from '../transaction/non-invite-server.ts';
import type { Flow, Target } from '../transport/transport.ts';
import { type Machine, MachineRunner, type MachineHooks, type RunnerConfig } from './machine-runner.ts';
import type { TransportSet } from './transport-set.ts';

const NOBODY: readonly (() => void)[] = [];

/** What happens in a transaction that its user has to know. */
export interface ServerEvents {
  /** A request never seen before, ACK excepted. */
  onRequest(transaction: ServerTransaction): void;
  /** ACK of a 2xx. */
  onAck(ack: SipRequest, flow: Flow): void;
  /** No copy of the request can come any more. */
  onEnd(transaction: ServerTransaction): void;
}

type Runner =
  | MachineRunner<InviteServerState, ServerInput, ServerTransaction>
  | MachineRunner<NonInviteServerState, ServerInput, ServerTransaction>;

/** One request of a peer, from its first copy until no copy of it can come any more. */
export class ServerTransaction {
  static readonly #hooks: MachineHooks<ServerTransaction> = {
    send: (it, message) => it.#send(message),
    deliver: (it, message) => {
      if (message.type !== 'request') return;
      if (message.method === 'ACK') it.#events.onAck(message, it.flow);
      else it.#events.onRequest(it);
    },
    // Nobody acknowledged a refusal, or the client has given up: there is nobody left to tell.
    timeout: () => {},
    transportFailed: () => {},
    refuse: (it, reason) => {
      it.#refused = reason;
    },
    terminated: (it) => {
      it.#events.onEnd(it);
      for (const fn of it.#whenEnded) fn();
    },
  };
  static readonly #inviteMachine: Machine<InviteServerState, ServerInput, ServerTransaction> = {
    step: stepInviteServer,
    hooks: ServerTransaction.#hooks,
  };
  static readonly #otherMachine: Machine<NonInviteServerState, ServerInput, ServerTransaction> = {
    step: stepNonInviteServer,
    hooks: ServerTransaction.#hooks,
  };

  readonly key: string;
  /** Under which another copy that came by another way is known. */
  readonly mergeKey: string | undefined;
  readonly request: SipRequest;
  readonly flow: Flow;
  readonly #transports: TransportSet;
  readonly #events: ServerEvents;
  readonly #runner: Runner;
  #whenEnded: readonly (() => void)[] = NOBODY;
  #refused: RefusalReason | undefined;

  constructor(
    deps: { config: RunnerConfig; transports: TransportSet; events: ServerEvents },
    what: { key: string; mergeKey: string | undefined; request: SipRequest; flow: Flow },
  ) {
    const { config } = deps;
    const { request } = what;
    this.key = what.key;
    this.mergeKey = what.mergeKey;
    this.request = request;
    this.flow = what.flow;
    this.#transports = deps.transports;
    this.#events = deps.events;
    if (request.method === 'INVITE') {
      const start = startInviteServer(request);
      this.#runner = new MachineRunner(ServerTransaction.#inviteMachine, { config, start, owner: this });
    } else {
      const start = startNonInviteServer(request, config);
      this.#runner = new MachineRunner(ServerTransaction.#otherMachine, { config, start, owner: this });
    }
  }

  start(): void {
    this.#runner.start();
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
    return this.#transports.responseTarget(this.flow, parseVia(header(this.request, 'Via') ?? ''));
  }

  /** `fn` runs once when the transaction is forgotten. */
  whenEnded(fn: () => void): void {
    this.#whenEnded = [...this.#whenEnded, fn];
  }

  stop(): void {
    this.#runner.stop();
  }

  #send(message: SipMessage): void {
    this.#transports.send(serializeMessage(message), this.responseTarget, () => {
      this.#runner.feed({ type: 'transport-error' });
    });
  }
}
