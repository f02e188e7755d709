import { unreachable } from '@firstring/kernel';

/**
 * The session timer of one call (RFC 4028), as values. It runs from a 2xx to INVITE or UPDATE that carries Session-Expires, and each
 * further such 2xx, in either direction, starts it anew.
 *
 * - `off`: nothing was agreed; the session never expires.
 * - `watching`: the peer refreshes. At `expiry` it has not, and the call ends.
 * - `waiting`: we refresh, about half-way (section 10). Should that never succeed, `expiry` ends the call.
 * - `refreshing`: our refresh is out.
 * - `ended`: the call is over; nothing happens any more.
 */
export type SessionTimerState =
  | { readonly type: 'off' | 'ended' }
  | { readonly type: 'watching' | 'waiting' | 'refreshing'; readonly terms: SessionTerms };

/** What both ends agreed on. */
export interface SessionTerms {
  readonly intervalS: number;
  readonly refresher: 'local' | 'remote';
}

export type SessionTimerName = 'refresh' | 'expiry';

/** `chance` is a random number of [0, 1); the shell draws it. */
export type SessionTimerInput =
  /** A 2xx to INVITE or UPDATE; without Session-Expires the session no longer expires (section 7.2). */
  | { readonly type: 'agreed'; readonly terms: SessionTerms | undefined; readonly chance: number }
  | { readonly type: 'timer'; readonly timer: SessionTimerName }
  /** An offer is open in either direction, or was when the peer answered 491: try again after `waitMs`. */
  | { readonly type: 'later'; readonly waitMs: number }
  /** 422: the peer wants a longer interval (section 7.3). */
  | { readonly type: 'too-brief'; readonly minSeS: number }
  | { readonly type: 'failed' }
  | { readonly type: 'stopped' };

export type SessionTimerAction =
  | { readonly type: 'set-timer'; readonly timer: SessionTimerName; readonly delayMs: number }
  | { readonly type: 'clear-timer'; readonly timer: SessionTimerName }
  | { readonly type: 'refresh'; readonly intervalS: number }
  /** Not refreshed, or the refresh failed: BYE. Always the last action. */
  | { readonly type: 'expire' };

export interface SessionTimerStep {
  readonly state: SessionTimerState;
  readonly actions: readonly SessionTimerAction[];
}

/** RFC 4028 section 5: the least anybody may ask for. */
export const MIN_SE_S = 90;
/** What a peer that breaks this rule can make us do: a refresh every 5 s. */
const SHORTEST_S = 10;
/** A timer further off than this is of no use, and longer than the runtime can wait. */
const LONGEST_S = 7 * 86_400;
/** Refreshes of many calls that began together spread over so much either way. */
const SPREAD_MS = 5_000;

export const SESSION_TIMER_OFF: SessionTimerState = { type: 'off' };

export function stepSessionTimer(state: SessionTimerState, input: SessionTimerInput): SessionTimerStep {
  if (state.type === 'ended') return { state, actions: [] };
  switch (input.type) {
    case 'agreed':
      return agree(input.terms, input.chance);
    case 'timer':
      return onTimer(state, input.timer);
    case 'later':
      if (state.type !== 'refreshing') return { state, actions: [] };
      return { state: { ...state, type: 'waiting' }, actions: [set('refresh', input.waitMs)] };
    case 'too-brief':
      return onTooBrief(state, input.minSeS);
    case 'failed':
      return state.type === 'refreshing' ? expire() : { state, actions: [] };
    case 'stopped':
      return { state: { type: 'ended' }, actions: CLEAR };
    default:
      return unreachable(input);
  }
}

function agree(terms: SessionTerms | undefined, chance: number): SessionTimerStep {
  if (terms === undefined) return { state: SESSION_TIMER_OFF, actions: CLEAR };
  const intervalMs = waitS(terms) * 1_000;
  const expiry = set('expiry', intervalMs);
  if (terms.refresher === 'remote') {
    return { state: { type: 'watching', terms }, actions: [clear('refresh'), expiry] };
  }
  const spreadMs = Math.min(SPREAD_MS, intervalMs / 10);
  const delayMs = Math.round(intervalMs / 2 + (chance * 2 - 1) * spreadMs);
  return { state: { type: 'waiting', terms }, actions: [set('refresh', delayMs), expiry] };
}

/** A peer that refreshes has at least the RFC's minimum, whatever it said. */
function waitS(terms: SessionTerms): number {
  const shortest = terms.refresher === 'remote' ? MIN_SE_S : SHORTEST_S;
  return Math.min(Math.max(terms.intervalS, shortest), LONGEST_S);
}

function onTimer(state: SessionTimerState, timer: SessionTimerName): SessionTimerStep {
  switch (state.type) {
    case 'watching':
    case 'refreshing':
      return timer === 'expiry' ? expire() : { state, actions: [] };
    case 'waiting':
      return timer === 'expiry' ? expire() : refresh(state.terms);
    case 'off':
    case 'ended':
      return { state, actions: [] };
    default:
      return unreachable(state);
  }
}

function refresh(terms: SessionTerms): SessionTimerStep {
  const { intervalS } = terms;
  return { state: { type: 'refreshing', terms }, actions: [{ type: 'refresh', intervalS }] };
}

/** Asked again with what the peer wants, unless that is no more than it was given: it would go on for ever. */
function onTooBrief(state: SessionTimerState, minSeS: number): SessionTimerStep {
  if (state.type !== 'refreshing') return { state, actions: [] };
  return minSeS > state.terms.intervalS ? refresh({ ...state.terms, intervalS: minSeS }) : expire();
}

function expire(): SessionTimerStep {
  return { state: { type: 'ended' }, actions: [...CLEAR, { type: 'expire' }] };
}

function set(timer: SessionTimerName, delayMs: number): SessionTimerAction {
  return { type: 'set-timer', timer, delayMs };
}

function clear(timer: SessionTimerName): SessionTimerAction {
  return { type: 'clear-timer', timer };
}

const CLEAR: readonly SessionTimerAction[] = [clear('refresh'), clear('expiry')];
