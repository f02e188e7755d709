import { guardId } from '../store/guards.ts';
import { isLive } from '../store/exclusions.ts';
import type { ClaimDeps } from './ports.ts';

/** Whether the number is on the do-not-call list of the process now (R-140: asked at selection and at dial time). */
export async function isExcluded(
  deps: ClaimDeps,
  target: { processId: string; phone: string },
): Promise<boolean> {
  const stored = await deps.exclusions.get(guardId(target.processId, target.phone));
  return isLive(stored?.doc, deps.clock.now());
}
