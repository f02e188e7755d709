import { fromTime, toOptionalTime } from '@firstring/contracts';
import {
  CallerLeadServiceDefinition,
  type CallerLeadServiceClient,
} from '@firstring/contracts/leads/caller_lead_service';
import { CallLogServiceDefinition } from '@firstring/contracts/leads/call_log_service';
import { ConfigurationServiceDefinition } from '@firstring/contracts/leads/configuration_service';
import { CriteriaServiceDefinition } from '@firstring/contracts/leads/criteria';
import { LeadServiceDefinition, type LeadServiceClient } from '@firstring/contracts/leads/lead_service';
import { ListServiceDefinition } from '@firstring/contracts/leads/list_service';
import { AppError } from '@firstring/kernel';
import { streamOptions, type GrpcClients } from '@firstring/service-kit';
import type { LeadPort } from '../app/ports.ts';
import type { ListOrder } from '../domain/order/campaign-rules.ts';
import { decodeCampaign, decodeList } from './decode-campaign.ts';
import { decodeCard } from './decode-card.ts';
import { decodePlacements } from './decode-criteria.ts';
import { decodeRecorded } from './decode-recorded.ts';
import { endCauseName } from './end-cause-name.ts';

const LISTS_A_PAGE = 1000;

/** lead-store over gRPC. */
export function createLeadGateway(clients: GrpcClients, address: string): LeadPort {
  const leads = clients.client(LeadServiceDefinition, address);
  const configuration = clients.client(ConfigurationServiceDefinition, address);
  const lists = clients.client(ListServiceDefinition, address);
  const calls = clients.client(CallLogServiceDefinition, address);
  return {
    async dialFacts({ processId, leadId, campaignId, phone = '' }) {
      const { facts } = await leads.getDialFacts({ processId, leadId, campaignId, phone });
      if (facts === undefined) {
        throw new AppError({ reason: 'INTERNAL', code: 'internal', message: 'GetDialFacts has no facts' });
      }
      return facts;
    },
    ...leadsOfCallers(leads, clients.client(CallerLeadServiceDefinition, address)),
    async recordOutcome({ token, callbackAt, ...outcome }) {
      const answer = await leads.recordOutcome({
        ...outcome,
        fencingToken: BigInt(token),
        callbackTime: toOptionalTime(callbackAt),
      });
      return decodeRecorded(answer);
    },
    async processIds() {
      const { processes } = await configuration.listProcesses({});
      return processes.map(({ processId }) => processId);
    },
    async campaigns(processId) {
      const { campaigns } = await configuration.listCampaigns({ processId });
      return campaigns.map(decodeCampaign);
    },
    async lists(processId) {
      const known: ListOrder[] = [];
      let pageToken = '';
      do {
        const page = await lists.listLists({ processId, page: { pageSize: LISTS_A_PAGE, pageToken } });
        for (const { list } of page.lists) if (list !== undefined) known.push(decodeList(list));
        pageToken = page.nextPageToken;
      } while (pageToken !== '');
      return known;
    },
    async *streamCards(processId, signal) {
      for await (const { cards } of leads.streamCards({ processId }, streamOptions(signal))) {
        yield cards.map(decodeCard);
      }
    },
    streamPlacements: placementStream(clients, address),
    async findEnd(processId, attemptId) {
      const answer = await calls.listCalls({ processId, attemptId, page: { pageSize: 1 } });
      const record = answer.calls[0]?.record;
      const endAt = fromTime(record?.endTime);
      if (record === undefined || endAt === undefined) return undefined;
      const bridgedAt = fromTime(record.bridgeTime);
      const end = { endCause: endCauseName(record.endCause), endAt };
      return bridgedAt === undefined ? end : { ...end, bridgedAt };
    },
  };
}

function placementStream(clients: GrpcClients, address: string): LeadPort['streamPlacements'] {
  const criteria = clients.client(CriteriaServiceDefinition, address);
  return async function* (of, signal) {
    for await (const piece of criteria.streamPlacements(of, streamOptions(signal))) {
      yield { revision: Number(piece.criteriaRevision), leads: decodePlacements(piece) };
    }
  };
}

function leadsOfCallers(
  leads: Pick<LeadServiceClient, 'findLeadsByNumber'>,
  callers: CallerLeadServiceClient,
): Pick<LeadPort, 'leadsOfNumber' | 'createCallerLead'> {
  return {
    async leadsOfNumber(processId, phone) {
      const { cards } = await leads.findLeadsByNumber({ processId, phone });
      return cards.map(decodeCard);
    },
    async createCallerLead(request) {
      const { leadId, version } = await callers.createCallerLead(request);
      return { leadId, version: Number(version) };
    },
  };
}
