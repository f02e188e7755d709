import { failpoint, type Log, type Timer } from '@firstring/kernel';
import { expireLock } from '../domain/lock.ts';
import { expirePermit } from '../domain/permit.ts';
import type { ClaimDeps } from './ports.ts';
import { updateGuard } from './update-guard.ts';

const PAGE = 200;

/** One pass over everything that has run out: locks and permits nobody redeemed. Answers how many guards it saw. */
export async function sweepOnce(deps: ClaimDeps): Promise<number> {
  const nowAt = deps.leaseClock.now();
  const page = await deps.guards.query({
    index: 'sweep',
    range: { to: nowAt + 1 },
    order: 'asc',
    pageSize: PAGE,
  });
  for (const { doc } of page.items) {
    await failpoint('claim.c4.before');
    const { lock } = doc;
    await updateGuard(deps, doc, (guard) => expireLock(guard, nowAt));
    await updateGuard(deps, doc, (guard) => expirePermit(guard, nowAt));
    await failpoint('claim.c5.before');
    if (lock !== undefined && lock.expiresAt <= nowAt) {
      deps.events.lockExpired({ leadId: lock.leadId, agentId: lock.agentId });
    }
  }
  return page.items.length;
}

/** Sweeps every `intervalMs`, one pass at a time, until the signal aborts. */
export async function sweepForever(
  deps: ClaimDeps,
  options: { intervalMs: number; signal: AbortSignal; log: Log },
): Promise<void> {
  while (!options.signal.aborted) {
    let seen = 0;
    try {
      seen = await sweepOnce(deps);
    } catch (error) {
      options.log.warn({ err: error }, 'sweep failed; it is tried again');
    }
    if (seen < PAGE) await pause(deps, options);
  }
}

function pause(
  deps: ClaimDeps,
  { intervalMs, signal }: { intervalMs: number; signal: AbortSignal },
): Promise<void> {
  return new Promise((resolve) => {
    const timer: Timer = deps.clock.setTimer(intervalMs, () => {
      signal.removeEventListener('abort', stop);
      resolve();
    });
    function stop(): void {
      timer.cancel();
      resolve();
    }
    signal.addEventListener('abort', stop, { once: true });
  });
}
