import type { SchedulerDeps } from '../scheduler-deps.ts';
import { isLockLost } from '../background.ts';
import { heedEpoch } from '../heed-epoch.ts';
import type { LockAnswer } from '../ports.ts';
import { guardOfLine, type CallerLine } from './caller-line.ts';

/** Holds the caller's number for the call, or for the agent who is rung. Without a number there is nothing to lock. */
export async function holdFor(
  deps: SchedulerDeps,
  line: CallerLine,
  { agentId, heldToken }: { readonly agentId: string; readonly heldToken: number },
): Promise<LockAnswer> {
  const nowAt = deps.clock.now();
  const leaseMs = deps.settings.callerLeaseMs;
  line.holds += 1;
  if (line.homeGuard === '') {
    line.token += 1;
    return { type: 'granted', token: line.token, expiresAt: nowAt + leaseMs };
  }
  const guard = guardOfLine(line);
  const { epoch } = deps.status;
  const answer = await deps.claim.holdForCaller({
    requestId: `hold.${line.attemptId}.${epoch}.${line.holds}`,
    guard,
    attemptId: line.attemptId,
    agentId,
    ownerEpoch: epoch,
    leaseMs,
    heldToken,
  });
  heedEpoch(deps, answer);
  if (answer.type === 'refused') return answer;
  line.token = answer.token;
  line.renewAt = nowAt + leaseMs / 3;
  const { order } = deps.orders.process(line.processId);
  order.hold(line.homeGuard, { leadId: guard.leadId, token: answer.token });
  deps.callers.lost.takenBy(line);
  if (line.isOver && !deps.callers.lost.has(line)) letGo(deps, line);
  return answer;
}

/** Somebody's lock on a number has ended: whoever calls from there is next. */
export function guardFreed(deps: Pick<SchedulerDeps, 'callers'>, processId: string, phone: string): void {
  for (const line of deps.callers.lines()) {
    if (line.processId === processId && line.homeGuard === phone) line.freed?.resolve();
  }
}

/**
 * The caller has reached nobody. Their number stays theirs until dial-back tells of the missed call, so that what their lead is offered as
 * next is that dial-back: one that was made for the call would be a fresh lead in between. Then the number is anybody's.
 */
export function letGoOnceTold(deps: SchedulerDeps, line: CallerLine): void {
  if (line.holds === 0 || line.homeGuard === '') return;
  deps.background.run('keep the number of a lost call', async (signal) => {
    await deps.callers.lost.untilTold(line, signal);
    // Where the service closes, the lock runs out by itself.
    if (!signal.aborted) letGo(deps, line);
  });
}

/** The caller has gone: their number is anybody's again. */
export function letGo(deps: SchedulerDeps, line: CallerLine): void {
  const { token, homeGuard, processId, attemptId } = line;
  if (token === 0 || homeGuard === '') return;
  line.token = 0;
  const guard = guardOfLine(line);
  const { order } = deps.orders.process(processId);
  deps.background.run('let a caller’s number go', async () => {
    const leadVersion = order.view.lead(guard.leadId)?.version ?? line.leadVersion;
    const request = { requestId: `release.${attemptId}.${token}`, guard, token, leadVersion };
    try {
      await deps.background.retry(() => deps.claim.releaseLock(request));
    } catch (error) {
      // It is somebody else's by now, or runs out by itself.
      if (!isLockLost(error)) throw error;
    }
    order.release(homeGuard, { token }, deps.clock.now());
    deps.orders.changed(processId);
  });
}

/** Locks of those who wait or are being given to an agent are short, so that a crash frees them soon; they are extended while the call lasts. */
export function renewHolds(deps: SchedulerDeps): void {
  const nowAt = deps.clock.now();
  for (const line of deps.callers.lines()) {
    const stage = deps.callers.caller(line.attemptId)?.stage.type;
    if (line.token === 0 || line.homeGuard === '' || line.renewAt > nowAt) continue;
    // Of a call that was taken, where its agent's desk has something else in hand.
    if (stage !== 'waiting' && stage !== 'ringing' && stage !== 'connected') continue;
    line.renewAt = nowAt + deps.settings.callerLeaseMs / 3;
    deps.background.run('extend a caller’s lock', () => renew(deps, line, line.token));
  }
}

async function renew(deps: SchedulerDeps, line: CallerLine, token: number): Promise<void> {
  const { attemptId } = line;
  const requestId = `renew.${attemptId}.${line.renewAt}`;
  const request = { requestId, guard: guardOfLine(line), token, leaseMs: deps.settings.callerLeaseMs };
  try {
    await deps.claim.renewLock(request);
  } catch (error) {
    if (!isLockLost(error)) throw error;
    if (line.token === token) deps.callers.apply({ type: 'guard_lost', attemptId });
  }
}
