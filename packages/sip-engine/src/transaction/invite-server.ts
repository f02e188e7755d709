import { unreachable } from '@firstring/kernel';

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
import { giveUpMs, type TransactionConfig } from './timers.ts';

/**
 * The INVITE server transaction: RFC 3261 figure 7 with RFC 6026 figure 2.
 *
 * - `proceeding`: the user has the INVITE and has not answered. A repeated INVITE gets the last provisional response again;
 *   whether and when a 100 goes out is the shell's choice, by `send`.
 * - `completed`: a 300-699 is out, repeated over UDP (G doubles up to T2) and for each repeated INVITE, until the ACK or H.
 * - `confirmed`: the ACK is here; stray repetitions are swallowed until I.
 * - `accepted`: a 2xx is out. Repeated INVITEs are swallowed; the user repeats the 2xx (retransmit-2xx.ts) and gets the ACKs
 *   that match, until L.
 * - `terminated`: nothing is sent or delivered any more.
 *
 * A transport error is told and changes nothing (RFC 6026 section 8.8): a state that ended would take the next repetition of
 * the INVITE for a new call.
 */
export type InviteServerState =
  | { readonly type: 'proceeding'; readonly provisional?: SipResponse }
  | { readonly type: 'completed'; readonly response: SipResponse; readonly intervalMs: number }
  | { readonly type: 'confirmed' }
  | { readonly type: 'accepted' }
  | typeof TERMINATED;

export function startInviteServer(request: SipRequest): Step<InviteServerState> {
  return { state: { type: 'proceeding' }, actions: [deliver(request)] };
}

export function stepInviteServer(
  state: InviteServerState,
  input: ServerInput,
  config: TransactionConfig,
): Step<InviteServerState> {
  switch (input.type) {
    case 'request':
      return onRequest(state, input.request, config);
    case 'send':
      return onSend(state, input.response, config);
    case 'timer':
      return onTimer(state, input.timer, config);
    case 'transport-error':
      return state.type === 'terminated' ? ignore(state) : { state, actions: [{ type: 'transport-failed' }] };
    default:
      return unreachable(input);
  }
}

function onRequest(
  state: InviteServerState,
  request: SipRequest,
  config: TransactionConfig,
): Step<InviteServerState> {
  const isAck = request.method === 'ACK';
  switch (state.type) {
    case 'proceeding':
      if (isAck || state.provisional === undefined) return ignore(state);
      return { state, actions: [send(state.provisional)] };
    case 'completed':
      return isAck ? onAck(config) : { state, actions: [send(state.response)] };
    case 'accepted':
      return isAck ? { state, actions: [deliver(request)] } : ignore(state);
    case 'confirmed':
    case 'terminated':
      return ignore(state);
    default:
      return unreachable(state);
  }
}

function onAck(config: TransactionConfig): Step<InviteServerState> {
  const actions = clearTimers('G', 'H');
  // Timer I is 0 over a reliable transport, where no ACK is repeated.
  if (config.reliable) return terminate(...actions);
  return { state: { type: 'confirmed' }, actions: [...actions, setTimer('I', config.timers.t4Ms)] };
}

function onSend(
  state: InviteServerState,
  response: SipResponse,
  config: TransactionConfig,
): Step<InviteServerState> {
  const { status } = response;
  if (state.type === 'accepted' && status >= 200 && status < 300) return { state, actions: [send(response)] };
  if (state.type !== 'proceeding') {
    const reason = state.type === 'terminated' ? 'terminated' : 'already-answered';
    return { state, actions: [{ type: 'refuse', response, reason }] };
  }
  if (status < 200)
    return { state: { type: 'proceeding', provisional: response }, actions: [send(response)] };
  const { timers, reliable } = config;
  if (status < 300)
    return { state: { type: 'accepted' }, actions: [send(response), setTimer('L', giveUpMs(timers))] };

  const actions = [send(response), setTimer('H', giveUpMs(timers))];
  if (!reliable) actions.push(setTimer('G', timers.t1Ms));
  return { state: { type: 'completed', response, intervalMs: timers.t1Ms }, actions };
}

function onTimer(
  state: InviteServerState,
  timer: TimerName,
  config: TransactionConfig,
): Step<InviteServerState> {
  switch (state.type) {
    case 'completed': {
      if (timer === 'H') return terminate({ type: 'timeout', timer });
      if (timer !== 'G') return ignore(state);
      const intervalMs = Math.min(state.intervalMs * 2, config.timers.t2Ms);
      return { state: { ...state, intervalMs }, actions: [send(state.response), setTimer('G', intervalMs)] };
    }
    case 'confirmed':
      return timer === 'I' ? terminate() : ignore(state);
    case 'accepted':
      return timer === 'L' ? terminate() : ignore(state);
    case 'proceeding':
    case 'terminated':
      return ignore(state);
    default:
      return unreachable(state);
  }
}
