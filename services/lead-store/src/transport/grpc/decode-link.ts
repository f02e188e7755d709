import type { CreateIngestLinkRequest } from '@firstring/contracts/leads/configuration_service';
import { isCountry } from '@firstring/domain/phone';
import type { CreateLink } from '../../app/ingest-links.ts';
import { id, invalid, name, optionalId, requestId } from './decode.ts';

/** At least 24 characters that need no escaping in a path. */
const TOKEN = /^[A-Za-z0-9_-]{24,128}$/;

export function decodeLink(request: CreateIngestLinkRequest): CreateLink {
  const { link, token } = request;
  if (link === undefined) throw invalid('link', 'is required');
  if (token !== '' && !TOKEN.test(token))
    throw invalid('token', 'must have 24 to 128 letters, digits, - and _');
  const defaultCountry = link.defaultCountry.toUpperCase();
  if (defaultCountry !== '' && !isCountry(defaultCountry)) {
    throw invalid('link.default_country', 'must be an ISO 3166 alpha-2 code');
  }
  return {
    requestId: requestId(request.requestId),
    processId: id(link.processId, 'link.process_id'),
    campaignId: id(link.campaignId, 'link.campaign_id'),
    ingestLinkId: optionalId(link.ingestLinkId, 'link.ingest_link_id'),
    vendorId: optionalId(link.vendorId, 'link.vendor_id'),
    vendorName: name(link.vendorName, 'link.vendor_name'),
    defaultCountry,
    emptyClears: link.emptyClears,
    token: token === '' ? undefined : token,
  };
}
