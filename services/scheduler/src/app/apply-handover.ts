import type { HandoverOrigin } from '../domain/agent/agent-state.ts';
import type { AgentSession } from './agent-sessions.ts';
import type { SchedulerDeps } from './scheduler-deps.ts';

/** News of a transfer, as the call tells it. */
export type HandoverNews =
  /** Asked for on a desk, which the colleague knows already, or on a phone. */
  | { readonly type: 'begun'; readonly toAgentId: string; readonly origin: HandoverOrigin }
  | { readonly type: 'answered' | 'taken' | 'failed'; readonly toAgentId: string; readonly attemptId: string }
  | { readonly type: 'held'; readonly attemptId: string; readonly held: boolean; readonly muted: boolean }
  | { readonly type: 'ended'; readonly attemptId: string };

/** Tells the colleague's desk. Who has no desk here has nothing to be told. */
export function applyHandover(deps: SchedulerDeps, news: HandoverNews): void {
  switch (news.type) {
    case 'begun': {
      const colleague = deps.agents.get(news.toAgentId);
      if (colleague === undefined) return;
      // A call that was given on before comes from whoever has it now.
      const holder = receiversOf(deps, news.origin.attemptId).find(
        ({ state }) => state.handover?.stage === 'taken',
      );
      const fromAgentId = holder?.agentId ?? news.origin.fromAgentId;
      deps.agents.apply(colleague, { type: 'handover_begun', handover: { ...news.origin, fromAgentId } });
      return;
    }
    case 'answered':
    case 'taken':
    case 'failed': {
      const { attemptId } = news;
      for (const session of receiversOf(deps, attemptId)) {
        if (session.agentId === news.toAgentId) {
          const type = news.type === 'failed' ? 'handover_over' : (`handover_${news.type}` as const);
          deps.agents.apply(session, { type, attemptId });
        } else if (news.type === 'taken') deps.agents.apply(session, { type: 'handover_over', attemptId });
      }
      return;
    }
    case 'held':
      for (const session of receiversOf(deps, news.attemptId)) {
        deps.agents.apply(session, { ...news, type: 'handover_held' });
      }
      return;
    case 'ended':
      for (const session of receiversOf(deps, news.attemptId)) {
        deps.agents.apply(session, { type: 'handover_over', attemptId: news.attemptId });
      }
  }
}

function receiversOf(deps: SchedulerDeps, attemptId: string): AgentSession[] {
  return [...deps.agents.all()].filter(({ state }) => state.handover?.attemptId === attemptId);
}
