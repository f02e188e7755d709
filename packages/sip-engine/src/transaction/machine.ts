import type { SipMessage, SipRequest, SipResponse } from '../message/message.ts';

/**
 * The letters are RFC 3261's and RFC 6026's. Ours: `cancel` (an INVITE that was cancelled and gets no final response, section
 * 9.1), `trying` (the 100 of RFC 4320 section 4.1), `late` (a non-INVITE request whose client has given up, RFC 4320 section
 * 4.2), `repeat` and `ack` (a response that is repeated until it is acknowledged).
 */
export type TimerName =
  | ('A' | 'B' | 'C' | 'D' | 'E' | 'F' | 'G' | 'H' | 'I' | 'J' | 'K' | 'L' | 'M')
  | ('cancel' | 'trying' | 'late' | 'repeat' | 'ack');

/** Why a response of the transaction user was not sent. */
export type RefusalReason =
  /** A final response has been given already (RFC 3261 sections 17.2.1 and 17.2.2). */
  | 'already-answered'
  /** Only 100 may answer a non-INVITE request provisionally (RFC 4320 section 4.1). */
  | 'provisional'
  /** 408 to a non-INVITE request comes too late by definition (RFC 4320 section 4.2). */
  | 'request-timeout'
  /** The transaction has ended. */
  | 'terminated';

export type TransactionAction =
  | { readonly type: 'send'; readonly message: SipMessage }
  /** Setting a timer that runs starts it anew. */
  | { readonly type: 'set-timer'; readonly timer: TimerName; readonly delayMs: number }
  | { readonly type: 'clear-timer'; readonly timer: TimerName }
  /** To the transaction user. */
  | { readonly type: 'deliver'; readonly message: SipMessage }
  /** To the transaction user: nobody answered. With timer C the transaction lives on, and the user cancels it. */
  | { readonly type: 'timeout'; readonly timer: TimerName }
  /** To the transaction user; `terminate` follows on the client side only. */
  | { readonly type: 'transport-failed' }
  | { readonly type: 'refuse'; readonly response: SipResponse; readonly reason: RefusalReason }
  /** Always the last action: the shell drops the transaction and any timer of it that still runs. */
  | { readonly type: 'terminate' };

/** What the shell tells a client transaction. */
export type ClientInput =
  | { readonly type: 'response'; readonly response: SipResponse }
  | { readonly type: 'timer'; readonly timer: TimerName }
  | { readonly type: 'transport-error' };

/** What the shell tells a server transaction. */
export type ServerInput =
  /** A retransmission, or the ACK of an INVITE: whatever has the transaction's key. */
  | { readonly type: 'request'; readonly request: SipRequest }
  /** A response of the transaction user. */
  | { readonly type: 'send'; readonly response: SipResponse }
  | { readonly type: 'timer'; readonly timer: TimerName }
  | { readonly type: 'transport-error' };

export interface Step<State> {
  readonly state: State;
  readonly actions: readonly TransactionAction[];
}

export const TERMINATED = { type: 'terminated' } as const;

/** Stays as it is: the input means nothing in this state (a timer that fired while it was being cleared, a late message). */
export function ignore<State>(state: State): Step<State> {
  return { state, actions: [] };
}

/** Ends a transaction; what runs is cleared by the shell. */
export function terminate(...before: readonly TransactionAction[]): Step<typeof TERMINATED> {
  return { state: TERMINATED, actions: [...before, { type: 'terminate' }] };
}

export function send(message: SipMessage): TransactionAction {
  return { type: 'send', message };
}

export function deliver(message: SipMessage): TransactionAction {
  return { type: 'deliver', message };
}

export function setTimer(timer: TimerName, delayMs: number): TransactionAction {
  return { type: 'set-timer', timer, delayMs };
}

export function clearTimers(...timers: readonly TimerName[]): TransactionAction[] {
  return timers.map((timer) => ({ type: 'clear-timer', timer }));
}
