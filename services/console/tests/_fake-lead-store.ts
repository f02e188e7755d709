import { reasonError } from '@firstring/contracts';
import { CallDirection, EndCause, LeadChoice } from '@firstring/contracts/common/call_record';
import type { CallLogEntry, CallLogServiceImplementation } from '@firstring/contracts/leads/call_log_service';
import {
  ParameterType,
  type ConfigurationServiceImplementation,
  type CustomParameter,
  type IngestLink,
} from '@firstring/contracts/leads/configuration_service';
import { DialState, type Lead, LeadStatus } from '@firstring/contracts/leads/lead';
import { CampaignState } from '@firstring/contracts/leads/campaign';
import { Campaign, DispositionCategory } from '@firstring/contracts/leads/lead_events';
import type { LeadServiceImplementation } from '@firstring/contracts/leads/lead_service';
import { systemClock } from '@firstring/kernel/system';
import { FakeLinks } from './_fake-links.ts';
import { pageOf } from './_page-of.ts';

const unimplemented = async (): Promise<never> => {
  throw reasonError('INTERNAL', { message: 'not part of this fake' });
};

export interface FakeLead {
  leadId: string;
  processId?: string;
  phone: string;
  firstName?: string;
  lastName?: string;
  email?: string;
  status?: LeadStatus;
  custom?: Record<string, string>;
  vendorName?: string;
  createdAt?: number;
  otherPhones?: string[];
  dialState?: DialState;
}

export function aLead(fake: FakeLead): Lead {
  const createTime = new Date(fake.createdAt ?? systemClock.now() - 42_000);
  return {
    card: {
      leadId: fake.leadId,
      processId: fake.processId ?? 'p1',
      campaignId: 'solar',
      listId: 'solar',
      homeGuard: fake.phone,
      optInTime: createTime,
      status: fake.status ?? LeadStatus.LEAD_STATUS_NEW,
      dialState: fake.dialState ?? DialState.DIAL_STATE_OPEN,
      cadenceAttempts: 0,
      totalAttempts: 0,
      dayAttempts: 0,
      lastAttemptDay: '',
      lastAttemptResult: '',
      callbackAgentId: '',
      timeZone: 'America/Chicago',
      candidateZones: ['America/Chicago'],
      placements: [],
      ownershipCode: '',
      vendorId: 'v1',
      ingestLinkId: 'link-1',
      version: 1n,
    },
    vendorId: 'v1',
    ingestLinkId: 'link-1',
    callerIdRaw: fake.phone,
    firstName: fake.firstName ?? '',
    lastName: fake.lastName ?? '',
    email: fake.email ?? '',
    custom: fake.custom ?? {},
    createTime,
    updateTime: createTime,
    campaignName: 'Solar roofs',
    vendorName: fake.vendorName ?? 'Bright Leads',
    listName: '',
    otherPhones: fake.otherPhones ?? [],
  };
}

export function aCall(fake: {
  attemptId: string;
  leadId: string;
  agentId?: string;
  phone: string;
  cause?: EndCause;
  talkMs?: number;
  agoMs?: number;
  disposition?: string;
  note?: string;
}): CallLogEntry {
  const endAt = systemClock.now() - (fake.agoMs ?? 3_600_000);
  const talkMs = fake.talkMs ?? 0;
  return {
    record: {
      attemptId: fake.attemptId,
      processId: 'p1',
      campaignId: 'solar',
      leadId: fake.leadId,
      agentId: fake.agentId ?? 'ann',
      phone: fake.phone,
      callerId: '+12025550100',
      trunkId: 't1',
      endCause: fake.cause ?? EndCause.END_CAUSE_NO_ANSWER,
      sipStatus: 0,
      counted: true,
      fencingToken: 1n,
      dialTime: new Date(endAt - talkMs - 20_000),
      bridgeTime: talkMs === 0 ? undefined : new Date(endAt - talkMs),
      endTime: new Date(endAt),
      sipCallId: '',
      dialback: false,
      attestation: '',
      recordings: [],
      direction: CallDirection.CALL_DIRECTION_OUTBOUND,
      incomingNumberId: '',
      leadChoice: LeadChoice.LEAD_CHOICE_UNSPECIFIED,
      reason: '',
    },
    dispositionCode: '',
    dispositionLabel: fake.disposition ?? '',
    note: fake.note ?? '',
  };
}

