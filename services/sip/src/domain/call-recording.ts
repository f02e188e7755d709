import { conclude, isClosing, publish, stay, type CallMove } from './call-ending.ts';
import type { RecordingInput } from './call-input.ts';
import type { CallRecording, CallState } from './call-state.ts';
import { endPart, recordingOf } from './recorded-parts.ts';

/** The relay has begun or ended a file. */
export function stepRecording(state: CallState, input: RecordingInput, nowAt: number): CallMove {
  const { state: before, parts } = recordingOf(state);
  if (input.type === 'recordingStarted') {
    // Of a call that ended meanwhile the relay ends the file by itself.
    if (state.phase !== 'bridged' || before === 'running') return stay(state);
    return change(
      state,
      { state: 'running', parts: [...parts, { name: input.name, startedAt: nowAt }] },
      nowAt,
    );
  }
  if (before === 'off' || before === input.to || state.phase === 'ended') return stay(state);
  const ended = parts.map((part) => endPart(part, nowAt, input.failure));
  return change(state, { state: input.to, parts: ended }, nowAt);
}

/** The relay has closed the file of a call that is over, or does not answer in time: `failure` says how the part is not whole. */
export function recordingClosed(state: CallState, failure: string | undefined, nowAt: number): CallMove {
  if (!isClosing(state)) return stay(state);
  const { endAt = nowAt } = state.times;
  const parts = recordingOf(state).parts.map((part) => endPart(part, endAt, failure));
  return conclude({ ...state, recording: { state: 'off', parts } }, nowAt);
}

function change(state: CallState, recording: CallRecording, nowAt: number): CallMove {
  return publish({ ...state, recording }, { type: 'RecordingChanged', state: recording.state }, nowAt);
}
