/**
 * The contact guard: one aggregate for (process, E.164), shared by every lead with that number (ADR 8).
 *
 * Lock: Free, or Held by one agent for one lead until `expiresAt`. Each grant raises `token` by one; whoever shows an
 * older token is refused. Permits: Issued (reserves an attempt), Redeemed (an INVITE may leave), Ringing, then gone:
 * settled permits live on only as attempts. A permit that expires or is revoked unredeemed returns its reservation.
 *
 * The document is plain JSON: tokens are decimal strings, instants are on claim's forward clock.
 */
export interface Guard {
  readonly processId: string;
  readonly phone: string;
  /** Last fencing token given; rises only. */
  readonly token: string;
  readonly ownerEpoch: string;
  readonly lock?: Lock;
  readonly permit?: PermitState;
  /** Lasting owners by lead id. */
  readonly claims: Readonly<Record<string, Claim>>;
  /** What lists of claims are found by; absent without a claim. */
  readonly claimed?: ClaimedKeys;
  /** Attempts that count, oldest first; those older than a day are dropped. */
  readonly attempts: readonly Attempt[];
  /** Attempts of each lead over its life. */
  readonly totals: Readonly<Record<string, number>>;
  /** Answers to the last requests, so that a repeated request gets the same one. */
  readonly answers: readonly Answer[];
  /** No lead is left here: the document goes once its attempts are older than a day. */
  readonly forgetAt?: number;
  /** Earliest instant at which the sweeper has something to do here. */
  readonly sweepAt?: number;
}

/** Why a lead has an owner. */
export type ClaimReason = 'asked' | 'callback' | 'winner' | 'postponed';

export interface Claim {
  readonly agentId: string;
  readonly reason: ClaimReason;
  /** Since when this agent owns the lead. */
  readonly at: number;
  /** The agent, or the supervisor who gave it to them. */
  readonly actorId: string;
  /** The agreed time of a callback that has not been called yet. */
  readonly dueAt?: number;
  /** It ends by itself then; absent = never. */
  readonly releaseAt?: number;
}

export interface ClaimedKeys {
  readonly agentIds: readonly string[];
  /** Of the newest claim. */
  readonly at: number;
  /** Of the earliest callback; absent without one. */
  readonly dueAt?: number;
}

export interface Lock {
  readonly leadId: string;
  /** Empty while an incoming call holds it and nobody is rung. */
  readonly agentId: string;
  /** Taken whoever owns the lead. */
  readonly anyOwner?: true;
  /** The incoming call it is held for (ADR 20). */
  readonly attemptId?: string;
  readonly expiresAt: number;
}

export interface PermitState {
  readonly permitId: string;
  readonly attemptId: string;
  /** Empty for a test call. */
  readonly leadId: string;
  /** Whose phone rings; absent for a test call and in permits of earlier versions. */
  readonly agentId?: string;
  /** A test call's: without lead and lock, over by itself at `expiresAt` whatever became of it. */
  readonly test?: true;
  /** Of a dial to another number of the lead than its Caller ID: the guard with the other half. */
  readonly pair?: GuardPair;
  /** the do-not-call list was overridden, with a reason; asked again before the INVITE, it does not hold either. */
  readonly override?: string;
  /** Keyed hashes of whose lead it is: a new entry by customer or attribute finds the permits it covers. */
  readonly marks: readonly string[];
  readonly state: 'issued' | 'redeemed' | 'ringing';
  /** The calling window ends soon: no redeeming from then on. */
  readonly closesAt?: number;
  /** Request of the last redeeming: the one a redeeming for the next trunk must name. */
  readonly redeemedBy?: string;
  readonly issuedAt: number;
  readonly expiresAt: number;
}

/**
 * A dial to another number of a lead lies on two guards (ADR 17): the home guard has the lock and counts for the lead, the number's own
 * has the attempt slot and counts for the number. Both know the other and carry the same permit id.
 */
export interface GuardPair {
  /** What is counted here. */
  readonly part: 'lead' | 'number';
  /** Of the other guard, E.164. */
  readonly phone: string;
}

export interface Attempt {
  readonly attemptId: string;
  /** Empty for a test call and for a number in no lead: it counts for the number and for no lead. */
  readonly leadId: string;
  /** To a number in no lead, by hand: what tells it from a test call. */
  readonly byHand?: true;
  readonly at: number;
}

export interface Answer {
  readonly requestId: string;
  /** What the request did, to be replayed. */
  readonly outcome: string;
}