export const SOLAR = Campaign.fromPartial({
  campaignId: 'solar',
  processId: 'p1',
  name: 'Solar roofs',
  timeZone: 'America/Chicago',
  agentIds: ['ann', 'bob'],
  ringOnPreview: false,
  previewLimitSeconds: 60,
  wrapUpLimitSeconds: 45,
  ringLimitSeconds: 30,
  windowStartMinute: 480,
  windowEndMinute: 1260,
  maxAttempts: 20,
  maxAttemptsPerDay: 3,
  dispositions: [
    { code: 'sale', label: 'Sale', category: DispositionCategory.DISPOSITION_CATEGORY_CONVERTED },
    { code: 'callback', label: 'Call back', category: DispositionCategory.DISPOSITION_CATEGORY_CALLBACK },
    { code: 'no_answer', label: 'No answer', category: DispositionCategory.DISPOSITION_CATEGORY_RETRY },
    {
      code: 'not_interested',
      label: 'Not interested',
      category: DispositionCategory.DISPOSITION_CATEGORY_FINAL,
    },
    { code: 'dnc', label: 'Never call again', category: DispositionCategory.DISPOSITION_CATEGORY_DNC },
  ],
  callerId: '+12025550100',
  version: 1n,
  skipBudget: 2,
});

/** A lead-store that keeps everything in plain maps; no rules beyond what the console relies on. */
export class FakeLeadStore {
  readonly leads = new Map<string, Lead>();
  readonly calls: CallLogEntry[] = [];
  readonly campaigns = new Map<string, Campaign>([['solar', SOLAR]]);
  readonly parameters = new Map<string, FakeParameter>();
  readonly links = new Map<string, IngestLink>();
  readonly linkService = new FakeLinks(this.links);
  /** Leads that are in a call: deleting is refused. */
  readonly inCall = new Set<string>();
  /** Requests by name, newest last. */
  readonly requests: { rpc: string; request: object }[] = [];
  /** Makes GetLead wait, to try slow details. */
  getLeadDelayMs = 0;

  add(...leads: FakeLead[]): void {
    for (const lead of leads) this.leads.set(lead.leadId, aLead(lead));
  }

  readonly leadService: LeadServiceImplementation = {
    upsertLeads: unimplemented,
    getLead: async ({ processId, leadId }) => {
      if (this.getLeadDelayMs > 0) await systemClock.sleep(this.getLeadDelayMs);
      const lead = this.leads.get(leadId);
      if (lead?.card?.processId !== processId) throw reasonError('LEAD_NOT_FOUND');
      return { lead };
    },
    listLeads: async (request) => {
      this.requests.push({ rpc: 'listLeads', request });
      const matching = [...this.leads.values()].filter(
        ({ card }) =>
          card?.processId === request.processId &&
          (request.campaignId === '' || card.campaignId === request.campaignId),
      );
      const { items, nextPageToken } = pageOf(matching, request.page);
      return { leads: items, nextPageToken };
    },
    findLeadsByNumber: unimplemented,
    deleteLead: async ({ processId, leadId, requestId }) => {
      this.requests.push({ rpc: 'deleteLead', request: { processId, leadId, requestId } });
      if (this.leads.get(leadId)?.card?.processId !== processId) throw reasonError('LEAD_NOT_FOUND');
      if (this.inCall.has(leadId)) throw reasonError('LEAD_IN_CALL');
      this.leads.delete(leadId);
      return {};
    },
    getDialFacts: unimplemented,
    recordOutcome: unimplemented,
    streamCards: async function* () {},
  };

  readonly callLog: CallLogServiceImplementation = {
    listCalls: async (request) => {
      this.requests.push({ rpc: 'listCalls', request });
      const matching = this.calls.filter(
        ({ record }) =>
          record?.processId === request.processId &&
          (request.attemptId === '' || record.attemptId === request.attemptId) &&
          (request.leadId === '' || record.leadId === request.leadId) &&
          (request.agentId === '' || record.agentId === request.agentId),
      );
      const { items, nextPageToken } = pageOf(matching, request.page);
      return { calls: items, nextPageToken };
    },
  };

