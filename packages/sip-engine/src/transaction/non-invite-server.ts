import { unreachable } from '@firstring/kernel';

import { createResponse } from '../message/build.ts';
import type { SipRequest, SipResponse } from '../message/message.ts';
import {
  clearTimers,
  deliver,
  ignore,
  send,
  setTimer,
  terminate,
  type ServerInput,
  type Step,
  type TERMINATED,
  type TimerName,
} from './machine.ts';
import { giveUpMs, quietMs, type TransactionConfig } from './timers.ts';

/**
 * The server transaction of every request but INVITE and ACK: RFC 3261 figure 8 with RFC 4320.
 *
 * - `trying`: the user has the request and has not answered; repetitions are swallowed. At `trying` a 100 goes out by itself
 *   (RFC 4320 section 4.1), over UDP not before.
 * - `proceeding`: a 100 is out; a repetition gets it again.
 * - `completed`: the final response is out; a repetition gets it again, until J.
 * - `terminated`: nothing is sent or delivered any more.
 *
 * In `trying` and `proceeding` the timer `late` ends the transaction unanswered when the client must have given up, because an
 * answer would only be noise (RFC 4320 section 4.2). A transport error is told and changes nothing (RFC 6026 section 8.8).
 */
export type NonInviteServerState =
  | { readonly type: 'trying'; readonly request: SipRequest }
  | { readonly type: 'proceeding'; readonly response: SipResponse }
  | { readonly type: 'completed'; readonly response: SipResponse }
  | typeof TERMINATED;

export function startNonInviteServer(
  request: SipRequest,
  config: TransactionConfig,
): Step<NonInviteServerState> {
  const timers = [setTimer('trying', quietMs(config.timers)), setTimer('late', giveUpMs(config.timers))];
  return {
    state: { type: 'trying', request },
    actions: [...timers, deliver(request)],
  };
}

export function stepNonInviteServer(
  state: NonInviteServerState,
  input: ServerInput,
  config: TransactionConfig,
): Step<NonInviteServerState> {
  switch (input.type) {
    case 'request':
      if (state.type !== 'proceeding' && state.type !== 'completed') return ignore(state);
      return { state, actions: [send(state.response)] };
    case 'send':
      return onSend(state, input.response, config);
    case 'timer':
      return onTimer(state, input.timer);
    case 'transport-error':
      return state.type === 'terminated' ? ignore(state) : { state, actions: [{ type: 'transport-failed' }] };
    default:
      return unreachable(input);
  }
}

function onSend(
  state: NonInviteServerState,
  response: SipResponse,
  config: TransactionConfig,
): Step<NonInviteServerState> {
  const refuse = (reason: 'terminated' | 'already-answered' | 'provisional' | 'request-timeout') =>
    ({ state, actions: [{ type: 'refuse', response, reason }] }) as const;
  if (state.type === 'terminated') return refuse('terminated');
  if (state.type === 'completed') return refuse('already-answered');
  if (response.status > 100 && response.status < 200) return refuse('provisional');
  if (response.status === 408) return refuse('request-timeout');
  if (response.status === 100) return onTrying(state, response, config);

  const actions = [...clearTimers('trying', 'late'), send(response)];
  // Timer J is 0 over a reliable transport, where no request is repeated.
  if (config.reliable) return terminate(...actions);
  return {
    state: { type: 'completed', response },
    actions: [...actions, setTimer('J', giveUpMs(config.timers))],
  };
}

/** A 100 of the user: over UDP one that comes early waits for the timer `trying`, which sends the same. */
function onTrying(
  state: Extract<NonInviteServerState, { readonly type: 'trying' | 'proceeding' }>,
  response: SipResponse,
  config: TransactionConfig,
): Step<NonInviteServerState> {
  if (state.type === 'trying' && !config.reliable) return ignore<NonInviteServerState>(state);
  return { state: { type: 'proceeding', response }, actions: [...clearTimers('trying'), send(response)] };
}

function onTimer(state: NonInviteServerState, timer: TimerName): Step<NonInviteServerState> {
  if (timer === 'J' && state.type === 'completed') return terminate();
  if (state.type !== 'trying' && state.type !== 'proceeding') return ignore(state);
  if (timer === 'late') return terminate({ type: 'timeout', timer });
  if (timer !== 'trying' || state.type !== 'trying') return ignore<NonInviteServerState>(state);
  const response = createResponse(state.request, 100);
  return { state: { type: 'proceeding', response }, actions: [send(response)] };
}
