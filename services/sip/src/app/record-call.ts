import { reasonError } from '@firstring/contracts';
import { AppError } from '@firstring/kernel';
import { failureOf, nextPartName, recordingOf } from '../domain/recorded-parts.ts';
import { requireCall, type CallRef } from './control-call.ts';
import type { CallServiceDeps } from './call-service-deps.ts';
import type { LiveCall } from './live-call.ts';

/** A call of a process, for whoever supervises it. */
export interface SupervisedCall {
  readonly attemptId: string;
  readonly processId: string;
}

/** Files of one call; more are somebody playing with the button. */
const PARTS_MAX = 50;

/** Writes down what agent and lead say from now on. Throws CALL_NOT_FOUND, CALL_NOT_BRIDGED or RECORDING_REFUSED. */
export function startRecording(deps: CallServiceDeps, ref: SupervisedCall): Promise<void> {
  const call = requireSupervised(deps, ref);
  return inTurn(deps, call, () => start(call));
}

/** What was not written down is no error. Throws CALL_NOT_FOUND. */
export function stopRecording(deps: CallServiceDeps, ref: SupervisedCall): Promise<void> {
  const call = requireSupervised(deps, ref);
  return inTurn(deps, call, () => end(call, 'off'));
}

/** By the agent, before something is said that must not be kept. When it resolves, nothing is written. Throws CALL_NOT_RECORDED. */
export function pauseRecording(deps: CallServiceDeps, ref: CallRef): Promise<void> {
  const call = requireCall(deps, ref);
  return inTurn(deps, call, async () => {
    if (recordingOf(call.state).state === 'off') throw reasonError('CALL_NOT_RECORDED');
    await end(call, 'paused');
  });
}

/** An agent begins no recording, but may end a pause. Throws CALL_NOT_RECORDED, CALL_NOT_BRIDGED or RECORDING_REFUSED. */
export function resumeRecording(deps: CallServiceDeps, ref: CallRef): Promise<void> {
  const call = requireCall(deps, ref);
  return inTurn(deps, call, async () => {
    if (recordingOf(call.state).state === 'off') throw reasonError('CALL_NOT_RECORDED');
    await start(call);
  });
}

function requireSupervised(deps: CallServiceDeps, { attemptId, processId }: SupervisedCall): LiveCall {
  const call = deps.calls.get(attemptId);
  if (call?.state.subject.processId !== processId || call.state.phase === 'ended') {
    throw reasonError('CALL_NOT_FOUND');
  }
  return call;
}

/** Pause and start of one call never overtake each other. */
function inTurn(deps: CallServiceDeps, call: LiveCall, work: () => Promise<void>): Promise<void> {
  return deps.locks.run(`recording of ${call.state.subject.attemptId}`, work);
}

async function start(call: LiveCall): Promise<void> {
  const { state, parts } = recordingOf(call.state);
  if (state === 'running') return;
  if (call.state.phase !== 'bridged') throw reasonError('CALL_NOT_BRIDGED');
  if (parts.length >= PARTS_MAX) throw refused('it was paused too often');
  const name = nextPartName(call.state);
  try {
    await call.media.startRecording({ file: name });
  } catch (error) {
    throw refused(wordsOf(AppError.from(error)), error);
  }
  call.dispatch({ type: 'recordingStarted', name });
}

async function end(call: LiveCall, to: 'off' | 'paused'): Promise<void> {
  if (recordingOf(call.state).state === 'running') {
    const ended = await call.media.stopRecording();
    call.dispatch({ type: 'recordingStopped', to, ...failureOf(ended) });
  } else call.dispatch({ type: 'recordingStopped', to });
}

/** The relay's own words, where it has said anything. */
function wordsOf({ details, message }: AppError): string {
  const why = details?.['why'];
  return typeof why === 'string' ? why : message;
}

function refused(why: string, cause?: unknown): AppError {
  return reasonError('RECORDING_REFUSED', { message: `the recording could not be started: ${why}`, cause });
}
