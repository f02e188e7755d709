import type { Clock } from '@firstring/kernel';
import type { AppConnection } from '../control/app-connection.ts';
import { SessionTable } from '../dialog/session.ts';
import { Challengers } from '../proxy/challengers.ts';
import { giveUpMs } from '../transaction/timers.ts';
import { onAck } from './await-ack.ts';
import type { Core } from './core.ts';
import { forwardAck } from './forward-in-dialog.ts';
import { handleCommand } from './handle-command.ts';
import { refuse } from './notify-app.ts';
import { receiveRequest } from './receive-request.ts';
import { RegisteredFlows } from './registered-flows.ts';
import { stopUpkeep } from './session-upkeep.ts';
import { TransactionLayer } from './transaction-layer.ts';

/** What an engine is made from: everything that touches the world. */
export type CoreParts = Pick<
  Core,
  'clock' | 'random' | 'log' | 'timers' | 'limits' | 'transports' | 'control' | 'routing'
>;

/** Challenges of proxied targets that callers may still answer. */
const CHALLENGES_MAX = 5_000;

/** An engine without calls. Whoever owns the sockets feeds it. */
export function assembleCore(parts: CoreParts): Core {
  const { random, timers, limits, transports } = parts;
  const clock = guardedClock(parts.clock, (fn) => void guarded(core, fn));
  const transactions = new TransactionLayer({
    clock,
    random,
    timers,
    limits,
    transports,
    user: {
      onRequest: (transaction) => void guarded(core, () => receiveRequest(core, transaction)),
      onAck: (ack, flow) =>
        void guarded(core, () => {
          if (!forwardAck(core, ack)) onAck(core, ack, flow);
        }),
    },
  });
  const core: Core = {
    ...parts,
    clock,
    transactions,
    incoming: new Map(),
    incomingOf: new WeakMap(),
    invitesByCall: new Map(),
    outgoing: new Map(),
    subscribing: new Map(),
    sessions: new SessionTable((session) => stopUpkeep(session.upkeep)),
    registered: new RegisteredFlows(limits.registeredFlowsMax),
    proxied: new Map(),
    routeKey: parts.random.bytes(32),
    challengers: new Challengers(giveUpMs(timers), CHALLENGES_MAX),
    undecided: new Map(),
    counters: {
      requestsReceived: 0,
      requestsSent: 0,
      responsesReceived: 0,
      responsesSent: 0,
      parseErrors: 0,
      scannersDropped: 0,
      faults: 0,
      refused: 0,
    },
  };
  return core;
}

/** Most of what an engine does later it does by a timer, where a fault would end the thread and everybody's calls with it. */
function guardedClock(clock: Clock, guard: (fn: () => void) => void): Clock {
  return {
    now: () => clock.now(),
    monotonicMs: () => clock.monotonicMs(),
    setTimer: (delayMs, fn) => clock.setTimer(delayMs, () => guard(fn)),
    sleep: (delayMs, signal) => clock.sleep(delayMs, signal),
  };
}

/** A command of an app; a fault in it is answered, too. */
export function obeyCommand(
  core: Core,
  app: AppConnection,
  command: Parameters<typeof handleCommand>[2],
): void {
  const isDone = guarded(core, () => handleCommand(core, app, command));
  if (!isDone) refuse(core, app, command.id, 'Server error: internal error');
}

/** A fault in handling one message is a bug of ours, and must not end everybody's calls: reported loudly, and counted. */
export function guarded(core: Core, fn: () => void): boolean {
  try {
    fn();
    return true;
  } catch (error) {
    core.counters.faults += 1;
    core.log.error({ err: error }, 'SIP engine fault');
    return false;
  }
}
