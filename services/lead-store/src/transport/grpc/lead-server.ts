import { fromTime, toOptionalTime } from '@firstring/contracts';
import { LeadStatus } from '@firstring/contracts/leads/lead';
import type {
  DialFacts,
  GetDialFactsRequest,
  LeadServiceDefinition,
  ListLeadsRequest,
  RecordOutcomeRequest,
} from '@firstring/contracts/leads/lead_service';
import type { LeadStatus as Status } from '@firstring/domain/lead-lifecycle';
import { failpoint } from '@firstring/kernel';
import type { ServiceImplementation } from '@firstring/service-kit';
import { toCampaign } from '../../app/campaigns.ts';
import { readLead, type LeadRef } from '../../app/change-lead.ts';
import { deleteLead } from '../../app/delete-lead.ts';
import { customerFacts } from '../../app/customer-facts.ts';
import { readDialFacts } from '../../app/dial-facts.ts';
import { readNumberFacts, type NumberRef } from '../../app/number-facts.ts';
import { recordNumberOutcome, type NumberOutcome } from '../../app/record-number-outcome.ts';
import { wireCategory } from '../../app/disposition-category.ts';
import { leadCard } from '../../app/lead-card.ts';
import { findLeadsByNumber, listLeads, type ListLeads } from '../../app/list-leads.ts';
import type { LeadStoreDeps } from '../../app/ports.ts';
import { recordOutcome, type RecordedOutcome, type RecordOutcome } from '../../app/record-outcome.ts';
import { showLeads } from '../../app/show-leads.ts';
import { streamCards } from '../../app/stream-cards.ts';
import { upsertLeads } from '../../app/upsert-leads.ts';
import { readPrimaryField } from '../../app/table-definition.ts';
import type { OutcomeClaim } from '../../domain/outcome-claim.ts';
import { decodeSubmissions } from './decode-submission.ts';
import { id, invalid, optionalId, page, requestId, text } from './decode.ts';
import { encodeResult } from './encode-result.ts';

const NOTE_CHARS_MAX = 4000;

const STATUSES: Readonly<Partial<Record<LeadStatus, Status>>> = {
  [LeadStatus.LEAD_STATUS_NEW]: 'new',
  [LeadStatus.LEAD_STATUS_CONTACTED]: 'contacted',
  [LeadStatus.LEAD_STATUS_CONVERTED]: 'converted',
};

/** The method table of LeadService: decode, use case, encode. */
export function leadServer(deps: LeadStoreDeps): ServiceImplementation<typeof LeadServiceDefinition> {
  return {
    async upsertLeads(request) {
      await failpoint('lead-store.l1.after');
      const results = await upsertLeads(deps, decodeSubmissions(request));
      await failpoint('lead-store.l3.before');
      return { results: results.map(encodeResult) };
    },
    async getLead(request) {
      const [lead] = await showLeads(deps, [await readLead(deps, leadRef(request))]);
      return { lead };
    },
    async listLeads(request) {
      const { leads, nextPageToken } = await listLeads(deps, decodeList(request));
      return { leads: await showLeads(deps, leads), nextPageToken: nextPageToken ?? '' };
    },
    async findLeadsByNumber({ processId, phone }) {
      const found = await findLeadsByNumber(deps, {
        processId: id(processId, 'process_id'),
        phone: text(phone, 'phone'),
      });
      return {
        cards: found.map(({ id: leadId, version, doc }) => leadCard(deps, { leadId, version, lead: doc })),
      };
    },
    async deleteLead(request) {
      await deleteLead(deps, leadRef(request), requestId(request.requestId));
      return {};
    },
    getDialFacts: async (request) => ({ facts: await dialFacts(deps, request) }),
    async recordOutcome(request) {
      if (request.leadId === '') {
        const category = await recordNumberOutcome(deps, decodeNumberOutcome(request));
        return { version: 0n, category: wireCategory(category) };
      }
      return encodeRecorded(deps, await recordOutcome(deps, decodeOutcome(request)));
    },
    async *streamCards(request, { signal }) {
      for await (const cards of streamCards(deps, id(request.processId, 'process_id'), signal))
        yield { cards };
    },
  };
}

function encodeRecorded(deps: LeadStoreDeps, recorded: RecordedOutcome) {
  return {
    version: BigInt(recorded.version),
    category: wireCategory(recorded.category),
    card: leadCard(deps, recorded.changed),
    claim: encodeClaim(recorded.claim),
    givesUpClaim: recorded.givesUpClaim,
  };
}

function encodeClaim(claim: OutcomeClaim | undefined) {
  if (claim === undefined) return undefined;
  const { reason, dueAt } = claim;
  return { reason, dueTime: toOptionalTime(dueAt), releaseAfterMs: BigInt(claim.releaseAfterMs) };
}

async function dialFacts(deps: LeadStoreDeps, request: GetDialFactsRequest): Promise<DialFacts> {
  if (request.leadId === '') return readNumberFacts(deps, numberRef(request));
  const { lead, campaign, phone } = await readDialFacts(deps, {
    ...leadRef(request),
    campaignId: optionalId(request.campaignId, 'campaign_id') ?? '',
    phone: text(request.phone, 'phone'),
  });
  const primaryField = await readPrimaryField(deps, lead.doc.processId);
  return {
    card: leadCard(deps, { leadId: lead.id, version: lead.version, lead: lead.doc }),
    campaign: toCampaign(campaign),
    phone,
    customer: customerFacts(lead.doc, { campaignId: campaign.id, primaryField }),
    others: [],
  };
}

function numberRef({ processId, campaignId, phone }: NumberRef): NumberRef {
  return {
    processId: id(processId, 'process_id'),
    campaignId: id(campaignId, 'campaign_id'),
    phone: text(phone, 'phone'),
  };
}

function leadRef({ processId, leadId }: LeadRef): LeadRef {
  return { processId: id(processId, 'process_id'), leadId: id(leadId, 'lead_id') };
}

export function decodeStatus(wire: LeadStatus): Status | undefined {
  const status = STATUSES[wire];
  if (status === undefined && wire !== LeadStatus.LEAD_STATUS_UNSPECIFIED) {
    throw invalid('status', 'is not known');
  }
  return status;
}

function decodeList(request: ListLeadsRequest): ListLeads {
  return {
    processId: id(request.processId, 'process_id'),
    campaignId: optionalId(request.campaignId, 'campaign_id'),
    ...page(request.page),
  };
}

function decodeNumberOutcome(request: RecordOutcomeRequest): NumberOutcome {
  return {
    processId: id(request.processId, 'process_id'),
    campaignId: id(request.campaignId, 'campaign_id'),
    ...decodeSaid(request),
  };
}

function decodeSaid(request: RecordOutcomeRequest) {
  return {
    // Nobody's where the lead has said it by a key (ADR 23).
    agentId: optionalId(request.agentId, 'agent_id') ?? '',
    attemptId: optionalId(request.attemptId, 'attempt_id') ?? '',
    code: id(request.dispositionCode, 'disposition_code'),
    note: text(request.note, 'note', NOTE_CHARS_MAX),
  };
}

function decodeOutcome(request: RecordOutcomeRequest): RecordOutcome {
  if (request.fencingToken <= 0n) throw invalid('fencing_token', 'is required');
  return {
    ...leadRef(request),
    ...decodeSaid(request),
    requestId: requestId(request.requestId),
    fencingToken: request.fencingToken.toString(),
    callbackAt: fromTime(request.callbackTime),
    callbackCommon: request.callbackCommon,
    campaignId: optionalId(request.campaignId, 'campaign_id') ?? '',
  };
}