  readonly configuration: ConfigurationServiceImplementation = {
    createProcess: async ({ process }) => {
      if (process === undefined) throw reasonError('INVALID_ARGUMENT');
      return { process: { ...process, processId: 'p-new' } };
    },
    listProcesses: async () => ({
      processes: [
        { processId: 'p1', name: 'Home energy', timeZone: 'America/Chicago' },
        { processId: 'p2', name: 'Insurance', timeZone: 'America/New_York' },
      ],
    }),
    putCampaign: async ({ campaign: given, requestId }) => {
      this.requests.push({ rpc: 'putCampaign', request: { requestId, campaign: given } });
      if (given === undefined) throw reasonError('INVALID_ARGUMENT');
      const campaignId = given.campaignId === '' ? `campaign-${this.campaigns.size + 1}` : given.campaignId;
      const before = this.campaigns.get(campaignId);
      if ((before?.version ?? 0n) !== given.version) throw reasonError('VERSION_CONFLICT');
      if (before?.state === CampaignState.CAMPAIGN_STATE_CLOSED) throw reasonError('CAMPAIGN_CLOSED');
      if (given.filterIds.length > 0 && given.filterGroupIds.length > 0)
        throw reasonError('FILTERS_AND_GROUP');
      const state = before?.state ?? CampaignState.CAMPAIGN_STATE_ACTIVE;
      const dispositions = given.dispositions.length === 0 ? SOLAR.dispositions : given.dispositions;
      const campaign = { ...given, campaignId, state, dispositions, version: given.version + 1n };
      this.campaigns.set(campaignId, campaign);
      return { campaign };
    },
    setCampaignState: async ({ campaignId, processId, state }) => {
      const before = this.campaigns.get(campaignId);
      if (before?.processId !== processId) throw reasonError('CAMPAIGN_NOT_FOUND');
      if (before.state === CampaignState.CAMPAIGN_STATE_CLOSED) throw reasonError('CAMPAIGN_CLOSED');
      const campaign = { ...before, state, version: before.version + 1n };
      this.campaigns.set(campaignId, campaign);
      return { campaign };
    },
    getCampaign: async ({ campaignId, processId }) => {
      const campaign = this.campaigns.get(campaignId);
      if (campaign?.processId !== processId) throw reasonError('CAMPAIGN_NOT_FOUND');
      return { campaign };
    },
    listCampaigns: async ({ processId, agentId }) => ({
      campaigns: [...this.campaigns.values()].filter((campaign) =>
        processId === '' ? campaign.agentIds.includes(agentId) : campaign.processId === processId,
      ),
    }),
    createIngestLink: async ({ link, requestId }) => {
      this.requests.push({ rpc: 'createIngestLink', request: { requestId, link } });
      if (link === undefined) throw reasonError('INVALID_ARGUMENT');
      const stored: IngestLink = {
        ...link,
        ingestLinkId: `link-${this.links.size + 1}`,
        createTime: new Date(systemClock.now()),
        revoked: false,
        version: 1n,
      };
      this.links.set(stored.ingestLinkId, stored);
      return { link: stored, token: `token-of-${stored.ingestLinkId}-0123456789` };
    },
    resolveIngestLink: unimplemented,
    revokeIngestLink: async ({ ingestLinkId, processId }) => {
      const link = this.links.get(ingestLinkId);
      if (link?.processId !== processId) throw reasonError('LINK_NOT_FOUND');
      const revoked = { ...link, revoked: true };
      this.links.set(ingestLinkId, revoked);
      return { link: revoked };
    },
    listIngestLinks: async ({ processId, campaignId }) => ({
      links: [...this.links.values()].filter(
        (link) => link.processId === processId && (campaignId === '' || link.campaignId === campaignId),
      ),
      nextPageToken: '',
    }),
    putCustomParameter: async ({ parameter }) => {
      if (parameter === undefined) throw reasonError('PARAMETER_INVALID');
      this.parameters.set(parameter.name, parameter);
      return { parameter: aParameter(parameter) };
    },
    deleteCustomParameter: async ({ name }) => {
      if (!this.parameters.delete(name)) throw reasonError('NOT_FOUND');
      return {};
    },
    listCustomParameters: async ({ processId }) => ({
      parameters: [...this.parameters.values()]
        .filter((parameter) => parameter.processId === processId)
        .map(aParameter),
    }),
  };
}

/** Text where it says nothing. */
type FakeParameter = Pick<CustomParameter, 'processId' | 'name' | 'label'> & Partial<CustomParameter>;

function aParameter(parameter: FakeParameter): CustomParameter {
  return { type: ParameterType.PARAMETER_TYPE_TEXT, choices: [], ...parameter };
}
