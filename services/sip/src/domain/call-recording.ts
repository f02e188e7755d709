import { publish, stay, type CallMove } from './call-ending.ts';
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

function change(state: CallState, recording: CallRecording, nowAt: number): CallMove {
  return publish({ ...state, recording }, { type: 'RecordingChanged', state: recording.state }, nowAt);
}
