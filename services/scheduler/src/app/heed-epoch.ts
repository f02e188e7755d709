import type { LockAnswer } from './ports.ts';
import type { SchedulerDeps } from './scheduler-deps.ts';

/** claim has seen a later owner of the order. This one offers nothing any more, and says so once. */
export function heedEpoch({ status, events }: SchedulerDeps, answer: LockAnswer): void {
  if (answer.type !== 'refused' || answer.reason !== 'STALE_EPOCH' || status.phase === 'fenced') return;
  status.phase = 'fenced';
  events.fenced({ epoch: status.epoch });
}
