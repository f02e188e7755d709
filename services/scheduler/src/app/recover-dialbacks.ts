import type { SchedulerDeps } from './scheduler-deps.ts';

/**
 * After a start: what dial-back believes to be on somebody's page, and is on nobody's, waits again (I5). The run before may have ended
 * between dial-back's word and the agent's document.
 */
export function returnUnheldDialbacks(deps: SchedulerDeps): void {
  const works = [...deps.agents.all()].flatMap(({ state: { work }, returning }) => [
    work,
    ...returning.values(),
  ]);
  const held = new Set(works.map((work) => work?.dialbackId));
  for (const { processId, dialbacks } of deps.orders.all()) {
    for (const { dialbackId, version } of dialbacks.held()) {
      if (held.has(dialbackId)) continue;
      const requestId = `unheld.${dialbackId}.${version}`;
      const eventAt = deps.clock.now();
      const request = { requestId, processId, dialbackId, result: 'returned', eventAt } as const;
      deps.background.run('return dial-back', () =>
        deps.background.retry(() => deps.dialback.settle(request)),
      );
    }
  }
}
