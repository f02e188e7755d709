import type { Timer } from '@firstring/kernel';
import type { AgentSession } from './agent-sessions.ts';
import { viewDesk } from './desk-view.ts';
import type { SchedulerDeps } from './scheduler-deps.ts';

const ROUND_MS = 1000;
const SLICE_MS = 50;

/**
 * Counts and due times change with every lead. Pages of waiting agents are looked at once a second, a slice of them at a
 * time, and told only of a difference: a burst of leads is not a burst of messages.
 */
export function refreshDesks(deps: SchedulerDeps): Disposable {
  const shown = new WeakMap<AgentSession, string>();
  let queue: AgentSession[] = [];
  let timer: Timer | undefined;
  let sliceSize = 1;
  const pass = (): void => {
    if (queue.length === 0) {
      queue = [...deps.agents.all()].filter(({ stream }) => stream !== undefined);
      sliceSize = Math.ceil(queue.length / (ROUND_MS / SLICE_MS));
    }
    for (const session of queue.splice(0, sliceSize)) {
      const { waiting, empty, heldBack, idleGap } = viewDesk(deps, session);
      const text = JSON.stringify([[...waiting], empty, heldBack, idleGap]);
      if (text !== shown.get(session)) deps.agents.notify(session);
      shown.set(session, text);
    }
    timer = deps.clock.setTimer(queue.length === 0 ? ROUND_MS : SLICE_MS, pass);
  };
  timer = deps.clock.setTimer(ROUND_MS, pass);
  return { [Symbol.dispose]: () => timer?.cancel() };
}
