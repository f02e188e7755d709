import type { LinkCounts } from '../domain/reports/vendors-table.ts';
import type {
  AttemptBody,
  ColleagueView,
  DeskEvent,
  DialAnswer,
  DialBody,
  DisposeBody,
  OpenedView,
  PhoneView,
  PresenceBody,
  PresenceName,
} from './views/desk.ts';
import type { NewContact } from './list-ports.ts';
import type { ContactAnswer } from './views/lists.ts';
import type { CallTimes } from '../domain/call-steps.ts';
import type { CallPage, CallRow, CampaignView, LeadPage, LeadStatusName, LeadView } from './views/leads.ts';
import type {
  CreatedLinkKey,
  LinkDayPage,
  LinkKeyKind,
  LinkProfileView,
  LinkTestView,
  VendorPageView,
} from './views/links.ts';
import type {
  CustomParameterView,
  ParameterTypeName,
  IngestLinkPage,
  IngestLinkView,
  ProcessSettings,
} from './views/settings.ts';

/** What the console needs of the other services, in the words of its own API. Failures are AppErrors of the catalogue. */

export interface PageAsk {
  pageSize: number;
  pageToken: string;
}

export interface LeadFilter extends PageAsk {
  campaignId: string;
  status: LeadStatusName | undefined;
  search: string;
}

export interface CallFilter extends PageAsk {
  leadId: string;
  agentId: string;
  attemptId?: string;
}

/** Absent fields stay as they are, an empty text clears its field. */
export interface LeadEdit {
  requestId: string;
  /** The version that was read; 0 asks for no check. */
  version: number;
  /** Of the lock that is held; `0` for people without one. */
  fencingToken: string;
  firstName?: string | undefined;
  lastName?: string | undefined;
  email?: string | undefined;
  timeZone?: string | undefined;
  ownershipCode?: string | undefined;
  custom: Readonly<Record<string, string>>;
}

export interface Leads {
  /** The lead with its custom parameters named by themselves; labels are the caller's to add. */
  get(processId: string, leadId: string, signal?: AbortSignal): Promise<LeadView>;
  list(processId: string, filter: LeadFilter): Promise<LeadPage>;
  delete(processId: string, leadId: string, requestId: string): Promise<void>;
  /** Changes the fields that are given; STALE_TOKEN, VERSION_CONFLICT, PARAMETER_INVALID. */
  update(processId: string, leadId: string, edit: LeadEdit): Promise<LeadView>;
  /** a lead of the campaign itself; LEAD_DUPLICATE names the lead that is there. */
  create(
    place: { processId: string; campaignId: string; agentId: string },
    contact: NewContact,
  ): Promise<ContactAnswer>;
  /** Newest first. `agentName` is the agent's id: users are the console's own. */
  calls(processId: string, filter: CallFilter, signal?: AbortSignal): Promise<CallPage>;
  /** One call with everything its record says; undefined: there is none. */
  call(processId: string, attemptId: string): Promise<LoggedCall | undefined>;
}

/** A row of the call log and what else the record says. */
export interface LoggedCall {
  readonly row: CallRow;
  readonly times: CallTimes;
  readonly campaignId: string;
  readonly trunkId: string;
  readonly callerId: string;
  readonly attestation: string;
  readonly sipStatus: number;
  readonly counted: boolean;
  readonly dialback: boolean;
  readonly fencingToken: string;
  readonly sipCallId: string;
}

export interface Processes {
  get(processId: string): Promise<ProcessSettings>;
  update(requestId: string, process: ProcessSettings): Promise<ProcessSettings>;
  /** Makes a wall; nobody is inside yet. */
  create(
    requestId: string,
    process: Pick<ProcessSettings, 'name' | 'timeZone'>,
  ): Promise<{ processId: string; name: string }>;
}

export interface NewLink {
  requestId: string;
  campaignId: string;
  vendorId: string;
  vendorName: string;
  defaultCountry: string;
  emptyClears: boolean;
}

export interface Configuration {
  processNames(): Promise<ReadonlyMap<string, string>>;
  campaign(processId: string, campaignId: string, signal?: AbortSignal): Promise<CampaignView>;
  campaigns(processId: string): Promise<readonly CampaignView[]>;
  campaignsOfAgent(agentId: string): Promise<readonly CampaignView[]>;
  customParameters(processId: string, signal?: AbortSignal): Promise<readonly CustomParameterView[]>;
  putCustomParameter(
    processId: string,
    parameter: Omit<CustomParameterView, 'type'> & { type?: ParameterTypeName | undefined },
    requestId: string,
  ): Promise<CustomParameterView>;
  deleteCustomParameter(processId: string, name: string, requestId: string): Promise<void>;
}

