import { PROCESS } from './_office.ts';
import type { SimWorld } from './_world.ts';

/** What claim stores of a guard, as far as it is looked at here. */
export interface GuardDoc {
  readonly phone: string;
  readonly token: string;
  /** Owners by lead. */
  readonly claims: Readonly<Record<string, unknown>>;
  readonly lock?: { readonly leadId: string; readonly agentId: string; readonly expiresAt: number };
  readonly permit?: { readonly permitId: string; readonly attemptId: string; readonly state: string };
}

/** I2: every state that each guard ever had, and whether it may follow the one before. */
export class GuardBook {
  readonly #world: SimWorld;
  readonly #broken: (id: string, text: string) => void;
  readonly #history = new Map<string, { readonly atMs: number; readonly token: bigint }[]>();
  readonly #last = new Map<string, GuardDoc>();
  /** Claim's lease clock: wall time at its start, monotonic time since. */
  #leaseOriginAt = 0;

  constructor(world: SimWorld, broken: (id: string, text: string) => void) {
    this.#world = world;
    this.#broken = broken;
  }

  claimStarted(): void {
    const claim = this.#world.machine('claim');
    this.#leaseOriginAt = claim.wallAt() - claim.monotonicMs();
  }

  get leaseNowAt(): number {
    return this.#leaseOriginAt + this.#world.machine('claim').monotonicMs();
  }

  get all(): ReadonlyMap<string, GuardDoc> {
    return this.#last;
  }

  committed(id: string, guard: GuardDoc): void {
    const before = this.#last.get(id);
    this.#last.set(id, guard);
    const token = BigInt(guard.token);
    const history = this.#history.get(guard.phone) ?? [];
    this.#history.set(guard.phone, history);
    history.push({ atMs: this.#world.timeline.nowMs, token });
    if (before === undefined) return;
    const last = BigInt(before.token);
    if (token < last || (last > 0n && token > last + 1n))
      this.#broken('I2', `${id}: token ${token} after ${last}`);
    const { lock } = before;
    if (lock === undefined || guard.lock === undefined) return;
    if (token === last && (lock.agentId !== guard.lock.agentId || lock.leadId !== guard.lock.leadId))
      this.#broken('I2', `${id}: token ${token} is ${lock.agentId}'s and ${guard.lock.agentId}'s`);
    if (token !== last && lock.expiresAt > this.leaseNowAt)
      this.#broken('I2', `${id}: ${guard.lock.agentId} has a lock that ${lock.agentId} still holds`);
  }

  /** Nobody holds it, no attempt is out, and it has been so for a while. */
  isFreeFor(phone: string, ms: number): boolean {
    const guard = this.#last.get(`${PROCESS}|${phone}`);
    if (guard === undefined) return true;
    const changedMs = this.#history.get(phone)?.at(-1)?.atMs ?? 0;
    return (
      guard.lock === undefined && guard.permit === undefined && this.#world.timeline.nowMs - changedMs >= ms
    );
  }

  /** Tokens that were a guard's newest at some moment in between. */
  tokensBetween(phone: string, fromMs: number, toMs: number): readonly bigint[] {
    const history = this.#history.get(phone) ?? [];
    const first = history.findLastIndex(({ atMs }) => atMs <= fromMs);
    return history
      .slice(Math.max(0, first))
      .filter(({ atMs }) => atMs <= toMs)
      .map(({ token }) => token);
  }
}