/** Most leads with state on one guard. */
export const LEADS_A_GUARD_MAX = 200;
const ANSWERS_MAX = 32;
const ATTEMPTS_MAX = 200;
const DAY_MS = 86_400_000;

export function newGuard(processId: string, phone: string): Guard {
  return { processId, phone, token: '0', ownerEpoch: '0', claims: {}, attempts: [], totals: {}, answers: [] };
}

/** The lock if it is still held at this instant. */
export function liveLock(guard: Guard, nowAt: number): Lock | undefined {
  return guard.lock !== undefined && guard.lock.expiresAt > nowAt ? guard.lock : undefined;
}

/** The permit if it still matters: an unredeemed one only until it expires, a lead's redeemed one until it is settled. */
export function livePermit(guard: Guard, nowAt: number): PermitState | undefined {
  const { permit } = guard;
  if (permit === undefined || (endsByItself(permit) && permit.expiresAt <= nowAt)) return undefined;
  return permit;
}

function endsByItself({ state, test }: PermitState): boolean {
  return state === 'issued' || test === true;
}

/** Instants of the number's counted and reserved attempts of the last day. */
export function attemptsOfDay(guard: Guard, nowAt: number): number[] {
  return guard.attempts.filter((attempt) => attempt.at > nowAt - DAY_MS).map((attempt) => attempt.at);
}

export function answerOf(guard: Guard, requestId: string): string | undefined {
  return guard.answers.find((answer) => answer.requestId === requestId)?.outcome;
}

export function remember(guard: Guard, requestId: string, outcome: string): Guard {
  return { ...guard, answers: [...guard.answers, { requestId, outcome }].slice(-ANSWERS_MAX) };
}

/** Counts an attempt: for the number unless only the lead's half is here, and for the lead when there is one. */
export function reserveAttempt(guard: Guard, attempt: Attempt, part?: GuardPair['part']): Guard {
  const recent = guard.attempts.filter((known) => known.at > attempt.at - DAY_MS);
  const attempts = part === 'lead' ? recent : [...recent, attempt].slice(-ATTEMPTS_MAX);
  return withTotal({ ...guard, attempts }, attempt.leadId, 1);
}

/** Gives back a permit's reservation: proof that the customer's phone did not ring. A test call's stays: it is what limits their rate. */
export function returnAttempt(guard: Guard, { attemptId, leadId, pair, test }: PermitState): Guard {
  if (test === true) return guard;
  if (pair?.part === 'lead') return withTotal(guard, leadId, -1);
  if (!guard.attempts.some((known) => known.attemptId === attemptId)) return guard;
  const attempts = guard.attempts.filter((known) => known.attemptId !== attemptId);
  return withTotal({ ...guard, attempts }, leadId, -1);
}

function withTotal(guard: Guard, leadId: string, by: 1 | -1): Guard {
  if (leadId === '') return guard;
  const total = Math.max(0, (guard.totals[leadId] ?? 0) + by);
  return { ...guard, totals: { ...guard.totals, [leadId]: total } };
}

export function withoutLock(guard: Guard): Guard {
  const { lock: _, ...rest } = guard;
  return rest;
}

export function withoutPermit(guard: Guard): Guard {
  const { permit: _, ...rest } = guard;
  return rest;
}

/** The claim of a lead, if it has one. */
export function claimOf(guard: Guard, leadId: string): Claim | undefined {
  return Object.hasOwn(guard.claims, leadId) ? guard.claims[leadId] : undefined;
}

/** Recomputes what indexes read; called once at the end of every step. */
export function withIndexed(guard: Guard): Guard {
  const { sweepAt: _sweep, claimed: _claimed, ...rest } = guard;
  const claims = Object.values(guard.claims);
  const due = [
    guard.lock?.expiresAt,
    guard.permit !== undefined && endsByItself(guard.permit) ? guard.permit.expiresAt : undefined,
    guard.forgetAt,
    ...claims.map(({ releaseAt }) => releaseAt),
  ].filter((at) => at !== undefined);
  const sweep = due.length === 0 ? {} : { sweepAt: Math.min(...due) };
  return claims.length === 0 ? { ...rest, ...sweep } : { ...rest, ...sweep, claimed: claimedKeys(claims) };
}

function claimedKeys(claims: readonly Claim[]): ClaimedKeys {
  const dues = claims.map(({ dueAt }) => dueAt).filter((at) => at !== undefined);
  return {
    agentIds: [...new Set(claims.map(({ agentId }) => agentId))],
    at: Math.max(...claims.map(({ at }) => at)),
    ...(dues.length === 0 ? {} : { dueAt: Math.min(...dues) }),
  };
}
