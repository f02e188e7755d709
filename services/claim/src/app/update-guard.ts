import { CLAIM_EVENTS, reasonError } from '@firstring/contracts';
import { ClaimEvent } from '@firstring/contracts/claim/claim_events';
import { failpoint } from '@firstring/kernel';
import { outboxEvent } from '@firstring/service-kit';
import type { OutboxEvent, Stored } from '@firstring/store';
import { newGuard, type Guard } from '../domain/guard.ts';
import type { GuardEvent, Step } from '../domain/step.ts';
import { guardId } from '../store/guards.ts';
import type { ClaimDeps } from './ports.ts';

/** Each lost race shows the winner's state; a guard that is still contended after this many is answered as busy. */
const RACES_MAX = 16;

export interface GuardTarget {
  readonly processId: string;
  readonly phone: string;
}

/**
 * The one way a guard changes: read, pure step, one compare-and-set with its events (DESIGN rule 2).
 * A lost race runs the step again on what is there now.
 */
export async function updateGuard<Answer>(
  deps: ClaimDeps,
  target: GuardTarget,
  step: (guard: Guard) => Step<Answer>,
): Promise<Answer> {
  const id = guardId(target.processId, target.phone);
  let stored: Stored<Guard> | undefined = await deps.guards.get(id);
  for (let race = 0; race < RACES_MAX; race += 1) {
    const guard = stored?.doc ?? newGuard(target.processId, target.phone);
    const result = step(guard);
    if (result.guard === undefined) return result.answer;
    const version = stored?.version ?? 0;
    await failpoint('claim.c1.before');
    const put = await deps.guards.put({
      id,
      doc: result.guard,
      expectedVersion: version,
      events: result.events.map((event) => toOutbox(deps, result.guard ?? guard, event, version + 1)),
    });
    await failpoint('claim.c2.before');
    if (put.type === 'stored') return result.answer;
    stored = put.type === 'conflict' ? put.current : await deps.guards.get(id);
  }
  throw reasonError('VERSION_CONFLICT', { message: 'this number is too busy; try again' });
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
