import { fromTime } from '@firstring/contracts';
import { AppError, type Random } from '@firstring/kernel';
import { systemClock as clock } from '@firstring/kernel/system';
import { eventually } from '@firstring/kernel/testing';
import type { ClaimProcess } from './_claim-process.ts';

/** One operation as linearizability/history.go reads it; times are microseconds. */
interface Call {
  readonly client: number;
  readonly op: 'acquire' | 'renew' | 'release' | 'claim' | 'unclaim';
  readonly guard: string;
  readonly lead: string;
  readonly agent: string;
  readonly token: number;
  readonly leaseUs: number;
  readonly repeated: boolean;
  readonly calledAt: number;
  readonly answeredAt?: number;
  readonly answer: string;
  readonly granted: number;
  readonly expiresAt: number;
}

type Asked = Pick<Call, 'op' | 'guard' | 'lead' | 'token'> & { readonly leaseMs: number };
type Answered = Pick<Call, 'answer' | 'granted' | 'expiresAt'>;
interface Held {
  readonly guard: string;
  readonly lead: string;
  readonly token: number;
}

export interface LockHistoryOptions {
  readonly random: Random;
  readonly clients: number;
  readonly guards: number;
  readonly operations: number;
  /** Each is done once, spread evenly over the operations. */
  readonly faults: readonly ('kill' | 'pause')[];
}

/** What a history that tests anything has at least once. */
export const EVERY_ANSWER: readonly string[] = [
  'ok',
  'LOCKED_BY_OTHER',
  'CLAIMED_BY_OTHER',
  'STALE_TOKEN',
  'LOCK_EXPIRED',
  '',
];

const PROCESS = 'process-1';
const LEASE_MS = { min: 20, max: 400 };
const PAUSE_MS = 3 * LEASE_MS.max;
/** Of what a client does under a token, this share is with one that it had before: it must be refused. */
const STALE_SHARE = 0.3;
/** One clock for both, finer than a millisecond. */
const EPOCH_MS = clock.now() - clock.monotonicMs();

const nowUs = (): number => Math.round((EPOCH_MS + clock.monotonicMs()) * 1000);

/** Many clients who take, renew, give back and claim a few leads, often under tokens of yesterday, while claim dies and freezes. */
export class LockHistory {
  readonly calls: Call[] = [];
  readonly #claim: ClaimProcess;
  readonly #options: LockHistoryOptions;
  #up: Promise<void> = Promise.resolve();
  #requests = 0;
  /** Questions on their way. */
  #asking = 0;

  constructor(claim: ClaimProcess, options: LockHistoryOptions) {
    this.#claim = claim;
    this.#options = options;
  }

  async record(): Promise<void> {
    const { clients, guards, faults, operations } = this.#options;
    // A guard's first token is free to be any; from then on each is one more than the last.
    for (let guard = 0; guard < guards; guard += 1) {
      const of = { guard: guardName(guard), lead: 'a' };
      const { granted } = await this.#call(0, { ...of, op: 'acquire', token: 0, leaseMs: 1000 });
      await this.#call(0, { ...of, op: 'release', token: granted, leaseMs: 0 });
    }
    const working = Array.from({ length: clients }, (_, client) => this.#work(client));
    for (const [at, fault] of faults.entries()) {
      await this.#reached(((at + 1) / (faults.length + 1)) * operations);
      if (fault === 'pause') await this.#claim.pause(PAUSE_MS);
      else await this.#killUnderQuestions();
    }
    await Promise.all(working);
  }

  /** How often each answer was given; '' is none at all. */
  get answers(): ReadonlyMap<string, number> {
    return new Map(
      [...Map.groupBy(this.calls, ({ answer }) => answer)].map(([answer, calls]) => [answer, calls.length]),
    );
  }

  /** Frozen first, until every client waits for an answer: so that a kill always leaves questions nobody answers. */
  async #killUnderQuestions(): Promise<void> {
    this.#claim.freeze();
    await eventually(clock, 'every client asks', () => this.#asking === this.#options.clients);
    await (this.#up = this.#claim.killAndStart());
  }

  async #reached(operations: number): Promise<void> {
    while (this.calls.length < operations) await clock.sleep(10);
  }

  async #work(client: number): Promise<void> {
    const random = this.#options.random.fork(`client-${client}`);
    const held: Held[] = [];
    while (this.calls.length < this.#options.operations) {
      await this.#up;
      const current = held.at(-1);
      if (current === undefined || random.float() < 0.4) {
        const guard = guardName(random.int(this.#options.guards));
        const leaseMs = LEASE_MS.min + random.int(LEASE_MS.max - LEASE_MS.min);
        const lead = random.float() < 0.5 ? 'a' : 'b';
        const { answer, granted } = await this.#call(client, {
          op: 'acquire',
          guard,
          lead,
          token: 0,
          leaseMs,
        });
        if (answer === 'ok') held.push({ guard, lead, token: granted });
        if (held.length > 8) held.shift();
        continue;
      }
      const shown = random.float() < STALE_SHARE ? (held[random.int(held.length)] ?? current) : current;
      const op = (['renew', 'renew', 'release', 'claim', 'unclaim'] as const)[random.int(5)] ?? 'renew';
      await this.#call(client, { ...shown, op, leaseMs: LEASE_MS.min + random.int(LEASE_MS.max) });
    }
  }