/** Ingest links: how vendors post, and what they may see. */
export interface IngestLinks {
  /** An empty campaign: of all of them. */
  list(processId: string, campaignId: string, page: PageAsk): Promise<IngestLinkPage>;
  create(processId: string, link: NewLink): Promise<{ link: IngestLinkView; token: string }>;
  revoke(processId: string, ingestLinkId: string, requestId: string): Promise<IngestLinkView>;
  updateProfile(link: LinkRef, change: ProfileChange): Promise<IngestLinkView>;
  createKey(link: LinkRef, key: { kind: LinkKeyKind; requestId: string }): Promise<CreatedLinkKey>;
  revokeKey(link: LinkRef, key: { keyId: string; requestId: string }): Promise<IngestLinkView>;
  vendorPages(processId: string): Promise<readonly VendorPageView[]>;
  createVendorPage(
    processId: string,
    page: { vendorId: string; requestId: string },
  ): Promise<{ page: VendorPageView; token: string }>;
  revokeVendorPage(processId: string, page: { vendorPageId: string; requestId: string }): Promise<void>;
  /** What came through these links from one day (UTC, `2026-11-22`) to the other. */
  countsOf(
    ingestLinkIds: readonly string[],
    period: { readonly from: string; readonly to: string },
  ): Promise<readonly LinkCounts[]>;
  /** What came through a page of the campaign's links by day, the newest day first. */
  days(processId: string, campaignId: string, page: PageAsk): Promise<LinkDayPage>;
  /** Sends a lead as the vendor would, in test mode: everything is checked, nothing stored. */
  test(test: LinkTest): Promise<LinkTestView>;
}

export interface LinkTest {
  /** The whole link, as it was shown once. Its token counts; the host is always our own ingest. */
  link: string;
  /** JSON, as the vendor would send it. */
  lead: string;
  /** Where the link demands one: a key that is sent, or a secret (`whsec_…`) that signs. */
  key: string;
}

export interface LinkRef {
  processId: string;
  ingestLinkId: string;
}

export interface ProfileChange {
  requestId: string;
  profile: LinkProfileView;
  version: number;
}

/** One thing to do with a bridged call. */
export interface CallControlBody {
  requestId: string;
  attemptId: string;
  control:
    | { type: 'hold' | 'resume' | 'complete_transfer' | 'cancel_transfer' }
    | { type: 'mute'; on: boolean }
    | { type: 'keys'; digits: string }
    | { type: 'transfer'; agentId: string; attended: boolean };
}

/** The scheduler's view of a desk: the event without what other services add. */
export type DeskState = Omit<DeskEvent, 'details' | 'detailsProblem' | 'phone'>;

export interface DeskUpdate {
  desk: DeskState | undefined;
  /** True in the last update: another tab has this desk now. */
  takenOver: boolean;
}

export interface Desks {
  /** A snapshot at once, then one after each change; the open stream is the agent's heartbeat. */
  watch(agentId: string, tabId: string, signal: AbortSignal): AsyncIterable<DeskUpdate>;
  setPresence(agentId: string, body: PresenceBody): Promise<PresenceName>;
  /** puts a lead in front of the agent; an empty campaign is the first of theirs that works it. */
  openLead(
    agentId: string,
    lead: { requestId: string; processId: string; campaignId: string; leadId: string },
  ): Promise<OpenedView>;
  /** a number in no lead. */
  openNumber(
    agentId: string,
    number: { requestId: string; processId: string; campaignId: string; phone: string },
  ): Promise<OpenedView>;
  dial(agentId: string, body: DialBody): Promise<DialAnswer>;
  hangUp(agentId: string, body: { requestId: string; attemptId: string }): Promise<void>;
  control(agentId: string, body: CallControlBody): Promise<void>;
  /** When the lead in hand may be called, from an instant on; undefined: no time is in sight. */
  callTime(agentId: string, attemptId: string, fromAt: number): Promise<number | undefined>;
  /** Who could take the call in hand, best first. `name` is the agent's id: users are the console's own. */
  colleagues(agentId: string): Promise<readonly ColleagueView[]>;
  dispose(agentId: string, body: DisposeBody): Promise<PresenceName>;
  skip(agentId: string, body: AttemptBody): Promise<PresenceName>;
}

export interface LeadRef {
  processId: string;
  leadId: string;
}

export interface GuardKey {
  processId: string;
  /** The lead's Caller ID at creation, E.164. */
  phone: string;
  leadId: string;
}

export interface GuardHolders {
  /** Empty when free. */
  lockedBy: string;
  lockedLeadId: string;
  claimedBy: string;
}

export interface Guards {
  /** Who holds and who owns this lead. */
  holders(key: GuardKey, signal?: AbortSignal): Promise<GuardHolders>;
  /** Makes the lock holder the owner; returns the owner. */
  claim(
    key: GuardKey,
    command: { requestId: string; fencingToken: string; agentId: string; releaseAfterMs: number },
  ): Promise<string>;
}

export interface Phones {
  /** The agent's phone account; undefined when there is none. */
  ofAgent(agentId: string, signal?: AbortSignal): Promise<Omit<PhoneView, 'registrar'> | undefined>;
}
