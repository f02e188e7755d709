import type { ExclusionFact, ExclusionReason } from '@firstring/domain';
import { answerOf, livePermit, liveLock, remember, reserveAttempt, type Guard } from './guard.ts';
import { PERMIT_TTL_MS } from './permit.ts';
import { changed, unchanged, type Step } from './step.ts';

/** Test calls to one number in any hour. */
export const TEST_CALLS_AN_HOUR = 12;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

export interface AuthorizeTest {
  readonly requestId: string;
  readonly permitId: string;
  readonly attemptId: string;
  readonly exclusion: ExclusionFact | undefined;
  /** Whether number and trunk are on the process's list. */
  readonly isListed: boolean;
}

export interface TestRefusal {
  readonly reason:
    | 'TEST_NUMBER_NOT_LISTED'
    | 'TEST_NUMBER_IS_A_LEADS'
    | 'TEST_CALLS_TOO_MANY'
    | 'ATTEMPT_OUTSTANDING'
    | 'PERMIT_USED'
    | ExclusionReason;
  readonly clearsAt: number | undefined;
}

export type AuthorizeTestAnswer =
  | { type: 'permitted'; permitId: string; issuedAt: number; expiresAt: number }
  | { type: 'refused'; reasons: readonly TestRefusal[] };

/**
 * The gate of a call that tries a trunk (rule 5 of ARCHITECTURE.md): a listed number that no lead was ever called or locked at, on no
 * do-not-call list, with no attempt running, and not too often. Calling hours and cadence are leads' rights; a house's own telephone
 * has none. The attempt counts for the number, whatever becomes of it.
 */
export function authorizeTest(
  guard: Guard,
  command: AuthorizeTest,
  nowAt: number,
): Step<AuthorizeTestAnswer> {
  const permit = livePermit(guard, nowAt);
  if (permit !== undefined && permit.permitId === answerOf(guard, command.requestId)) {
    const { permitId, issuedAt, expiresAt } = permit;
    return unchanged({ type: 'permitted', permitId, issuedAt, expiresAt });
  }
  if (answerOf(guard, command.requestId) !== undefined) {
    return unchanged({ type: 'refused', reasons: [{ reason: 'PERMIT_USED', clearsAt: undefined }] });
  }
  const reasons = testGate(guard, command, nowAt);
  if (reasons.length > 0) return unchanged({ type: 'refused', reasons });
  const { permitId, attemptId } = command;
  const expiresAt = nowAt + PERMIT_TTL_MS;
  const reserved = reserveAttempt(guard, { attemptId, leadId: '', at: nowAt });
  const next: Guard = {
    ...remember(reserved, command.requestId, permitId),
    permit: {
      permitId,
      attemptId,
      leadId: '',
      test: true,
      marks: [],
      state: 'issued',
      issuedAt: nowAt,
      expiresAt,
    },
    // No lead keeps this guard: it goes when the call counts no more.
    forgetAt: nowAt + DAY_MS,
  };
  return changed(next, { type: 'permitted', permitId, issuedAt: nowAt, expiresAt }, []);
}

function testGate(guard: Guard, command: AuthorizeTest, nowAt: number): TestRefusal[] {
  const refusals: TestRefusal[] = [];
  const refuse = (reason: TestRefusal['reason'], clearsAt?: number): void => {
    refusals.push({ reason, clearsAt });
  };
  if (!command.isListed) refuse('TEST_NUMBER_NOT_LISTED');
  if (command.exclusion !== undefined) refusals.push(command.exclusion);
  if (hasLead(guard, nowAt)) refuse('TEST_NUMBER_IS_A_LEADS');
  if (livePermit(guard, nowAt) !== undefined) refuse('ATTEMPT_OUTSTANDING');
  const recent = guard.attempts.filter(
    ({ leadId, byHand, at }) => leadId === '' && byHand !== true && at > nowAt - HOUR_MS,
  );
  const leaving = recent[recent.length - TEST_CALLS_AN_HOUR];
  if (leaving !== undefined) refuse('TEST_CALLS_TOO_MANY', leaving.at + HOUR_MS);
  return refusals;
}

/** A lead of this number is locked, owned, or has been called. */
function hasLead(guard: Guard, nowAt: number): boolean {
  const { claims, totals, attempts } = guard;
  return (
    liveLock(guard, nowAt) !== undefined ||
    Object.keys(claims).length > 0 ||
    Object.values(totals).some((count) => count > 0) ||
    attempts.some(({ leadId, at }) => leadId !== '' && at > nowAt - DAY_MS)
  );
}
