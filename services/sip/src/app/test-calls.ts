import { reasonError } from '@firstring/contracts';
import type { Clock, Log, Random } from '@firstring/kernel';
import type { Collection } from '@firstring/store';
import type { CallLadders } from '../domain/call-ladders.ts';
import type { CallEventLog } from '../events.ts';
import type { PhoneAccountDoc } from '../store/phone-accounts.ts';
import { agentContacts } from './agent-contacts.ts';
import { agentOrders } from './leg-orders.ts';
import type { SipGateway } from './ports.ts';
import { TestCall, type TestMedia } from './test-call.ts';

export interface TestCallsDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly events: CallEventLog;
  readonly accounts: Collection<PhoneAccountDoc>;
  readonly gateway: SipGateway;
  readonly ladders: CallLadders;
  readonly openMedia: (attemptId: string) => TestMedia;
  /** Whether the agent is in a call. */
  readonly isBusy: (agentId: string) => boolean;
}

const REQUEST_ID = /^[A-Za-z0-9-]{1,64}$/;
const CALLS_MAX = 10;
/** What has been is answered for as long as a page may still ask for it. */
const ENDED_MAX = 100;

/** Test calls to phones: one an agent, a few at once. A real call to the agent ends it. */
export class TestCalls {
  readonly #deps: TestCallsDeps;
  /** Ended ones stay a while, oldest first. */
  readonly #calls = new Map<string, TestCall>();

  constructor(deps: TestCallsDeps) {
    this.#deps = deps;
  }

  /** Those that are not over. */
  get live(): readonly TestCall[] {
    return [...this.#calls.values()].filter((call) => call.state.phase !== 'over');
  }

  get(attemptId: string): TestCall | undefined {
    return this.#calls.get(attemptId);
  }

  /** Rings the agent's phone; the same request is the same call. Throws AGENT_NOT_REGISTERED, AGENT_BUSY, SIP_UNAVAILABLE, INVALID_ARGUMENT. */
  async place(command: { readonly requestId: string; readonly agentId: string }): Promise<string> {
    const { requestId, agentId } = command;
    if (!REQUEST_ID.test(requestId)) {
      throw reasonError('INVALID_ARGUMENT', { details: { field: 'request_id' } });
    }
    const attemptId = `test-${requestId}`;
    const { accounts, clock } = this.#deps;
    const contacts = await agentContacts({ accounts, clock }, agentId);
    if (this.#calls.has(attemptId)) return attemptId;
    this.#admit(agentId);
    const orders = agentOrders(this.#deps, attemptId, contacts);
    const call = new TestCall(this.#deps, { attemptId, agentId, orders });
    this.#calls.set(attemptId, call);
    this.#forget();
    call.start();
    return attemptId;
  }

  /** One that is over, or never was, stays as it is. */
  end(attemptId: string): void {
    this.#calls.get(attemptId)?.end();
  }

  /** A real call needs the phone. */
  makeRoom(agentId: string): void {
    for (const call of this.live) if (call.agentId === agentId) call.end();
  }

  endAll(): void {
    for (const call of this.live) call.end();
  }

  #admit(agentId: string): void {
    const { live } = this;
    if (!this.#deps.gateway.connected || live.length >= CALLS_MAX) throw reasonError('SIP_UNAVAILABLE');
    if (this.#deps.isBusy(agentId) || live.some((call) => call.agentId === agentId)) {
      throw reasonError('AGENT_BUSY');
    }
  }

  #forget(): void {
    for (const [attemptId, call] of this.#calls) {
      if (this.#calls.size <= ENDED_MAX) return;
      if (call.state.phase === 'over') this.#calls.delete(attemptId);
    }
  }
}
