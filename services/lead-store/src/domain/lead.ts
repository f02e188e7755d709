import {
  FRESH_PROGRESS,
  mergeSubmission,
  type DialProgress,
  type LeadData,
  type LeadStatus,
} from '@firstring/domain/lead-lifecycle';

/** The answer to a mutation, kept so that the same request id gets the same answer. */
export interface RememberedRequest {
  readonly id: string;
  /** `moved`: came from another list with an upload's data. */
  readonly type: 'created' | 'updated' | 'moved' | 'outcome' | 'converted' | 'edited';
  /** Version of the lead after it. */
  readonly version: number;
  readonly ignoredParameters?: readonly string[];
}

/** A call that runs; the lead cannot be deleted meanwhile. */
export interface LiveCall {
  readonly attemptId: string;
  readonly startedAt: number;
  /** The agreed time was due when the call began. */
  readonly timedCallback: boolean;
}

/** The last disposition. */
export interface Outcome {
  /** Empty when the lead was disposed without dialling. */
  readonly attemptId: string;
  readonly agentId: string;
  readonly code: string;
  readonly label: string;
  readonly note: string;
  readonly at: number;
  /** Version of the lead that carries it. */
  readonly version: number;
  /** The disposition may come before the call's record: what the attempt was is kept from before it. */
  readonly timedCallback: boolean;
}

/** Where in which file a lead came from; its place there is the natural order of the list. */
export interface FileRow {
  readonly uploadId: string;
  /** From 1, the header not counted. */
  readonly row: number;
}

/** A lead's call: in its turn, at an agreed time, in answer to a call of its own, or that call itself. */
export type CallType = 'outbound' | 'callback' | 'dialback' | 'inbound';

/** A lead as it is stored; optional fields are absent, never empty. */
export interface LiveLead extends LeadData {
  readonly state: 'live';
  readonly processId: string;
  readonly campaignId: string;
  /** Empty for leads of a link: they are in a campaign at once, those of a list are in the campaigns of the list. */
  readonly listId: string;
  readonly vendorId: string;
  /** Empty for leads of a list, and for those an agent has made. */
  readonly ingestLinkId: string;
  /** E.164; never changes. */
  readonly callerId: string;
  readonly callerIdRaw: string;
  /** Further numbers, E.164, in the order they were given. */
  readonly otherPhones?: readonly string[];
  /** Value of the table's primary field, where that is not the Caller ID. */
  readonly primaryValue?: string;
  readonly file?: FileRow;
  readonly timeZone: string;
  readonly candidateZones: readonly string[];
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly status: LeadStatus;
  /** Every status it has had, oldest first; at most one entry a status. */
  readonly statusHistory: readonly { readonly status: LeadStatus; readonly at: number }[];
  readonly progress: DialProgress;
  /** How the last attempt came about; absent before the first. */
  readonly lastCallType?: CallType;
  /** Highest fencing token seen, a decimal: whatever carries a lower one is refused. */
  readonly fencingToken: string;
  readonly requests: readonly RememberedRequest[];
  /** Attempts whose record has been applied, newest last. */
  readonly endedAttempts: readonly string[];
  readonly call?: LiveCall | undefined;
  readonly outcome?: Outcome | undefined;
  /** By code, how often an outcome with a limit was said. */
  readonly outcomeCounts?: Readonly<Record<string, number>> | undefined;
}

/** What is left of a deleted lead: the id is never used again, and nothing of the person stays. */
export interface DeletedLead {
  readonly state: 'deleted';
  readonly processId: string;
  readonly deletedAt: number;
  readonly requestId: string;
}

export type Lead = LiveLead | DeletedLead;

/** Who a lead is: one lead a source (the link or the list; of a lead made by hand its campaign) and key. */
export function identityOf(lead: LiveLead): { readonly source: string; readonly key: string } {
  return {
    source: lead.listId || lead.ingestLinkId || lead.campaignId,
    key: lead.primaryValue ?? lead.callerId,
  };
}

/** What came with a lead, which nobody has dialled, changed or answered for yet. */
export function newData(data: LeadData, nowAt: number) {
  return {
    createdAt: nowAt,
    updatedAt: nowAt,
    status: 'new',
    statusHistory: [{ status: 'new', at: nowAt }],
    progress: FRESH_PROGRESS,
    fencingToken: '0',
    requests: [],
    endedAttempts: [],
    ...mergeSubmission({ custom: {} }, data, true),
  } satisfies Partial<LiveLead>;
}

const REQUESTS_MAX = 32;
const ENDED_ATTEMPTS_MAX = 64;

export function rememberedRequest(lead: LiveLead, requestId: string): RememberedRequest | undefined {
  return lead.requests.find((request) => request.id === requestId);
}

/** The newest answers are kept; a request that is repeated after so many others counts as new. */
export function remember(lead: LiveLead, request: RememberedRequest): LiveLead {
  return { ...lead, requests: [...lead.requests, request].slice(-REQUESTS_MAX) };
}

export function rememberAttempt(lead: LiveLead, attemptId: string): LiveLead {
  return { ...lead, endedAttempts: [...lead.endedAttempts, attemptId].slice(-ENDED_ATTEMPTS_MAX) };
}

/** Passes through these statuses now, in order. */
export function enterStatuses(lead: LiveLead, statuses: readonly LeadStatus[], nowAt: number): LiveLead {
  const last = statuses.at(-1);
  if (last === undefined) return lead;
  const entered = statuses.map((status) => ({ status, at: nowAt }));
  return { ...lead, status: last, statusHistory: [...lead.statusHistory, ...entered] };
}

/** Tokens are 64-bit and travel as decimals. */
export function isOlderToken(token: string, than: string): boolean {
  return BigInt(token) < BigInt(than);
}
