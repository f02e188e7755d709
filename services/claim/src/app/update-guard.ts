import { CLAIM_EVENTS } from '@firstring/contracts';
import { ClaimEvent } from '@firstring/contracts/claim/claim_events';
import { failpoint } from '@firstring/kernel';
import { outboxEvent, updateDocument } from '@firstring/service-kit';
import type { OutboxEvent } from '@firstring/store';
import { newGuard, type Guard } from '../domain/guard.ts';
import type { GuardEvent, Step } from '../domain/step.ts';
import { guardId } from '../store/guards.ts';
import type { ClaimDeps } from './ports.ts';

export interface GuardTarget {
  readonly processId: string;
  readonly phone: string;
}

/** The one way a guard changes: a pure step, then one compare-and-set with its events. */
export async function updateGuard<Answer>(
  deps: ClaimDeps,
  target: GuardTarget,
  step: (guard: Guard) => Step<Answer>,
): Promise<Answer> {
  await failpoint('claim.c1.before');
  const answer = await updateDocument(
    deps.guards,
    guardId(target.processId, target.phone),
    (doc, version) => {
      const { guard, answer, events } = step(doc ?? newGuard(target.processId, target.phone));
      return guard === undefined
        ? { answer }
        : { answer, doc: guard, events: events.map((event) => toOutbox(deps, guard, event, version)) };
    },
  );
  await failpoint('claim.c2.before');
  return answer;
}

function toOutbox(deps: ClaimDeps, guard: Guard, event: GuardEvent, version: number): OutboxEvent {
  const payload = ClaimEvent.encode({
    processId: guard.processId,
    phone: guard.phone,
    leadId: 'leadId' in event ? event.leadId : '',
    fencingToken: BigInt(guard.token),
    version: BigInt(version),
    event: wireEvent(event),
  }).finish();
  return outboxEvent(deps, { topic: CLAIM_EVENTS, key: guard.processId, type: eventType(event), payload });
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
        value: { agentId: event.agentId, leadVersion: BigInt(event.leadVersion) },
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
      return { $case: 'leadClaimed', value: { agentId: event.agentId } };
    case 'claim-released':
      return { $case: 'claimReleased', value: { agentId: event.agentId } };
    case 'number-excluded':
      return { $case: 'numberExcluded', value: {} };
    case 'number-readmitted':
      return { $case: 'numberReadmitted', value: {} };
  }
}
