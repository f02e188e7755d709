/** The gate's signed word for one dial, as the journal keeps it; only the claim service can judge its signature. */
export interface Permit {
  readonly permitId: string;
  readonly processId: string;
  readonly campaignId: string;
  readonly leadId: string;
  /** The lead's home guard, E.164: the key under which claim keeps the permit. */
  readonly homeGuard: string;
  /** The only number this permit names, E.164. */
  readonly phone: string;
  readonly agentId: string;
  readonly attemptId: string;
  /** A 64-bit integer in decimal, because JSON has none. */
  readonly fencingToken: string;
  readonly issueAt: number | undefined;
  readonly expireAt: number | undefined;
  /** When the agent pressed dial or lifted the ringing phone. */
  readonly dialAt: number | undefined;
  /** E.164 to show to the lead. */
  readonly callerId: string;
  readonly ringLimitMs: number;
  readonly signature: string;
}
