import { publish, stay, type CallMove } from './call-ending.ts';
import type { RecordingInput } from './call-input.ts';
import type { CallRecording, CallState, RecordedPart } from './call-state.ts';

const NEVER: CallRecording = { state: 'off', parts: [] };

/** Nobody has asked to write it down: off, and without parts. */
export function recordingOf(state: CallState): CallRecording {
  return state.recording ?? NEVER;
}

/** Name of the next file: what is written of one attempt stands together. */
export function nextPartName(state: CallState): string {
  return `${state.subject.attemptId}-${recordingOf(state).parts.length + 1}.wav`;
}

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
  if (before === 'off' || state.phase === 'ended') return stay(state);
  if (before === input.to) return stay(state);
  return change(
    state,
    { state: input.to, parts: parts.map((part) => endPart(part, nowAt, input.failure)) },
    nowAt,
  );
}

/** A part that is written no more. */
export type EndedPart = RecordedPart & { readonly endedAt: number };

/** Every part with its end: the call's where it was still being written. */
export function recordedParts(state: CallState, endAt: number): readonly EndedPart[] {
  return recordingOf(state).parts.map((part) => endPart(part, endAt));
}

function endPart(part: RecordedPart, endAt: number, failure?: string): EndedPart {
  const { endedAt } = part;
  if (endedAt !== undefined) return { ...part, endedAt };
  return { ...part, endedAt: endAt, ...(failure === undefined ? {} : { failure }) };
}

function change(state: CallState, recording: CallRecording, nowAt: number): CallMove {
  return publish({ ...state, recording }, { type: 'RecordingChanged', state: recording.state }, nowAt);
}
