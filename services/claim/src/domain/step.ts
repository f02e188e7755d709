import { withIndexed, type ClaimReason, type Guard } from './guard.ts';

/** What happened to a guard; becomes a ClaimEvent on the bus. */
export type GuardEvent =
  | { type: 'lock-acquired'; leadId: string; agentId: string; expiresAt: number }
  /** `forcedBy`: the supervisor who took it away; empty: its holder let go. */
  | { type: 'lock-released'; leadId: string; agentId: string; leadVersion: string; forcedBy: string }
  /** Under the token of the lock that ended: the guard may have the next one already. */
  | { type: 'lock-expired'; leadId: string; agentId: string; token: string }
  | { type: 'permit-issued'; leadId: string; permitId: string; attemptId: string }
  | { type: 'permit-redeemed'; leadId: string; permitId: string; attemptId: string }
  | { type: 'permit-settled'; leadId: string; permitId: string; attemptId: string; counted: boolean }
  | {
      type: 'lead-claimed';
      leadId: string;
      agentId: string;
      actorId: string;
      reason: ClaimReason;
      dueAt: number | undefined;
    }
  /** `actorId` empty: it ran out. */
  | { type: 'claim-released'; leadId: string; agentId: string; actorId: string }
  | { type: 'number-excluded' }
  | { type: 'numbers-excluded'; phones: readonly string[] }
  /** An entry by customer, combination, attribute or pattern is gone. */
  | { type: 'customers-readmitted' }
  | { type: 'number-readmitted' };

/** A pure step's result: the answer, and the guard to write when something changed. */
export interface Step<Answer> {
  readonly answer: Answer;
  /** Absent when nothing has to be written. */
  readonly guard?: Guard;
  readonly events: readonly GuardEvent[];
}

export function unchanged<Answer>(answer: Answer): Step<Answer> {
  return { answer, events: [] };
}

export function changed<Answer>(guard: Guard, answer: Answer, events: readonly GuardEvent[]): Step<Answer> {
  return { answer, guard: withIndexed(guard), events };
}
