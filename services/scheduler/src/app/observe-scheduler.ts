import { LANES } from '@firstring/domain';
import { observe, type Reading } from '@firstring/telemetry';
import { waitingCounts } from './desk-view.ts';
import type { SchedulerDeps } from './scheduler-deps.ts';

/** What is so now, read when somebody asks. */
export function observeScheduler(deps: SchedulerDeps): Disposable {
  const opened = new DisposableStack();
  opened.use(
    observe(
      'firstring.lead.count',
      { unit: '{lead}', description: 'Leads that could be given to an agent now.', sum: true },
      () => {
        const waiting = waitingInAll(deps);
        return LANES.map((lane): Reading => [waiting.get(lane) ?? 0, { 'firstring.lane': lane }]);
      },
    ),
  );
  opened.use(
    observe(
      'firstring.agent.count',
      { unit: '{agent}', description: 'Agents by where they stand.', sum: true },
      () =>
        [...agentsByPresence(deps)].map(([presence, count]): Reading => [
          count,
          { 'firstring.agent.state': presence },
        ]),
    ),
  );
  opened.use(
    observe(
      'firstring.scheduler.serving',
      {
        unit: '1',
        description: '1 while this instance offers leads; 0 while it rebuilds its order or is fenced.',
      },
      () => [[deps.status.phase === 'serving' ? 1 : 0]],
    ),
  );
  return opened;
}

function waitingInAll(deps: SchedulerDeps): ReturnType<typeof waitingCounts> {
  const scopes = [...deps.orders.all()].map(({ processId }) => ({
    processId,
    campaignIds: deps.campaigns.idsOf(processId),
  }));
  return waitingCounts(deps, { agentId: '', scopes });
}

function agentsByPresence(deps: SchedulerDeps): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { state } of deps.agents.all()) {
    counts.set(state.presence, (counts.get(state.presence) ?? 0) + 1);
  }
  return counts;
}
