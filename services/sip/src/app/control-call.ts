import { reasonError } from '@firstring/contracts';
import { arrangementOf } from '../domain/call-arrangement.ts';
import { engagedAgents } from '../domain/call-state.ts';
import { keysOf } from '../domain/key-info.ts';
import type { CallServiceDeps } from './call-service-deps.ts';
import type { LiveCall } from './live-call.ts';
import { transferCall as bringIn } from './transfer-call.ts';

/** A call and the agent who has it. */
export interface CallRef {
  readonly attemptId: string;
  readonly agentId: string;
}

const DIGITS_MAX = 32;

/** The lead waits with music until `resumeCall`. Throws CALL_NOT_FOUND or CALL_NOT_BRIDGED. */
export function holdCall(deps: CallServiceDeps, ref: CallRef): void {
  const call = requireBridged(deps, ref);
  call.dispatch({ type: 'hold' });
  if (!call.state.hold.desk)
    throw reasonError('CALL_NOT_BRIDGED', { message: 'a colleague is being brought in' });
}

export function resumeCall(deps: CallServiceDeps, ref: CallRef): void {
  requireBridged(deps, ref).dispatch({ type: 'resume' });
}

/** From now on (or no longer) the lead hears nothing of the agent. Throws CALL_NOT_FOUND or CALL_NOT_BRIDGED. */
export function muteCall(deps: CallServiceDeps, ref: CallRef, on: boolean): void {
  const call = requireBridged(deps, ref);
  call.dispatch({ type: 'mute', on });
  if ((call.state.hold.muted ?? false) !== on)
    throw reasonError('CALL_NOT_BRIDGED', { message: 'a colleague is being brought in' });
}

/** Throws CALL_NOT_FOUND, CALL_NOT_BRIDGED, AGENT_NOT_REGISTERED, AGENT_BUSY. */
export function transferCall(
  deps: CallServiceDeps,
  ref: CallRef,
  wanted: { readonly agentId: string; readonly attended: boolean },
): Promise<void> {
  const { agentId, attended } = wanted;
  const call = requireBridged(deps, ref);
  return bringIn(deps, call, { agentId, mode: attended ? 'attended' : 'blind', by: 'desk' });
}

/** Gives the call to the colleague; one who has it already is no error. */
export function completeTransfer(deps: CallServiceDeps, ref: CallRef): void {
  requireCall(deps, ref).dispatch({ type: 'completeTransfer' });
}

export function cancelTransfer(deps: CallServiceDeps, ref: CallRef): void {
  requireCall(deps, ref).dispatch({ type: 'cancelTransfer' });
}

/** Presses keys towards the lead, one after another. Throws INVALID_ARGUMENT, CALL_NOT_BRIDGED, UNAVAILABLE where they are refused. */
export async function sendDtmf(deps: CallServiceDeps, ref: CallRef, digits: string): Promise<void> {
  const keys = keysOf(digits);
  if (keys === undefined || keys.length === 0 || keys.length > DIGITS_MAX) {
    throw reasonError('INVALID_ARGUMENT', { details: { field: 'digits' } });
  }
  const call = requireBridged(deps, ref);
  if (arrangementOf(call.state).talk?.includes('lead') !== true) {
    throw reasonError('CALL_NOT_BRIDGED', { message: 'the lead is on hold' });
  }
  for (const key of keys) await call.sendKey('lead', key);
}

function requireBridged(deps: CallServiceDeps, ref: CallRef): LiveCall {
  const call = requireCall(deps, ref);
  if (call.state.phase !== 'bridged') throw reasonError('CALL_NOT_BRIDGED');
  return call;
}

/** A live call of this agent's. Throws CALL_NOT_FOUND. */
export function requireCall(deps: CallServiceDeps, ref: CallRef): LiveCall {
  const call = deps.calls.get(ref.attemptId);
  if (call === undefined || call.state.phase === 'ended') throw reasonError('CALL_NOT_FOUND');
  // Whoever is being consulted has no say in it yet.
  if (call.state.agentId !== ref.agentId || !engagedAgents(call.state).includes(ref.agentId)) {
    throw reasonError('CALL_NOT_FOUND');
  }
  return call;
}
