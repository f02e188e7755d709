/** What happens around one call, in the order in which it usually does. */
const STEPS = [
  'opted_in',
  'presented',
  'dial_pressed',
  'agent_rang',
  'agent_lifted',
  'invite_sent',
  'lead_rang',
  'lead_answered',
  'connected',
  'recording_began',
  'ended',
  'disposed',
] as const;

export type CallStepName = (typeof STEPS)[number];

/** When each step was, ms since the epoch; absent: it was not, or nobody knows. */
export type CallTimes = { readonly [Step in CallStepName]?: number | undefined };

export interface CallStep {
  readonly step: CallStepName;
  readonly at: number;
}

/** The steps that are known, oldest first; two of the same millisecond in their usual order. */
export function callSteps(times: CallTimes): readonly CallStep[] {
  return STEPS.flatMap((step) => {
    const at = times[step];
    return at === undefined ? [] : [{ step, at }];
  }).toSorted((a, b) => a.at - b.at);
}
