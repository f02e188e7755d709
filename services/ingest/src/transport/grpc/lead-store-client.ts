import { isErrorReason, reasonError } from '@firstring/contracts';
import { ConfigurationServiceDefinition } from '@firstring/contracts/leads/configuration_service';
import {
  LeadServiceDefinition,
  UpsertOutcome,
  type LeadSubmission,
  type UpsertResult,
} from '@firstring/contracts/leads/lead_service';
import { AppError, type Random } from '@firstring/kernel';
import type { GrpcClients } from '@firstring/service-kit';
import type { LeadStore, Outgoing, StoreResult } from '../../app/ports.ts';

const PING_MS = 1000;

/** The lead store behind its gRPC port. */
export function leadStoreClient(clients: GrpcClients, address: string, random: Random): LeadStore {
  const leads = clients.client(LeadServiceDefinition, address);
  const configuration = clients.client(ConfigurationServiceDefinition, address);
  return {
    async resolveLink(token) {
      const { link } = await configuration.resolveIngestLink({ token });
      if (link === undefined) throw reasonError('LINK_NOT_FOUND');
      return { ingestLinkId: link.ingestLinkId, defaultCountry: link.defaultCountry };
    },
    async store(batch) {
      const { results } = await leads.upsertLeads({
        requestId: random.uuid(),
        submissions: batch.map(encode),
      });
      return results.map(decode);
    },
    async ping() {
      const options = { deadline: PING_MS };
      await configuration
        .resolveIngestLink({ token: 'is-anybody-there' }, options)
        .catch((error: unknown) => {
          if (!(error instanceof AppError && error.reason === 'LINK_NOT_FOUND')) throw error;
        });
    },
  };
}

function encode({ requestId, ingestLinkId, submission }: Outgoing): LeadSubmission {
  return {
    requestId,
    ingestLinkId,
    callerId: submission.callerId,
    callerIdRaw: submission.callerIdRaw,
    firstName: submission.firstName,
    lastName: submission.lastName,
    email: submission.email,
    parameters: Object.fromEntries(submission.parameters),
    timeZone: submission.timeZone ?? '',
    candidateZones: [...submission.candidateZones],
  };
}

function decode(result: UpsertResult): StoreResult {
  const { outcome, leadId, ignoredParameters, reason } = result;
  switch (outcome) {
    case UpsertOutcome.UPSERT_OUTCOME_CREATED:
    case UpsertOutcome.UPSERT_OUTCOME_UPDATED:
      return {
        type: 'stored',
        lead: { leadId, created: outcome === UpsertOutcome.UPSERT_OUTCOME_CREATED, ignoredParameters },
      };
    default:
      if (reason === 'LINK_NOT_FOUND' || reason === 'LINK_REVOKED' || reason === 'CAMPAIGN_CLOSED')
        return { type: 'refused', reason };
      throw reasonError(isErrorReason(reason) ? reason : 'INTERNAL');
  }
}
