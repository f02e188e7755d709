import { isErrorReason, reasonError } from '@firstring/contracts';
import { ConfigurationServiceDefinition } from '@firstring/contracts/leads/configuration_service';
import {
  LeadServiceDefinition,
  UpsertOutcome,
  type LeadSubmission,
  type UpsertResult,
} from '@firstring/contracts/leads/lead_service';
import { AppError, type Random } from '@firstring/kernel';
import {
  AnswerForm,
  LinkAuthentication,
  LinkKeyKind,
  type LinkProfile as WireProfile,
} from '@firstring/contracts/leads/link';
import { LinkServiceDefinition } from '@firstring/contracts/leads/link_service';
import type { GrpcClients } from '@firstring/service-kit';
import type { LeadStore, Outgoing, StoreResult } from '../../app/ports.ts';
import type { LinkProfile } from '../../domain/link-profile.ts';

const PING_MS = 1000;

/** The lead store behind its gRPC port. */
export function leadStoreClient(clients: GrpcClients, address: string, random: Random): LeadStore {
  const leads = clients.client(LeadServiceDefinition, address);
  const configuration = clients.client(ConfigurationServiceDefinition, address);
  const links = clients.client(LinkServiceDefinition, address);
  return {
    async resolveLink(token) {
      const { link, secrets } = await configuration.resolveIngestLink({ token });
      if (link === undefined) throw reasonError('LINK_NOT_FOUND');
      const { ingestLinkId, defaultCountry } = link;
      return {
        ingestLinkId,
        defaultCountry,
        profile: decodeProfile(link.profile),
        secrets: secrets.map(({ kind, value }) => ({
          kind: kind === LinkKeyKind.LINK_KEY_KIND_KEY ? 'key' : 'signature',
          value,
        })),
      };
    },
    async store(batch) {
      const { results } = await leads.upsertLeads({
        requestId: random.uuid(),
        submissions: batch.map(encode),
      });
      return results.map(decode);
    },
    async check(batch) {
      return (await links.checkSubmissions({ submissions: batch.map(encode) })).results.map(decode);
    },
    async convert({ requestId, ingestLinkId, lead }) {
      return links.convertLead({ requestId, ingestLinkId, ...lead });
    },
    async resolveVendor(token) {
      const { page, links: own } = await links.resolveVendorPage({ token });
      return { vendorName: page?.vendorName ?? '', links: own };
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

function encode({ requestId, ingestLinkId, submission, trace = '' }: Outgoing): LeadSubmission {
  return {
    requestId,
    ingestLinkId,
    callerId: submission.callerId,
    callerIdRaw: submission.callerIdRaw,
    firstName: submission.firstName,
    lastName: submission.lastName,
    email: submission.email,
    ownershipCode: submission.ownershipCode,
    parameters: Object.fromEntries(submission.parameters),
    timeZone: submission.timeZone ?? '',
    candidateZones: [...submission.candidateZones],
    traceparent: trace,
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

/** A link without a profile is the plain one. */
function decodeProfile(wire: WireProfile | undefined): LinkProfile {
  return {
    authentication: decodeAuthentication(wire?.authentication),
    fieldMap: new Map(Object.entries(wire?.fieldMap ?? {})),
    alwaysOk: wire?.alwaysOk ?? false,
    answerForm: wire?.answerForm === AnswerForm.ANSWER_FORM_XML ? 'xml' : 'json',
    leadsPerMinute: wire?.leadsPerMinute ?? 0,
    pingPost: wire?.pingPost ?? false,
    pingRules: wire?.pingRules ?? [],
    consentRequired: wire?.consentRequired ?? false,
  };
}

/** What we do not know yet must not open the link: it is as if keyed. */
function decodeAuthentication(wire: LinkAuthentication | undefined): LinkProfile['authentication'] {
  switch (wire) {
    case undefined:
    case LinkAuthentication.LINK_AUTHENTICATION_UNSPECIFIED:
    case LinkAuthentication.LINK_AUTHENTICATION_TOKEN:
      return 'token';
    case LinkAuthentication.LINK_AUTHENTICATION_SIGNATURE:
      return 'signature';
    default:
      return 'key';
  }
}
