import type { CallRecording, CallState, RecordedPart } from './call-state.ts';

const NEVER: CallRecording = { state: 'off', parts: [] };

/** Of a call that nobody has asked to write down: off, and without parts. */
export function recordingOf(state: CallState): CallRecording {
  return state.recording ?? NEVER;
}

/** Name of the next file: what is written of one attempt stands together. */
export function nextPartName(state: CallState): string {
  return `${state.subject.attemptId}-${recordingOf(state).parts.length + 1}.wav`;
}

/** A part that is written no more. */
export type EndedPart = RecordedPart & { readonly endedAt: number };

/** Every part with its end: the call's where it was still being written. */
export function recordedParts(state: CallState, endAt: number): readonly EndedPart[] {
  return recordingOf(state).parts.map((part) => endPart(part, endAt));
}

/** One that has an end keeps it. */
export function endPart(part: RecordedPart, endAt: number, failure?: string): EndedPart {
  const { endedAt } = part;
  if (endedAt !== undefined) return { ...part, endedAt };
  return { ...part, endedAt: endAt, ...(failure === undefined ? {} : { failure }) };
}

/** Why a file is not whole, as the relay tells its end; nothing where it is. */
export function failureOf(ended: { readonly end?: string } | undefined): { readonly failure?: string } {
  return ended?.end === undefined || ended.end === 'STOPPED' ? {} : { failure: ended.end };
}
