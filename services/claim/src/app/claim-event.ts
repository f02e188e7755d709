import { CLAIM_EVENTS, encodeBytes } from '@firstring/contracts';
import { ClaimEvent } from '@firstring/contracts/claim/claim_events';
import { outboxEvent } from '@firstring/service-kit';
import type { OutboxEvent } from '@firstring/store';
import type { GuardEvent } from '../domain/step.ts';
import type { ClaimDeps } from './ports.ts';

/** What a claim event is about. */
export interface EventSubject {
  readonly processId: string;
  readonly phone: string;
  /** Last fencing token of the guard, decimal; 0 for events of the do-not-call list. */
  readonly token: string;
  /** Of the document the event rides in, after the write. */
  readonly version: number;
}

/** A domain event as the bus carries it. */
export function claimEvent(
  deps: Pick<ClaimDeps, 'clock' | 'random'>,
  subject: EventSubject,
  event: GuardEvent,
): OutboxEvent {
  const payload = encodeBytes(ClaimEvent, {
    processId: subject.processId,
    phone: subject.phone,
    leadId: 'leadId' in event ? event.leadId : '',
    fencingToken: BigInt('token' in event ? event.token : subject.token),
    version: BigInt(subject.version),
    event: wireEvent(event),
  });
  return outboxEvent(deps, { topic: CLAIM_EVENTS, key: subject.processId, type: eventType(event), payload });
}

function eventType(event: GuardEvent): string {
  return event.type
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

function wireEvent(event: GuardEvent): ClaimEvent['event'] {
  switch (event.type) {
    case 'lock-acquired':
      return {
        $case: 'lockAcquired',
        value: { agentId: event.agentId, expireTime: new Date(event.expiresAt) },
      };
    case 'lock-released':
      return {
        $case: 'lockReleased',
        value: {
          agentId: event.agentId,
          leadVersion: BigInt(event.leadVersion),
          forcedBy: event.forcedBy,
        },
      };
    case 'lock-expired':
      return { $case: 'lockExpired', value: { agentId: event.agentId } };
    case 'permit-issued':
      return { $case: 'permitIssued', value: { permitId: event.permitId, attemptId: event.attemptId } };
    case 'permit-redeemed':
      return { $case: 'permitRedeemed', value: { permitId: event.permitId, attemptId: event.attemptId } };
    case 'permit-settled':
      return {
        $case: 'permitSettled',
        value: { permitId: event.permitId, attemptId: event.attemptId, counted: event.counted },
      };
    case 'lead-claimed':
      return { $case: 'leadClaimed', value: claimed(event) };
    case 'claim-released':
      return { $case: 'claimReleased', value: { agentId: event.agentId, actorId: event.actorId } };
    case 'number-excluded':
      return { $case: 'numberExcluded', value: {} };
    case 'numbers-excluded':
      return { $case: 'numbersExcluded', value: { phones: [...event.phones] } };
    case 'customers-readmitted':
      return { $case: 'customersReadmitted', value: {} };
    case 'number-readmitted':
      return { $case: 'numberReadmitted', value: {} };
  }
}

function claimed({ agentId, actorId, reason, dueAt }: Extract<GuardEvent, { type: 'lead-claimed' }>) {
  return { agentId, actorId, reason, ...(dueAt === undefined ? {} : { dueTime: new Date(dueAt) }) };
}
