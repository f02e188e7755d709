import type { Timer } from '@firstring/kernel';
import type { SchedulerDeps } from './scheduler-deps.ts';

const LOOK_MS = 1000;
/** Less than that is waited for. */
const STEP_MS_MIN = 5000;

/** Looks once a second whether the machine's clock was set back, which moves everything that is to come away by as much. */
export function watchClock(deps: SchedulerDeps): Disposable {
  const { clock } = deps;
  const offsetMs = (): number => clock.now() - clock.monotonicMs();
  let knownMs = offsetMs();
  const look = (): void => {
    const backMs = knownMs - offsetMs();
    // Forward: what is due is done at once. Back in small steps: they add up.
    if (backMs < 0 || backMs >= STEP_MS_MIN) knownMs -= backMs;
    if (backMs >= STEP_MS_MIN) beSetBack(deps, backMs);
    timer = clock.setTimer(LOOK_MS, look);
  };
  let timer: Timer = clock.setTimer(LOOK_MS, look);
  return { [Symbol.dispose]: () => timer.cancel() };
}

/** Agents keep their pace; what claim refused is asked about again; where a lead belongs is decided anew. */
function beSetBack(deps: SchedulerDeps, byMs: number): void {
  deps.events.clockSetBack({ byMs });
  for (const session of deps.agents.all()) {
    session.pausedUntilAt -= byMs;
    for (const [leadId, untilAt] of session.skipped) session.skipped.set(leadId, untilAt - byMs);
    deps.agents.apply(session, { type: 'clock_set_back', byMs });
  }
  for (const line of deps.callers.lines()) line.renewAt -= byMs;
  for (const { processId, order, dialbacks } of deps.orders.all()) {
    dialbacks.forgetDeferrals();
    order.settle({ forgetsHeldBack: true });
    deps.orders.changed(processId);
  }
}
