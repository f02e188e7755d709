/** What a key means to a lead who hears a recording (proto LeadChoice). */
export type LeadChoice = 'CONNECT' | 'LATER' | 'EXCLUDE';

/** What the answer of a lead begins who is dialled before an agent is on the line (ADR 23). */
export interface LeadFirstPlan {
  /** Heard first; absent: an agent is looked for at once. */
  readonly recording?: string;
  readonly keys: Readonly<Record<string, LeadChoice>>;
  /** How long the lead waits for an agent, ms. */
  readonly waitMs: number;
  /** Heard by whom no agent took. */
  readonly message: string;
}
