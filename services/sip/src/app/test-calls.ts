import { isErrorReason, reasonError } from '@firstring/contracts';
import type { Collection } from '@firstring/store';
import type { CallLadders, LadderSubject } from '../domain/call-ladders.ts';
import type { TestPermit } from '../domain/permit.ts';
import type { PhoneAccountDoc } from '../store/phone-accounts.ts';
import { agentContacts } from './agent-contacts.ts';
import { agentOrders } from './leg-orders.ts';
import type { SipGateway } from './ports.ts';
import { settleUntilTaken } from './settle-permit.ts';
import { TestCall, type TestMedia, type TestTarget } from './test-call.ts';
import type { TrunkPool, TrunkSlot } from './trunk-pool.ts';
import { TrunkTest, type TrunkTestDeps } from './trunk-test.ts';

export interface TestCallsDeps extends TrunkTestDeps {
  readonly accounts: Collection<PhoneAccountDoc>;
  readonly gateway: SipGateway;
  readonly ladders: CallLadders;
  readonly trunkPool: TrunkPool;
  readonly openMedia: (attemptId: string) => TestMedia;
  /** Whether the agent is in a call. */
  readonly isBusy: (agentId: string) => boolean;
}

const REQUEST_ID = /^[A-Za-z0-9-]{1,64}$/;
const CALLS_MAX = 10;
/** What has been is answered for as long as a page may still ask for it. */
const ENDED_MAX = 100;
const TRUNK_WAIT_MS = 2000;

/** Test calls: to an agent's phone, one an agent, which a real call ends; and over a trunk, one a trunk. A few at once. */
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
    this.#admit();
    if (this.#deps.isBusy(agentId) || this.live.some((call) => call.agentId === agentId)) {
      throw reasonError('AGENT_BUSY');
    }
    const orders = agentOrders(this.#deps, attemptId, contacts);
    const subject: LadderSubject = { attemptId, agentId, processId: '', phone: '', test: true };
    const clear: TestTarget['clear'] = async (sdp) => ({
      type: 'cleared',
      orders: orders.map((order) => ({ ...order, sdp })),
    });
    return this.#start({ subject, trunkId: '', clear });
  }

  /**
   * Calls the permit's number over the permit's trunk; the same permit is the same call. Throws TRUNK_BUSY, TRUNK_UNAVAILABLE,
   * CALLER_ID_NOT_VERIFIED or SIP_UNAVAILABLE: then nothing was sent, and the permit is given back.
   */
  async placeOverTrunk(permit: TestPermit): Promise<string> {
    const { attemptId } = permit;
    if (this.#calls.has(attemptId)) return attemptId;
    try {
      const slot = await this.#slotFor(permit);
      if (!this.#calls.has(attemptId)) return this.#start(new TrunkTest(this.#deps, permit, slot));
      slot.release();
      return attemptId;
    } catch (error) {
      await settleUntilTaken(this.#deps, permit, 'NOT_RUNG');
      throw error;
    }
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

  async #slotFor(permit: TestPermit): Promise<TrunkSlot> {
    this.#admit();
    const wish = { ...permit, excluded: [], waitMsMax: TRUNK_WAIT_MS };
    const grant = await this.#deps.trunkPool.acquire(wish);
    if (grant.type === 'refused') {
      throw reasonError(isErrorReason(grant.reason) ? grant.reason : 'TRUNK_UNAVAILABLE');
    }
    if (!this.live.some(({ target }) => target.trunkId === permit.trunkId)) return grant.slot;
    grant.slot.release();
    throw reasonError('TRUNK_BUSY');
  }

  #admit(): void {
    const { gateway } = this.#deps;
    if (!gateway.connected || this.live.length >= CALLS_MAX) throw reasonError('SIP_UNAVAILABLE');
  }

  #start(target: TestTarget): string {
    const call = new TestCall(this.#deps, target);
    this.#calls.set(call.attemptId, call);
    this.#forget();
    call.start();
    return call.attemptId;
  }

  #forget(): void {
    for (const [attemptId, call] of this.#calls) {
      if (this.#calls.size <= ENDED_MAX) return;
      if (call.state.phase === 'over') this.#calls.delete(attemptId);
    }
  }
}
