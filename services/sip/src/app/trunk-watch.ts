import type { Clock, Log, Random } from '@firstring/kernel';
import type { Collection } from '@firstring/store';
import { routeId } from '../domain/trunk-choice.ts';
import {
  newRegistration,
  stepRegistration,
  type RegistrationAction,
  type RegistrationInput,
  type TrunkRegistration,
} from '../domain/trunk-registration.ts';
import type { Trunk } from '../domain/trunk.ts';
import type { CallEventLog } from '../events.ts';
import type { TrunkDoc } from '../store/trunks.ts';
import { listTrunks } from './list-trunks.ts';
import type { CarrierLine } from './ports.ts';
import type { TrunkPool } from './trunk-pool.ts';

export interface TrunkWatchDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly events: CallEventLog;
  readonly trunks: Collection<TrunkDoc>;
  readonly pool: TrunkPool;
  readonly line: CarrierLine;
}

/** One trunk's registration as it is being kept up. */
interface Registering {
  state: TrunkRegistration;
  /** Of the settings it was begun with: other ones begin another. */
  readonly settings: string;
  readonly callId: string;
  cseq: number;
  /** Headers that answer the last challenge. */
  authorization: Readonly<Record<string, string>>;
}

const ANSWER_MS = 5000;

/**
 * Looks after the trunks: asks their targets for their health and keeps us registered at the carriers that want it. Called again
 * and again (`look`); nothing in it waits for a carrier.
 */
export class TrunkWatch {
  readonly #deps: TrunkWatchDeps;
  readonly #registering = new Map<string, Registering>();
  readonly #nextProbeAt = new Map<string, number>();
  readonly #probing = new Set<string>();

  constructor(deps: TrunkWatchDeps) {
    this.#deps = deps;
  }

  registrationOf(trunkId: string): TrunkRegistration | undefined {
    return this.#registering.get(trunkId)?.state;
  }

