/** A campaign's policy as managers see it. */

export interface PolicyText {
  text: string;
  /** Of the campaign. */
  version: number;
}

export interface PolicyProblemView {
  /** From 1. */
  line: number;
  column: number;
  message: string;
}

export interface PolicyMoveView {
  before: string;
  after: string;
  leads: number;
}

/** What a text would do. */
export interface CheckedPolicyView {
  version: number;
  errors: PolicyProblemView[];
  warnings: PolicyProblemView[];
  /** What is different from the policy of now, a sentence each. */
  changes: string[];
  /** Absent where nobody has counted. */
  moves?: { asOfAt: number; moves: PolicyMoveView[] };
  /** They could not be counted yet. */
  movesStarting: boolean;
}

export interface PolicyVersionView {
  version: number;
  changedAt: number | undefined;
  /** Absent where nobody is known. */
  userName?: string;
  reason: string;
  byForm: boolean;
}
