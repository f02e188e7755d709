/** How one vendor posts through its link. */
export interface LinkProfile {
  readonly authentication: 'token' | 'key' | 'signature';
  /** The vendor's literal field name to ours. */
  readonly fieldMap: ReadonlyMap<string, string>;
  /** Refusals are answered 200 with `success: false`; what may be sent again keeps its status. */
  readonly alwaysOk: boolean;
  readonly answerForm: 'json' | 'xml';
  /** 0 = no quota. */
  readonly leadsPerMinute: number;
  /** A post needs the id of an accepted ping. */
  readonly pingPost: boolean;
  readonly pingRules: readonly PingRule[];
  readonly consentRequired: boolean;
}

/** Only these values of one of our fields are taken; without case. */
export interface PingRule {
  readonly field: string;
  readonly values: readonly string[];
}
