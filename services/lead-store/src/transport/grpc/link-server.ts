import { toTime } from '@firstring/contracts';
import { LinkKeyKind } from '@firstring/contracts/leads/link';
import type {
  ConvertLeadRequest,
  LinkServiceDefinition,
  VendorPage,
} from '@firstring/contracts/leads/link_service';
import { parsePhone } from '@firstring/domain/phone';
import type { ServiceImplementation } from '@firstring/service-kit';
import { checkSubmissions } from '../../app/check-submissions.ts';
import { convertLead, type ConvertLead } from '../../app/convert-lead.ts';
import type { LinkRef } from '../../app/ingest-links.ts';
import { createLinkKey, revokeLinkKey } from '../../app/link-keys.ts';
import type { LeadStoreDeps } from '../../app/ports.ts';
import { updateLinkProfile } from '../../app/update-link-profile.ts';
import {
  createVendorPage,
  listVendorPages,
  resolveVendorPage,
  revokeVendorPage,
  type VendorPageView,
} from '../../app/vendor-pages.ts';
import { decodeProfile } from './decode-profile.ts';
import { decodeSubmissions } from './decode-submission.ts';
import { id, invalid, requestId, text } from './decode.ts';
import { encodeLink } from './encode-link.ts';
import { encodeResult } from './encode-result.ts';

/** The method table of LinkService: decode, use case, encode. */
export function linkServer(deps: LeadStoreDeps): ServiceImplementation<typeof LinkServiceDefinition> {
  return { ...linkMethods(deps), ...pageMethods(deps) };
}

type Methods<Names extends keyof ServiceImplementation<typeof LinkServiceDefinition>> = Pick<
  ServiceImplementation<typeof LinkServiceDefinition>,
  Names
>;

function linkMethods(
  deps: LeadStoreDeps,
): Methods<'updateLinkProfile' | 'createLinkKey' | 'revokeLinkKey' | 'checkSubmissions' | 'convertLead'> {
  return {
    async updateLinkProfile(request) {
      requestId(request.requestId);
      const profile = decodeProfile(request.profile);
      const version = Number(request.version);
      return { link: encodeLink(await updateLinkProfile(deps, { ...linkRef(request), profile, version })) };
    },
    async createLinkKey(request) {
      const key = { requestId: requestId(request.requestId), kind: decodeKind(request.kind) };
      const { secret, ...view } = await createLinkKey(deps, { ...linkRef(request), ...key });
      return { link: encodeLink(view), secret };
    },
    async revokeLinkKey(request) {
      requestId(request.requestId);
      const keyId = id(request.keyId, 'key_id');
      return { link: encodeLink(await revokeLinkKey(deps, { ...linkRef(request), keyId })) };
    },
    async checkSubmissions(request) {
      return { results: (await checkSubmissions(deps, decodeSubmissions(request))).map(encodeResult) };
    },
    async convertLead(request) {
      return convertLead(deps, decodeConversion(request));
    },
  };
}

function pageMethods(
  deps: LeadStoreDeps,
): Methods<'createVendorPage' | 'revokeVendorPage' | 'listVendorPages' | 'resolveVendorPage'> {
  return {
    async createVendorPage(request) {
      const { token, ...view } = await createVendorPage(deps, {
        requestId: requestId(request.requestId),
        processId: id(request.processId, 'process_id'),
        vendorId: id(request.vendorId, 'vendor_id'),
      });
      return { page: encodePage(view), token };
    },
    async revokeVendorPage(request) {
      requestId(request.requestId);
      const processId = id(request.processId, 'process_id');
      await revokeVendorPage(deps, { processId, vendorPageId: id(request.vendorPageId, 'vendor_page_id') });
      return {};
    },
    async listVendorPages(request) {
      const pages = await listVendorPages(deps, id(request.processId, 'process_id'));
      return { pages: pages.map(encodePage) };
    },
    async resolveVendorPage(request) {
      const { links, ...view } = await resolveVendorPage(deps, text(request.token, 'token'));
      return {
        page: encodePage(view),
        links: links.map(({ link, campaignName }) => ({
          ingestLinkId: link.id,
          campaignName,
          revoked: link.doc.revokedAt !== undefined,
        })),
      };
    },
  };
}

function linkRef(request: LinkRef): LinkRef {
  return {
    processId: id(request.processId, 'process_id'),
    ingestLinkId: id(request.ingestLinkId, 'ingest_link_id'),
  };
}

function decodeKind(kind: LinkKeyKind): 'key' | 'signature' {
  switch (kind) {
    case LinkKeyKind.LINK_KEY_KIND_KEY:
      return 'key';
    case LinkKeyKind.LINK_KEY_KIND_SIGNATURE:
      return 'signature';
    default:
      throw invalid('kind', 'is required');
  }
}

function decodeConversion(request: ConvertLeadRequest): ConvertLead {
  const ingestLinkId = id(request.ingestLinkId, 'ingest_link_id');
  const common = { requestId: requestId(request.requestId), ingestLinkId };
  if (request.leadId !== '') return { ...common, lead: { leadId: id(request.leadId, 'lead_id') } };
  const phone = parsePhone(request.callerId, '');
  if (!phone.ok) throw invalid('caller_id', 'must be E.164');
  return { ...common, lead: { callerId: phone.e164 } };
}

function encodePage({ page, vendorName }: VendorPageView): VendorPage {
  const { processId, vendorId, createdAt } = page.doc;
  return { vendorPageId: page.id, processId, vendorId, vendorName, createTime: toTime(createdAt) };
}
