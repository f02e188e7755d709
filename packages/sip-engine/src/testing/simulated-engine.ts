import { assert, silentLog } from '@firstring/kernel';
import { seededRandom, SimulatedClock } from '@firstring/kernel/testing';
import type { AppConnection } from '../control/app-connection.ts';
import { parseCommand } from '../control/commands.ts';
import { ControlFramer } from '../control/framing.ts';
import type { ControlServer } from '../control/control-server.ts';
import { assembleCore, guarded, obeyCommand } from '../engine/assemble-core.ts';
import type { Core } from '../engine/core.ts';
import { onAppGone } from '../engine/lost-app.ts';
import { DEFAULT_LIMITS, DEFAULT_TIMERS } from '../engine/options.ts';
import type { TransportSet } from '../engine/transport-set.ts';
import type { SipMessage } from '../message/message.ts';
import { parseMessage } from '../message/parse.ts';
import { serializeMessage } from '../message/serialize.ts';
import type { Flow, Target } from '../transport/transport.ts';

/** A frame the engine sent to the app, cut up. */
export interface AppFrame {
  readonly tokens: readonly string[];
  readonly message: SipMessage | undefined;
}

const ENGINE = { address: '192.0.2.1', port: 5060 };
export const PEER: Target = { protocol: 'udp', address: '192.0.2.2', port: 5060 };

/**
 * The engine with one app and one peer, without sockets: what it sends is parsed back and kept, time moves when told, and everything
 * happens at once. Same code as in the field from the transaction layer up; only sockets are replaced.
 */
export class SimulatedEngine {
  readonly clock = new SimulatedClock();
  readonly core: Core;
  /** What the peer got, in order. */
  readonly toPeer: SipMessage[] = [];
  /** What the app got, in order. */
  readonly toApp: AppFrame[] = [];
  readonly faults: string[] = [];
  /** Nothing reaches the peer; the engine learns so, as from a closed port. */
  isPeerGone = false;
  readonly #app: AppConnection;
  #isAppOpen = true;
  #commands = 0;

  constructor(seed: string) {
    this.#app = this.#fakeApp();
    this.core = assembleCore({
      clock: this.clock,
      random: seededRandom(seed),
      log: { ...silentLog, error: (fields) => this.faults.push(String(fields['err'])) },
      timers: DEFAULT_TIMERS,
      limits: DEFAULT_LIMITS,
      routing: [],
      transports: this.#fakeTransports(),
      control: this.#fakeControl(),
    });
  }

  /** A message of the peer arrives. */
  receive(message: SipMessage): void {
    const parsed = parseMessage(serializeMessage(message));
    assert(parsed.ok, 'the peer sends readable messages');
    const flow: Flow = { protocol: 'udp', local: ENGINE, remote: PEER };
    guarded(this.core, () => this.core.transactions.receive(parsed.message, flow));
  }

  /** The app sends `sip|…` with a message as text; the id of the command. */
  command(tokens: { transactionId?: string; dialogId?: string }, message: string): string {
    this.#commands += 1;
    const id = `c${this.#commands}`;
    const leader = `${id}|sip|${tokens.transactionId ?? ''}|${tokens.dialogId ?? ''}`;
    const command = parseCommand(Buffer.from(`${leader}\r\n${message}`));
    assert(command.type === 'sip', 'the app speaks the protocol');
    obeyCommand(this.core, this.#app, command);
    return id;
  }

  /** The app's connection ends. */
  dropApp(): void {
    this.#isAppOpen = false;
    onAppGone(this.core, this.#app);
  }

  get isAppOpen(): boolean {
    return this.#isAppOpen;
  }

  /** What is still remembered, by kind; all 0 when nothing is going on. */
  remains(): Record<string, number> {
    const { core } = this;
    return {
      sessions: core.sessions.size,
      transactions: core.transactions.size,
      incoming: core.incoming.size,
      outgoing: core.outgoing.size,
      invitesByCall: core.invitesByCall.size,
      subscribing: core.subscribing.size,
      timers: this.clock.timersPending,
    };
  }

  #fakeApp(): AppConnection {
    const framer = new ControlFramer(DEFAULT_LIMITS.frameBytesMax);
    const isOpen = (): boolean => this.#isAppOpen;
    const fake: Partial<AppConnection> = {
      number: 1,
      tags: [],
      authenticated: true,
      get isOpen() {
        return isOpen();
      },
      send: (frame) => {
        for (const content of framer.push(frame)) if (isOpen()) this.toApp.push(cutUp(content));
      },
    };
    // The class has private fields, which nobody here looks at.
    return fake as AppConnection;
  }

  #fakeControl(): ControlServer {
    const fake: Partial<ControlServer> = {
      apps: new Set([this.#app]),
      appFor: (method) => (this.#isAppOpen && !method.startsWith('cdr') ? this.#app : undefined),
    };
    // Only what the parts of the engine ask of it.
    return fake as ControlServer;
  }

  #fakeTransports(): TransportSet {
    const send: TransportSet['send'] = (bytes, _target, onFailure) => {
      if (this.isPeerGone) {
        onFailure('refused');
        return;
      }
      const parsed = parseMessage(bytes);
      assert(parsed.ok, 'the engine sends readable messages');
      this.toPeer.push(parsed.message);
    };
    const fake: Partial<TransportSet> = {
      protocols: ['udp'],
      listeners: [],
      partsTowards: () => ({ transport: 'UDP', host: ENGINE.address, port: ENGINE.port }),
      isSelf: () => false,
      isOpen: () => true,
      resolve: () => PEER,
      responseTarget: () => PEER,
      send,
      sendRequest: send,
    };
    // Only what the parts of the engine ask of it.
    return fake as TransportSet;
  }
}

function cutUp(content: Buffer): AppFrame {
  const end = content.indexOf('\r\n');
  const leader = (end === -1 ? content : content.subarray(0, end)).toString();
  const parsed = end === -1 ? undefined : parseMessage(content.subarray(end + 2));
  return { tokens: leader.split('|'), message: parsed?.ok === true ? parsed.message : undefined };
}
