import { deferred } from '@firstring/kernel';
import type { LockAnswer } from '../ports.ts';
import type { SchedulerDeps } from '../scheduler-deps.ts';
import type { CallerLine } from './caller-line.ts';
import { holdFor } from './hold-guard.ts';
import { redirectToHolder } from './redirect-to-holder.ts';
import { untilWoken } from './until-woken.ts';

/** Somebody who has the number is asked for it again so often; a release wakes at once. */
const AGAIN_MS = 1000;

/**
 * Takes the number of a caller who is to wait, for as long as it takes: nobody dials a person who is holding our line. Whoever previews
 * their lead, or has it ringing, gets the caller; a conversation is waited for.
 */
export async function holdUntilOurs(
  deps: SchedulerDeps,
  line: CallerLine,
  signal: AbortSignal,
): Promise<void> {
  while (isGuarding(deps, line) && !signal.aborted) {
    const answer = await tryHold(deps, line);
    // Another instance has the order: claim gives this one nothing any more.
    if (deps.status.phase === 'fenced') return;
    if (answer?.type === 'granted') {
      if (isGuarding(deps, line)) deps.callers.apply({ type: 'held', attemptId: line.attemptId });
      return;
    }
    if (answer?.reason === 'LOCKED_BY_OTHER' && redirectToHolder(deps, line)) return;
    await untilFreed(deps, line, signal);
  }
}

function isGuarding(deps: SchedulerDeps, { attemptId, isOver }: CallerLine): boolean {
  return !isOver && deps.callers.caller(attemptId)?.stage.type === 'guarding';
}

/** Undefined: claim could not be asked. */
async function tryHold(deps: SchedulerDeps, line: CallerLine): Promise<LockAnswer | undefined> {
  try {
    // Who calls again has the number of their lost call at once.
    const heldToken = line.token === 0 ? deps.callers.lost.tokenOf(line) : line.token;
    return await holdFor(deps, line, { agentId: '', heldToken });
  } catch (err) {
    deps.events.callerNotHeld({ attemptId: line.attemptId, err });
    return undefined;
  }
}

async function untilFreed(deps: SchedulerDeps, line: CallerLine, signal: AbortSignal): Promise<void> {
  if (line.isOver) return;
  line.freed = deferred<void>();
  await untilWoken(deps.clock, line.freed, { forMs: AGAIN_MS, signal });
  line.freed = undefined;
}
