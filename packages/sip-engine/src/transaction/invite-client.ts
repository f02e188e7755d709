import { unreachable } from '@firstring/kernel';

import { createAckForFailure } from '../message/build.ts';
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
  type TransactionAction,
} from './machine.ts';
import { giveUpMs, type TransactionConfig } from './timers.ts';

/**
 * The INVITE client transaction: RFC 3261 figure 5 with RFC 6026 figure 1.
 *
 * - `calling`: the INVITE is out, nothing came back. Over UDP it is repeated (A doubles without a cap); B ends the wait.
 * - `proceeding`: a provisional response is here, nothing is repeated. No wait ends by itself unless timer C is configured or
 *   the INVITE was cancelled (`cancel`).
 * - `completed`: a 300-699 is delivered and acknowledged here; each repetition of it gets the ACK again, until D.
 * - `accepted`: a 2xx is delivered. Further 2xx (repeated or from other branches of a fork) are delivered too, as the ACK is
 *   the user's; ends at M, so that none of them is ever an unknown response.
 * - `terminated`: nothing is sent or delivered any more.
 */
export type InviteClientState =
  | { readonly type: 'calling'; readonly request: SipRequest; readonly intervalMs: number }
  | { readonly type: 'proceeding'; readonly request: SipRequest }
  | { readonly type: 'completed'; readonly ack: SipRequest }
  | { readonly type: 'accepted' }
  | typeof TERMINATED;

/** `cancel-sent`: a CANCEL has gone out, so a final response is due within 64*T1 (section 9.1). */
export type InviteClientInput = ClientInput | { readonly type: 'cancel-sent' };

export function startInviteClient(request: SipRequest, config: TransactionConfig): Step<InviteClientState> {
  const { t1Ms, timerCMs } = config.timers;
  const actions = [send(request), setTimer('B', giveUpMs(config.timers))];
  if (!config.reliable) actions.push(setTimer('A', t1Ms));
  if (timerCMs !== undefined) actions.push(setTimer('C', timerCMs));
  return { state: { type: 'calling', request, intervalMs: t1Ms }, actions };
}

export function stepInviteClient(
  state: InviteClientState,
  input: InviteClientInput,
  config: TransactionConfig,
): Step<InviteClientState> {
  switch (input.type) {
    case 'response':
      return onResponse(state, input.response, config);
    case 'timer':
      return onTimer(state, input.timer);
    case 'transport-error':
      if (state.type !== 'calling' && state.type !== 'completed') return ignore(state);
      return terminate({ type: 'transport-failed' });
    case 'cancel-sent':
      if (state.type !== 'proceeding') return ignore(state);
      return { state, actions: [setTimer('cancel', giveUpMs(config.timers))] };
    default:
      return unreachable(input);
  }
}

function onResponse(
  state: InviteClientState,
  response: SipResponse,
  config: TransactionConfig,
): Step<InviteClientState> {
  switch (state.type) {
    case 'calling':
    case 'proceeding':
      if (response.status < 200) return onProvisional(state, response, config);
      return response.status < 300 ? onSuccess(response, config) : onFailure(state.request, response, config);
    case 'completed':
      return response.status < 300 ? ignore(state) : { state, actions: [send(state.ack)] };
    case 'accepted':
      return isSuccess(response) ? { state, actions: [deliver(response)] } : ignore(state);
    case 'terminated':
      return ignore(state);
    default:
      return unreachable(state);
  }
}

function isSuccess(response: SipResponse): boolean {
  return response.status >= 200 && response.status < 300;
}

function onProvisional(
  state: InviteClientState & { readonly request: SipRequest },
  response: SipResponse,
  config: TransactionConfig,
): Step<InviteClientState> {
  const actions: TransactionAction[] = state.type === 'calling' ? clearTimers('A', 'B') : [];
  // A 100 only says that the next hop is there, so it gives no more time to ring (section 16.7, step 2).
  const { timerCMs } = config.timers;
  if (timerCMs !== undefined && response.status > 100) actions.push(setTimer('C', timerCMs));
  return { state: { type: 'proceeding', request: state.request }, actions: [...actions, deliver(response)] };
}

const CLIENT_TIMERS = ['A', 'B', 'C', 'cancel'] as const;

function onSuccess(response: SipResponse, config: TransactionConfig): Step<InviteClientState> {
  const actions = [
    ...clearTimers(...CLIENT_TIMERS),
    setTimer('M', giveUpMs(config.timers)),
    deliver(response),
  ];
  return { state: { type: 'accepted' }, actions };
}

function onFailure(
  request: SipRequest,
  response: SipResponse,
  config: TransactionConfig,
): Step<InviteClientState> {
  const ack = createAckForFailure(request, response);
  const actions = [...clearTimers(...CLIENT_TIMERS), send(ack), deliver(response)];
  // Timer D is 0 over a reliable transport, where no response is repeated.
  if (config.reliable) return terminate(...actions);
  return { state: { type: 'completed', ack }, actions: [...actions, setTimer('D', giveUpMs(config.timers))] };
}

function onTimer(state: InviteClientState, timer: TimerName): Step<InviteClientState> {
  switch (state.type) {
    case 'calling':
      if (timer === 'A') {
        const intervalMs = state.intervalMs * 2;
        return { state: { ...state, intervalMs }, actions: [send(state.request), setTimer('A', intervalMs)] };
      }
      return timer === 'B' ? terminate({ type: 'timeout', timer }) : onTimerC(state, timer);
    case 'proceeding':
      return timer === 'cancel' ? terminate({ type: 'timeout', timer }) : onTimerC(state, timer);
    case 'completed':
      return timer === 'D' ? terminate() : ignore(state);
    case 'accepted':
      return timer === 'M' ? terminate() : ignore(state);
    case 'terminated':
      return ignore(state);
    default:
      return unreachable(state);
  }
}

function onTimerC(state: InviteClientState, timer: TimerName): Step<InviteClientState> {
  return timer === 'C' ? { state, actions: [{ type: 'timeout', timer }] } : ignore(state);
}
