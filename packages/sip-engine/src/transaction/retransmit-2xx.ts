import type { SipResponse } from '../message/message.ts';
import {
  clearTimers,
  ignore,
  send,
  setTimer,
  terminate,
  type Step,
  type TERMINATED,
  type TimerName,
} from './machine.ts';
import { giveUpMs, type TimerConfig } from './timers.ts';

/**
 * A response that the user agent server repeats until it is acknowledged, over every transport, because a hop further on may
 * be unreliable: the 2xx of an INVITE until ACK (RFC 3261 section 13.3.1.4: T1 doubling up to T2) or a reliable provisional
 * response until PRACK (RFC 3262 section 3: doubling without a cap). After 64*T1 it is given up: `timeout` with timer `ack`,
 * and the user ends the call (BYE) or refuses the INVITE (5xx).
 *
 * - `repeating`: sent and not acknowledged.
 * - `terminated`: acknowledged, stopped or given up; nothing is sent any more.
 */
export type RepeatedResponseState =
  | {
      readonly type: 'repeating';
      readonly response: SipResponse;
      readonly intervalMs: number;
      readonly intervalMaxMs: number;
    }
  | typeof TERMINATED;

export type RepeatedResponseInput =
  /** The ACK or PRACK is here, or the dialog has ended. */
  { readonly type: 'acknowledged' } | { readonly type: 'timer'; readonly timer: TimerName };

/** Sends nothing itself: the first copy goes through the server transaction. */
export function startRetransmit2xx(response: SipResponse, timers: TimerConfig): Step<RepeatedResponseState> {
  return start(response, timers, timers.t2Ms);
}

/** The same for a 101-199 with RSeq (100rel). */
export function startRetransmit1xx(response: SipResponse, timers: TimerConfig): Step<RepeatedResponseState> {
  return start(response, timers, Number.POSITIVE_INFINITY);
}

function start(
  response: SipResponse,
  timers: TimerConfig,
  intervalMaxMs: number,
): Step<RepeatedResponseState> {
  const actions = [setTimer('repeat', timers.t1Ms), setTimer('ack', giveUpMs(timers))];
  return { state: { type: 'repeating', response, intervalMs: timers.t1Ms, intervalMaxMs }, actions };
}

export function stepRetransmit(
  state: RepeatedResponseState,
  input: RepeatedResponseInput,
): Step<RepeatedResponseState> {
  if (state.type === 'terminated') return ignore(state);
  if (input.type === 'acknowledged') return terminate(...clearTimers('repeat', 'ack'));
  if (input.timer === 'ack') return terminate(...clearTimers('repeat'), { type: 'timeout', timer: 'ack' });
  if (input.timer !== 'repeat') return ignore<RepeatedResponseState>(state);
  const intervalMs = Math.min(state.intervalMs * 2, state.intervalMaxMs);
  return { state: { ...state, intervalMs }, actions: [send(state.response), setTimer('repeat', intervalMs)] };
}
