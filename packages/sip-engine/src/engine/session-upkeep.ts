import type { Timer } from '@firstring/kernel';
import {
  SESSION_TIMER_OFF,
  type SessionTerms,
  type SessionTimerName,
  type SessionTimerState,
} from '../dialog/session-timer.ts';
import { header, type SipMessage } from '../message/message.ts';

/** What keeps a session alive that has a session timer (RFC 4028). */
export interface SessionUpkeep {
  state: SessionTimerState;
  readonly timers: Map<SessionTimerName, Timer>;
  /** Our side of the session as last offered or answered, also in an ACK: what a refresh by INVITE repeats. */
  localSdp: Uint8Array | undefined;
  /** Contact as last sent: a refresh must not move us. */
  localContact: string | undefined;
  /** The peer's Allow names UPDATE: a refresh then needs no offer (section 7.4). */
  allowsUpdate: boolean;
  /** Our refresh that is unanswered. */
  refreshing: 'INVITE' | 'UPDATE' | undefined;
  /** Ends a subscription that is not renewed. */
  subscription: Timer | undefined;
  /** What the app wants sent, and must not cross our refresh. */
  readonly whenRefreshed: (() => void)[];
}

export function newUpkeep(): SessionUpkeep {
  return {
    state: SESSION_TIMER_OFF,
    timers: new Map(),
    localSdp: undefined,
    localContact: undefined,
    allowsUpdate: false,
    refreshing: undefined,
    subscription: undefined,
    whenRefreshed: [],
  };
}

const SDP_START = Buffer.from('v=0');

/** Notes SDP and Contact of a message of ours, if it has them and is no refusal. */
export function noteSent(upkeep: SessionUpkeep, sent: SipMessage): void {
  if (sent.type === 'response' && sent.status >= 300) return;
  upkeep.localContact = header(sent, 'Contact') ?? upkeep.localContact;
  // A copy: the body is a part of a frame, which would live as long as the call.
  if (SDP_START.equals(sent.body.subarray(0, SDP_START.length))) upkeep.localSdp = sent.body;
}

/** What is agreed now; undefined when no session timer runs. */
export function currentTerms(upkeep: SessionUpkeep): SessionTerms | undefined {
  return 'terms' in upkeep.state ? upkeep.state.terms : undefined;
}

/** Two offers at a time are not allowed (RFC 3261 section 14.1, RFC 3311 section 5.1), and the app does not know of ours. */
export function mustWaitForRefresh(upkeep: SessionUpkeep, method: string): boolean {
  return upkeep.refreshing === 'INVITE' && (method === 'INVITE' || method === 'UPDATE');
}

/** What the app wanted to send meanwhile goes now; where the call has ended, it is refused in the usual way. */
export function releaseWaiting(upkeep: SessionUpkeep): void {
  for (const run of upkeep.whenRefreshed.splice(0)) run();
}

/** The session has ended. */
export function stopUpkeep(upkeep: SessionUpkeep): void {
  upkeep.state = { type: 'ended' };
  upkeep.refreshing = undefined;
  for (const timer of upkeep.timers.values()) timer.cancel();
  upkeep.timers.clear();
  upkeep.subscription?.cancel();
  releaseWaiting(upkeep);
}
