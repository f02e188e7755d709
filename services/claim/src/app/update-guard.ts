import { failpoint } from '@firstring/kernel';
import { updateDocument } from '@firstring/service-kit';
import { newGuard, type Guard } from '../domain/guard.ts';
import type { Step } from '../domain/step.ts';
import { guardId } from '../store/guards.ts';
import { claimEvent } from './claim-event.ts';
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
        : {
            answer,
            doc: guard,
            events: events.map((event) => claimEvent(deps, { ...guard, version }, event)),
          };
    },
  );
  await failpoint('claim.c2.before');
  return answer;
}
