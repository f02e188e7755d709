import type { LockAnswer } from './ports.ts';
import type { SchedulerDeps } from './scheduler-deps.ts';

/** claim has seen a later owner of the order. */
export function heedEpoch(deps: SchedulerDeps, answer: LockAnswer): void {
  if (answer.type === 'refused' && answer.reason === 'STALE_EPOCH') beFenced(deps);
}

/** Another instance owns the order. This one offers nothing any more, and says so once. */
export function beFenced({ status, events }: SchedulerDeps): void {
  if (status.phase === 'fenced') return;
  status.phase = 'fenced';
  events.fenced({ epoch: status.epoch });
}
