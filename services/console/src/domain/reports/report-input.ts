/** A local calendar day (days since 1970-01-01) and hour (0 to 23) of the process. */
export interface LocalHour {
  readonly day: number;
  readonly hour: number;
}

/** One ended call as reports keep it; instants in ms since the epoch, absent = that never came. */
export interface CallFact extends LocalHour {
  readonly campaignId: string;
  readonly callerId: string;
  readonly agentId: string;
  readonly trunkId: string;
  /** How the lead's leg ended, a word of EndCause without its prefix. */
  readonly cause: string;
  readonly dialAt: number;
  readonly inviteAt?: number;
  readonly ringAt?: number;
  readonly answerAt?: number;
  readonly bridgeAt?: number;
  readonly endAt: number;
}

export interface CardFact extends LocalHour {
  readonly version: number;
  /** Empty: the lead came through a link and is in no list. */
  readonly listId: string;
  /** When the lead was accepted; `day` and `hour` are those of this instant. */
  readonly optInAt: number;
  readonly isConverted: boolean;
  /** Who sent the lead, and through which link; empty: it is of a file, or an agent has made it. */
  readonly vendorId: string;
  readonly ingestLinkId: string;
}

interface AboutLead {
  readonly processId: string;
  /** Empty for a call that was dialled without a lead. */
  readonly leadId: string;
}

interface AboutAttempt extends AboutLead {
  readonly attemptId: string;
}

/** What reports take from one event. Taking one again, or in another order, comes to the same. */
export type ReportInput =
  | (AboutLead & { readonly type: 'card'; readonly card: CardFact })
  | (AboutLead & { readonly type: 'deleted' })
  | (AboutAttempt & {
      readonly type: 'presented';
      readonly level: string;
      readonly campaignId: string;
      readonly at: number;
    })
  | (AboutAttempt & { readonly type: 'disposed'; readonly category: string })
  | (AboutAttempt & { readonly type: 'called'; readonly call: CallFact });
