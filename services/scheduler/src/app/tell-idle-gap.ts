import type { AgentSession } from './agent-sessions.ts';
import { viewEmpty } from './desk-view.ts';
import type { SchedulerDeps } from './scheduler-deps.ts';

/** once a gap, in the log and on the bus, with the explanation that the desk shows at this moment. */
export function tellIdleGap(deps: SchedulerDeps, session: AgentSession): void {
  const { agentId, state } = session;
  const { reason, nextDueAt, heldBack } = viewEmpty(deps, agentId, deps.clock.now());
  deps.events.idleGap({
    agentId,
    emptyReason: reason,
    reasons: heldBack.map((each) => each.reason),
    ...(nextDueAt === undefined ? {} : { nextDueInMs: nextDueAt - deps.clock.now() }),
  });
  const gap = { beginAt: state.idleSinceAt, emptyReason: reason, nextDueAt, heldBack };
  deps.agents.record(session, [deps.agentEvents.idleGap(session, gap)]);
}
