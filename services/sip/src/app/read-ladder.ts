import { reasonError } from '@firstring/contracts';
import type { CallLadder } from '../domain/call-ladders.ts';
import type { MonitorDeps } from './monitor-deps.ts';

/** The messages of a call of this instance, live or ended lately. Throws LADDER_NOT_KEPT. */
export function readLadder(deps: MonitorDeps, attemptId: string): CallLadder {
  const ladder = deps.ladders.get(attemptId, deps.clock.now());
  if (ladder === undefined) throw reasonError('LADDER_NOT_KEPT');
  const trunkId =
    deps.calls.get(attemptId)?.state.trunkId ??
    deps.testCalls.get(attemptId)?.target.trunkId ??
    ladder.trunkId;
  return { ...ladder, trunkId };
}
