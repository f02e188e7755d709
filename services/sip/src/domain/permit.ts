/**
 * The gate's signed word for one dial: what is needed to carry it out, and the whole as it was signed. Only the claim
 * service can judge the signature.
 */
export interface Permit {
  readonly permitId: string;
  readonly processId: string;
  readonly campaignId: string;
  readonly leadId: string;
  /** The only number this permit names, E.164. */
  readonly phone: string;
  readonly agentId: string;
  readonly attemptId: string;
  /** A 64-bit integer in decimal, because JSON has none. */
  readonly fencingToken: string;
  /** When the agent pressed dial or lifted the ringing phone. */
  readonly dialAt: number | undefined;
  /** E.164 to show to the lead. */
  readonly callerId: string;
  /** The campaign's further caller ids, best first, for a trunk where that one is not verified; permits of before have none. */
  readonly otherCallerIds?: readonly string[];
  /** Trunks the dial may use; none = all that are open to the campaign. */
  readonly trunkIds?: readonly string[];
  readonly ringLimitMs: number;
  /** The attempt answers a lost incoming call. */
  readonly dialback: boolean;
  /** The protobuf message as it came, base64url: goes back to claim unchanged. */
  readonly sealed: string;
}

/** A permit of the other kind: for one call that tries a trunk, to a test number; without lead and campaign. */
export interface TestPermit extends Permit {
  /** The only trunk that may carry it. */
  readonly trunkId: string;
}
