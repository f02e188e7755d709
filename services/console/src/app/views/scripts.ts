/** What scripts of fetch orders answer, as the browser gets it. */

export interface ScriptFailureView {
  /** SCRIPT_FAILED, SCRIPT_TIMEOUT or SCRIPT_MEMORY. */
  reason: string;
  message: string;
  leadId: string;
}

export interface TriedLeadView {
  leadId: string;
  name: string;
  /** Absent when the script failed. */
  key: string | number | undefined;
  failure: ScriptFailureView | undefined;
}

export interface ScriptHealthView {
  /** Among the group's policies, from 0. */
  policyIndex: number;
  keys: number;
  failed: number;
  timeouts: number;
  outOfMemory: number;
  firstFailure: ScriptFailureView | undefined;
  /** Since when it is switched off. */
  offAt: number | undefined;
}