  /** One look at all trunks: what is due is begun. */
  async look(): Promise<'done'> {
    const trunks = (await listTrunks(this.#deps.trunks)).filter((trunk) => !trunk.disabled);
    this.#forget(trunks);
    // Without our own server nothing can be learned about a carrier.
    if (!this.#deps.line.ready) return 'done';
    for (const trunk of trunks) {
      this.#lookAtTargets(trunk);
      if (trunk.registration.enabled) this.#keepRegistered(trunk);
    }
    return 'done';
  }

  /** Takes our registrations back, as far as the carriers answer in time. */
  async close(): Promise<void> {
    const trunks = await listTrunks(this.#deps.trunks);
    const registered = trunks.filter(({ trunkId }) => this.registrationOf(trunkId)?.status === 'registered');
    await Promise.allSettled(registered.map((trunk) => this.#unregister(trunk)));
  }

  #lookAtTargets(trunk: Trunk): void {
    if (trunk.probe.off) return;
    const nowAt = this.#deps.clock.monotonicMs();
    for (const { address } of trunk.targets) {
      const route = routeId(trunk.trunkId, address);
      if (this.#probing.has(route) || nowAt < (this.#nextProbeAt.get(route) ?? 0)) continue;
      // A tenth either way, so that trunks put together are not asked together for ever.
      const intervalMs = trunk.probe.intervalMs * (0.9 + this.#deps.random.float() / 5);
      this.#nextProbeAt.set(route, nowAt + intervalMs);
      this.#probing.add(route);
      this.#probe(trunk, address)
        .catch((error: unknown) => this.#deps.log.warn({ err: error }, 'a trunk could not be probed'))
        .finally(() => this.#probing.delete(route));
    }
  }

  async #probe(trunk: Trunk, address: string): Promise<void> {
    const { clock, line, pool, events } = this.#deps;
    const sentAt = clock.monotonicMs();
    const answer = await line.options(address, Math.min(ANSWER_MS, trunk.probe.intervalMs));
    // Our own server is away: that says nothing of the carrier.
    if (answer === 'unsent') return;
    const before = pool.health(trunk.trunkId, address).health;
    const after = pool.hear(
      trunk,
      address,
      answer === 'silent'
        ? { type: 'probeMissed' }
        : { type: 'probeAnswered', ...answer, roundTripMs: clock.monotonicMs() - sentAt },
    );
    if (after.health === before) return;
    const { trunkId } = trunk;
    events.trunkHealthChanged({ trunkId, target: address, health: after.health, reason: after.reason });
  }

  #keepRegistered(trunk: Trunk): void {
    const { trunkId, registration, account, targets } = trunk;
    const settings = JSON.stringify([registration, account, targets]);
    let current = this.#registering.get(trunkId);
    if (current?.settings !== settings) {
      const callId = this.#deps.random.uuid();
      const state = newRegistration(registration.expiresS);
      current = { state, settings, callId, cseq: 0, authorization: {} };
      this.#registering.set(trunkId, current);
    }
    this.#take(trunk, current, { type: 'tick' });
  }

  #take(trunk: Trunk, current: Registering, input: RegistrationInput): void {
    const { clock, random, pool, events } = this.#deps;
    // Replaced by other settings meanwhile, or gone.
    if (this.#registering.get(trunk.trunkId) !== current) return;
    const before = current.state;
    const context = { nowAt: clock.monotonicMs(), targets: trunk.targets.length, jitter: random.float() };
    const { state, action } = stepRegistration(before, input, context);
    current.state = state;
    pool.setRegistered(trunk.trunkId, state.status === 'registered');
    if (state.status !== before.status || state.reason !== before.reason) {
      const { status, reason, sipStatus } = state;
      events.trunkRegistration({ trunkId: trunk.trunkId, status, reason, sipStatus });
    }
    if (action !== undefined) this.#register(trunk, current, action);
  }

  #register(trunk: Trunk, current: Registering, action: NonNullable<RegistrationAction>): void {
    this.#send(trunk, current, action).then(
      (input) => this.#take(trunk, current, input),
      (error: unknown) => {
        this.#deps.log.warn({ err: error, trunkId: trunk.trunkId }, 'a REGISTER could not be sent');
        this.#take(trunk, current, { type: 'silent' });
      },
    );
  }

  async #send(
    trunk: Trunk,
    current: Registering,
    action: NonNullable<RegistrationAction>,
  ): Promise<RegistrationInput> {
    current.cseq += 1;
    const answer = await this.#deps.line.register(
      {
        address: trunk.targets[action.target]?.address ?? '',
        user: trunk.registration.user,
        domain: trunk.registration.domain,
        expiresS: action.expiresS,
        callId: current.callId,
        cseq: current.cseq,
        account: trunk.account,
        authorization: action.answering ? current.authorization : {},
      },
      ANSWER_MS,
    );
    if (answer === 'silent' || answer === 'unsent') return { type: 'silent' };
    current.authorization = answer.authorization ?? {};
    return { type: 'answered', ...answer };
  }

  async #unregister(trunk: Trunk): Promise<void> {
    const current = this.#registering.get(trunk.trunkId);
    if (current === undefined) return;
    const action = { type: 'register', target: current.state.target, expiresS: 0 } as const;
    const first = await this.#send(trunk, current, { ...action, answering: false });
    if (first.type === 'answered' && first.challenge === 'answerable') {
      await this.#send(trunk, current, { ...action, answering: true });
    }
  }

  #forget(trunks: readonly Trunk[]): void {
    this.#deps.pool.keepOnly(trunks);
    const registering = new Set(
      trunks.filter((trunk) => trunk.registration.enabled).map((trunk) => trunk.trunkId),
    );
    for (const trunkId of this.#registering.keys()) {
      if (registering.has(trunkId)) continue;
      this.#registering.delete(trunkId);
      this.#deps.pool.setRegistered(trunkId, true);
    }
    const routes = new Set(
      trunks.flatMap((trunk) => trunk.targets.map(({ address }) => routeId(trunk.trunkId, address))),
    );
    for (const route of this.#nextProbeAt.keys()) if (!routes.has(route)) this.#nextProbeAt.delete(route);
  }
}