  /** Asks, once more when nobody answered, and writes down what came of it. */
  async #call(client: number, asked: Asked): Promise<Answered> {
    const requestId = `request-${++this.#requests}`;
    const agent = `agent-${client}`;
    const calledAt = nowUs();
    let repeated = false;
    let answered = await this.#ask(requestId, agent, asked);
    // Only taking a lock has an answer that is kept; of the others nobody knows whether they come twice.
    if (answered === undefined && asked.op === 'acquire') {
      await this.#up;
      repeated = true;
      answered = await this.#ask(requestId, agent, asked);
    }
    const { op, guard, lead, token, leaseMs } = asked;
    const shape = { client, op, guard, lead, agent, token, leaseUs: leaseMs * 1000, repeated, calledAt };
    const nothing = { answer: '', granted: 0, expiresAt: 0 };
    if (answered === undefined) this.calls.push({ ...shape, ...nothing });
    // Too many at once on one guard: refused without effect.
    else if (answered.answer !== 'VERSION_CONFLICT') {
      this.calls.push({ ...shape, ...answered, answeredAt: nowUs() });
    }
    return answered ?? nothing;
  }

  /** Undefined: nobody knows whether it has happened. */
  async #ask(requestId: string, agentId: string, asked: Asked): Promise<Answered | undefined> {
    this.#asking += 1;
    try {
      return await this.#send(requestId, agentId, asked);
    } catch (error) {
      const { reason, code } = AppError.from(error);
      if (code === 'unavailable' || code === 'deadline_exceeded') return undefined;
      if (code === 'internal') throw error;
      return { answer: reason, granted: 0, expiresAt: 0 };
    } finally {
      this.#asking -= 1;
    }
  }

  async #send(requestId: string, agentId: string, asked: Asked): Promise<Answered> {
    const { claim } = this.#claim;
    const key = { processId: PROCESS, phone: asked.guard, leadId: asked.lead };
    const fencingToken = BigInt(asked.token);
    const leaseMs = BigInt(asked.leaseMs);
    const ok = { answer: 'ok', granted: 0, expiresAt: 0 };
    switch (asked.op) {
      case 'acquire': {
        const { result } = await claim.acquireLock({ requestId, key, agentId, leaseMs });
        if (result?.$case !== 'granted') return { ...ok, answer: result?.value.reason ?? 'none' };
        const { fencingToken: granted, expireTime } = result.value;
        return { ...ok, granted: Number(granted), expiresAt: toUs(expireTime) };
      }
      case 'renew': {
        const { expireTime } = await claim.renewLock({ requestId, key, fencingToken, leaseMs });
        return { ...ok, expiresAt: toUs(expireTime) };
      }
      case 'release':
        await claim.releaseLock({ requestId, key, fencingToken });
        return ok;
      case 'claim':
        await claim.claimLead({ requestId, key, fencingToken, agentId });
        return ok;
      case 'unclaim':
        await claim.releaseClaim({ requestId, key, actorId: agentId });
        return ok;
    }
  }
}

function guardName(guard: number): string {
  return `+1202555${1000 + guard}`;
}

function toUs(time: Date | undefined): number {
  return (fromTime(time) ?? 0) * 1000;
}
