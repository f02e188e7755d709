import { fromTime } from '@firstring/contracts';
import {
  ConfigurationServiceDefinition,
  type IngestLink,
} from '@firstring/contracts/leads/configuration_service';
import {
  AnswerForm,
  LinkAuthentication,
  LinkKeyKind as WireKind,
  LinkProfile,
} from '@firstring/contracts/leads/link';
import { LinkServiceDefinition, type VendorPage } from '@firstring/contracts/leads/link_service';
import type { GrpcClients } from '@firstring/service-kit';
import type { IngestLinks } from '../app/ports.ts';
import type { LinkKeyKind, LinkProfileView, VendorPageView } from '../app/views/links.ts';
import type { IngestLinkView } from '../app/views/settings.ts';
import { createLinkCounts, createLinkDays } from './link-days.ts';
import { required } from './lead-store.ts';
import { testLink, type TestLinkDeps } from './test-link.ts';

interface Peers {
  readonly leadStore: string;
  readonly ingest: string;
}

/** Ingest links behind the lead store's port. */
export function createIngestLinks(
  clients: GrpcClients,
  { leadStore: address, ingest, ...test }: TestLinkDeps & Peers,
): IngestLinks {
  const configuration = clients.client(ConfigurationServiceDefinition, address);
  const links = clients.client(LinkServiceDefinition, address);
  const daysOf = createLinkDays(clients, ingest);
  return {
    async list(processId, campaignId, page) {
      const answer = await configuration.listIngestLinks({ processId, campaignId, page });
      return { links: answer.links.map(toLinkView), nextPageToken: answer.nextPageToken };
    },
    async create(processId, { requestId, ...link }) {
      const answer = await configuration.createIngestLink({ requestId, link: { processId, ...link } });
      return { link: toLinkView(required(answer.link)), token: answer.token };
    },
    async revoke(processId, ingestLinkId, requestId) {
      const answer = await configuration.revokeIngestLink({ requestId, processId, ingestLinkId });
      return toLinkView(required(answer.link));
    },
    async updateProfile(link, { requestId, profile, version }) {
      const change = { requestId, ...link, profile: fromProfile(profile), version: BigInt(version) };
      return toLinkView(required((await links.updateLinkProfile(change)).link));
    },
    async createKey(link, { kind, requestId }) {
      const answer = await links.createLinkKey({ requestId, ...link, kind: WIRE_KINDS[kind] });
      return { link: toLinkView(required(answer.link)), secret: answer.secret };
    },
    async revokeKey(link, key) {
      return toLinkView(required((await links.revokeLinkKey({ ...link, ...key })).link));
    },
    async vendorPages(processId) {
      return (await links.listVendorPages({ processId })).pages.map(toPageView);
    },
    async createVendorPage(processId, page) {
      const answer = await links.createVendorPage({ processId, ...page });
      return { page: toPageView(required(answer.page)), token: answer.token };
    },
    async revokeVendorPage(processId, page) {
      await links.revokeVendorPage({ processId, ...page });
    },
    async days(processId, campaignId, page) {
      const answer = await configuration.listIngestLinks({ processId, campaignId, page });
      return { days: await daysOf(answer.links.map(toLinkView)), nextPageToken: answer.nextPageToken };
    },
    countsOf: createLinkCounts(clients, ingest),
    test: (lead) => testLink(test, lead),
  };
}

const WIRE_KINDS: Readonly<Record<LinkKeyKind, WireKind>> = {
  key: WireKind.LINK_KEY_KIND_KEY,
  signature: WireKind.LINK_KEY_KIND_SIGNATURE,
};

const WIRE_AUTHENTICATION: Readonly<Record<LinkProfileView['authentication'], LinkAuthentication>> = {
  token: LinkAuthentication.LINK_AUTHENTICATION_TOKEN,
  key: LinkAuthentication.LINK_AUTHENTICATION_KEY,
  signature: LinkAuthentication.LINK_AUTHENTICATION_SIGNATURE,
};

function fromProfile({
  authentication,
  fieldMap,
  answerForm,
  pingRules,
  ...same
}: LinkProfileView): LinkProfile {
  return {
    ...same,
    authentication: WIRE_AUTHENTICATION[authentication],
    fieldMap: Object.fromEntries(fieldMap.map(({ theirs, ours }) => [theirs, ours])),
    answerForm: answerForm === 'xml' ? AnswerForm.ANSWER_FORM_XML : AnswerForm.ANSWER_FORM_JSON,
    pingRules: pingRules.map(({ field, values }) => ({ field, values: [...values] })),
  };
}

function toProfile(wire: LinkProfile): LinkProfileView {
  const { alwaysOk, leadsPerMinute, pingPost, consentRequired, pingRules } = wire;
  return {
    authentication: authenticationOf(wire.authentication),
    fieldMap: Object.entries(wire.fieldMap).map(([theirs, ours]) => ({ theirs, ours })),
    alwaysOk,
    answerForm: wire.answerForm === AnswerForm.ANSWER_FORM_XML ? 'xml' : 'json',
    leadsPerMinute,
    pingPost,
    pingRules,
    consentRequired,
  };
}

function authenticationOf(wire: LinkAuthentication): LinkProfileView['authentication'] {
  switch (wire) {
    case LinkAuthentication.LINK_AUTHENTICATION_KEY:
      return 'key';
    case LinkAuthentication.LINK_AUTHENTICATION_SIGNATURE:
      return 'signature';
    default:
      return 'token';
  }
}

function toLinkView(link: IngestLink): IngestLinkView {
  return {
    ingestLinkId: link.ingestLinkId,
    campaignId: link.campaignId,
    vendorId: link.vendorId,
    vendorName: link.vendorName,
    defaultCountry: link.defaultCountry,
    emptyClears: link.emptyClears,
    revoked: link.revoked,
    createdAt: fromTime(link.createTime),
    profile: toProfile(link.profile ?? LinkProfile.create()),
    keys: link.keys.map(({ keyId, kind, createTime }) => ({
      keyId,
      kind: kind === WireKind.LINK_KEY_KIND_KEY ? 'key' : 'signature',
      createdAt: fromTime(createTime),
    })),
    ignoredParameters: link.ignoredParameters.map(({ name, count }) => ({ name, count: Number(count) })),
    version: Number(link.version),
  };
}

function toPageView({ vendorPageId, vendorId, vendorName, createTime }: VendorPage): VendorPageView {
  return { vendorPageId, vendorId, vendorName, createdAt: fromTime(createTime) };
}
