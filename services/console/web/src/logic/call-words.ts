import type { CallStep, CallStepName } from '../../../src/domain/call-steps.ts';
import { formatElapsed } from './durations.ts';

const OUT: Readonly<Record<CallStepName, string>> = {
  opted_in: 'The lead opted in',
  presented: 'Presented to the agent',
  dial_pressed: 'The agent pressed dial',
  agent_rang: 'The agent’s phone rang',
  agent_lifted: 'The agent lifted',
  invite_sent: 'Permit redeemed, the lead was dialled',
  lead_rang: 'The lead’s phone rang',
  lead_answered: 'The lead answered',
  connected: 'Connected',
  recording_began: 'Recording began',
  ended: 'Ended',
  disposed: 'Disposed',
};

/** Where they called us, the same instants mean something else. */
const IN: Readonly<Partial<Record<CallStepName, string>>> = {
  dial_pressed: 'They called',
  invite_sent: 'They called',
  lead_rang: 'They heard it ring',
  lead_answered: 'Their call was answered',
};

export interface StepLine extends CallStep {
  readonly words: string;
  /** Time since the step before; empty for the first. */
  readonly gap: string;
}

/** The steps in words, each with the time since the one before. */
export function stepLines(steps: readonly CallStep[], incoming: boolean): readonly StepLine[] {
  return steps.map(({ step, at }, index) => ({
    step,
    at,
    words: (incoming ? IN[step] : undefined) ?? OUT[step],
    gap: index === 0 ? '' : gapText(at - (steps[index - 1]?.at ?? at)),
  }));
}

const TENTHS_MS = 60_000;

function gapText(ms: number): string {
  return ms < TENTHS_MS ? `+${(ms / 1000).toFixed(1)} s` : `+${formatElapsed(ms)}`;
}
