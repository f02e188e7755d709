import { unreachable } from '@firstring/kernel';

import type { SipRequest, SipResponse } from '../message/message.ts';
import {
  clearTimers,
  deliver,
  ignore,
  send,
  setTimer,
  terminate,
  type ClientInput,
  type Step,
  type TERMINATED,
  type TimerName,
} from './machine.ts';
import { giveUpMs, type TransactionConfig } from './timers.ts';

/**
 * The client transaction of every request but INVITE and ACK: RFC 3261 figure 6.
 *
 * - `trying`: the request is out. Over UDP it is repeated (E doubles up to T2); F ends the wait.
 * - `proceeding`: a provisional response is here. Over UDP the request is still repeated, every T2; F still runs.
 * - `completed`: the final response is delivered; repetitions of it are swallowed until K.
 * - `terminated`: nothing is sent or delivered any more.
 */
export type NonInviteClientState =
  | { readonly type: 'trying' | 'proceeding'; readonly request: SipRequest; readonly intervalMs: number }
  | { readonly type: 'completed' }
  | typeof TERMINATED;

export function startNonInviteClient(
  request: SipRequest,
  config: TransactionConfig,
): Step<NonInviteClientState> {
  const { t1Ms } = config.timers;
  const actions = [send(request), setTimer('F', giveUpMs(config.timers))];
  if (!config.reliable) actions.push(setTimer('E', t1Ms));
  return { state: { type: 'trying', request, intervalMs: t1Ms }, actions };
}

export function stepNonInviteClient(
  state: NonInviteClientState,
  input: ClientInput,
  config: TransactionConfig,
): Step<NonInviteClientState> {
  if (state.type === 'terminated') return ignore(state);
  if (state.type === 'completed') {
    return input.type === 'timer' && input.timer === 'K' ? terminate() : ignore<NonInviteClientState>(state);
  }
  switch (input.type) {
    case 'response':
      return onResponse(state, input.response, config);
    case 'timer':
      return onTimer(state, input.timer, config);
    case 'transport-error':
      return terminate({ type: 'transport-failed' });
    default:
      return unreachable(input);
  }
}

type Waiting = Extract<NonInviteClientState, { readonly request: SipRequest }>;

function onResponse(
  state: Waiting,
  response: SipResponse,
  config: TransactionConfig,
): Step<NonInviteClientState> {
  if (response.status < 200) return { state: { ...state, type: 'proceeding' }, actions: [deliver(response)] };
  const actions = [...clearTimers('E', 'F'), deliver(response)];
  // Timer K is 0 over a reliable transport, where no response is repeated.
  if (config.reliable) return terminate(...actions);
  return { state: { type: 'completed' }, actions: [...actions, setTimer('K', config.timers.t4Ms)] };
}

function onTimer(state: Waiting, timer: TimerName, config: TransactionConfig): Step<NonInviteClientState> {
  if (timer === 'F') return terminate({ type: 'timeout', timer });
  if (timer !== 'E') return ignore<NonInviteClientState>(state);
  const { t2Ms } = config.timers;
  const intervalMs = state.type === 'proceeding' ? t2Ms : Math.min(state.intervalMs * 2, t2Ms);
  return { state: { ...state, intervalMs }, actions: [send(state.request), setTimer('E', intervalMs)] };
}
