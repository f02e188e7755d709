/** What a new process needs before the first lead is called, in the order in which it is best done. */
export const FIRST_STEPS = ['campaign', 'agent', 'phone', 'trunk', 'link', 'lead', 'call'] as const;

export type FirstStepName = (typeof FIRST_STEPS)[number];

export interface FirstStepsView {
  steps: readonly { step: FirstStepName; done: boolean }[];
  /** Where the link is made: the first campaign's page; empty while there is none. */
  campaignId: string;
}
