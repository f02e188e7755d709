import { isWhileTalking } from '../domain/agent/call-event.ts';
import type { CallInput } from '../domain/agent/agent-input.ts';
import { settleDialback } from './return-lead.ts';
import type { SchedulerDeps } from './scheduler-deps.ts';

/** A step of an attempt; attempts that nobody here works on are of no interest. */
export function applyCallEvent(deps: SchedulerDeps, event: CallInput): void {
  const session = deps.agents.ofAttempt(event.attemptId);
  const before = session?.state.work;
  if (session === undefined || before === undefined) return;
  deps.agents.apply(session, { type: 'call', event });
  if (event.version <= (before.call?.version ?? 0)) return;
  if (event.phase === 'bridged' && !isWhileTalking(event)) settleDialback(deps, before, 'bridged');
  // A dial-back that was never dialled goes back with its lead.
  const isUnanswered = event.phase === 'ended' && before.call?.bridgedAt === undefined;
  if (isUnanswered && session.state.presence === 'wrap_up') settleDialback(deps, before, 'unanswered');
}
