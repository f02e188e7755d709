import { reasonError } from '@firstring/contracts';
import type { Work } from '../domain/agent/agent-state.ts';
import type { SchedulerDeps } from './scheduler-deps.ts';

/** When the lead in hand may be called, from `fromAt` on; undefined: no time is in sight. Throws NO_PREVIEW. */
export function findCallTime(
  deps: SchedulerDeps,
  { agentId, attemptId, fromAt }: { agentId: string; attemptId: string; fromAt: number },
): number | undefined {
  const work = deps.agents.get(agentId)?.state.work;
  if (work?.attemptId !== attemptId) throw reasonError('NO_PREVIEW');
  const at = callTimeOf(deps, work, fromAt);
  return at === Infinity ? undefined : at;
}

/** only a time at which the lead may be called is agreed on. Throws CALLBACK_OUTSIDE_HOURS with the next one. */
export function checkCallback(deps: SchedulerDeps, work: Work, callbackAt: number | undefined): void {
  if (callbackAt === undefined || work.leadId === '') return;
  const at = callTimeOf(deps, work, callbackAt);
  if (at <= callbackAt) return;
  const details = at === Infinity ? {} : { clears_time: new Date(at).toISOString() };
  throw reasonError('CALLBACK_OUTSIDE_HOURS', { details });
}

function callTimeOf(deps: SchedulerDeps, work: Work, fromAt: number): number {
  const { processId, campaignId, leadId } = work;
  // What is in no lead has no place: nothing is known against any time.
  if (leadId === '') return fromAt;
  return deps.orders.process(processId).order.view.callableFrom(leadId, campaignId, fromAt);
}
