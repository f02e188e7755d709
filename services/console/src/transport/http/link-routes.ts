import { z } from 'zod';
import { processOf } from '../../app/actor.ts';
import type { IngestLinks, LinkRef } from '../../app/ports.ts';
import type { ConsoleEvents } from '../../events.ts';
import { processIn } from './call-params.ts';
import type { ApiCall, Endpoint } from './endpoint.ts';
import { id, pageQuery, readInput, requestId, text } from './input.ts';

export interface LinkRoutesDeps {
  links: IngestLinks;
  events: ConsoleEvents;
  ingestOrigin: string;
}

const linkBody = z.strictObject({
  requestId,
  vendorId: id,
  vendorName: text(100).min(1),
  defaultCountry: z
    .string()
    .regex(/^([A-Z]{2})?$/, 'two capital letters')
    .default(''),
  emptyClears: z.boolean().default(false),
});

const requestBody = z.strictObject({ requestId });
const keyBody = z.strictObject({ requestId, kind: z.enum(['key', 'signature']) });
const vendorPageBody = z.strictObject({ requestId, vendorId: id });

/** The shape only: what a profile may say is decided by the lead store, which names the field. */
const profileBody = z.strictObject({
  requestId,
  version: z.int().min(1),
  profile: z.strictObject({
    authentication: z.enum(['token', 'key', 'signature']),
    fieldMap: z.array(z.strictObject({ theirs: text(128), ours: text(128) })).max(100),
    alwaysOk: z.boolean(),
    answerForm: z.enum(['json', 'xml']),
    leadsPerMinute: z.int().min(0).max(1_000_000),
    pingPost: z.boolean(),
    pingRules: z.array(z.strictObject({ field: text(128), values: z.array(text(256)).max(200) })).max(20),
    consentRequired: z.boolean(),
  }),
});

const testBody = z.strictObject({
  link: z.string().regex(/\/v1\/links\/[\w-]{24,128}\/leads$/, 'a whole link, as it was shown'),
  lead: text(16_384),
  key: text(256).default(''),
});

function linkOf(call: ApiCall): LinkRef {
  return { processId: processIn(call), ingestLinkId: readInput(id, call.request.params['ingestLinkId']) };
}

/** Ingest links of campaigns, how their vendors post, and the vendors' own pages. */
export function linkEndpoints(deps: LinkRoutesDeps): Endpoint[] {
  return [...ofCampaigns(deps), ...ofLinks(deps), ...ofVendors(deps)];
}

function ofCampaigns(deps: LinkRoutesDeps): Endpoint[] {
  return [
    {
      method: 'get',
      path: '/campaigns/:campaignId/links',
      needs: ['ingest-link:read'],
      async handle({ request, actor }) {
        const { processId, ...page } = readInput(pageQuery, request.query);
        const campaignId = readInput(id, request.params['campaignId']);
        return deps.links.list(processOf(actor, processId), campaignId, page);
      },
    },
    {
      method: 'post',
      path: '/campaigns/:campaignId/links',
      needs: ['ingest-link:write'],
      audit: { action: 'ingest-link.create' },
      async handle(call) {
        const campaignId = readInput(id, call.request.params['campaignId']);
        const body = readInput(linkBody, call.request.body);
        const created = await deps.links.create(processIn(call), { ...body, campaignId });
        call.note({ resourceId: created.link.ingestLinkId, after: created.link });
        deps.events.linkCreated(call.actor.userId, created.link.ingestLinkId);
        return { ...created, url: `${deps.ingestOrigin}/v1/links/${created.token}/leads` };
      },
    },
    {
      method: 'get',
      path: '/campaigns/:campaignId/link-days',
      needs: ['ingest-link:read'],
      async handle({ request, actor }) {
        const { processId, ...page } = readInput(pageQuery, request.query);
        const campaignId = readInput(id, request.params['campaignId']);
        return deps.links.days(processOf(actor, processId), campaignId, page);
      },
    },
    {
      method: 'post',
      path: '/links/test',
      needs: ['ingest-link:write'],
      audit: { unaudited: 'a test stores nothing and changes nothing' },
      async handle({ request }) {
        return deps.links.test(readInput(testBody, request.body));
      },
    },
  ];
}

function ofLinks(deps: LinkRoutesDeps): Endpoint[] {
  return [
    {
      method: 'post',
      path: '/links/:ingestLinkId/revoke',
      needs: ['ingest-link:write'],
      audit: { action: 'ingest-link.revoke' },
      async handle(call) {
        const { processId, ingestLinkId } = linkOf(call);
        const { requestId: key } = readInput(requestBody, call.request.body);
        const link = await deps.links.revoke(processId, ingestLinkId, key);
        deps.events.linkRevoked(call.actor.userId, ingestLinkId);
        return link;
      },
    },
    {
      method: 'put',
      path: '/links/:ingestLinkId/profile',
      needs: ['ingest-link:write'],
      audit: { action: 'ingest-link.update-profile' },
      async handle(call) {
        return deps.links.updateProfile(linkOf(call), readInput(profileBody, call.request.body));
      },
    },
    {
      method: 'post',
      path: '/links/:ingestLinkId/keys',
      needs: ['ingest-link:write'],
      audit: { action: 'ingest-link.create-key' },
      async handle(call) {
        const created = await deps.links.createKey(linkOf(call), readInput(keyBody, call.request.body));
        call.note({ after: created.link });
        return created;
      },
    },
    {
      method: 'post',
      path: '/links/:ingestLinkId/keys/:keyId/revoke',
      needs: ['ingest-link:write'],
      audit: { action: 'ingest-link.revoke-key' },
      async handle(call) {
        const keyId = readInput(id, call.request.params['keyId']);
        const { requestId: key } = readInput(requestBody, call.request.body);
        return deps.links.revokeKey(linkOf(call), { keyId, requestId: key });
      },
    },
  ];
}

function ofVendors(deps: LinkRoutesDeps): Endpoint[] {
  return [
    {
      method: 'get',
      path: '/vendor-pages',
      needs: ['ingest-link:read'],
      handle: async (call) => ({ pages: await deps.links.vendorPages(processIn(call)) }),
    },
    {
      method: 'post',
      path: '/vendor-pages',
      needs: ['ingest-link:write'],
      audit: { action: 'vendor-page.create' },
      async handle(call) {
        const body = readInput(vendorPageBody, call.request.body);
        const { page, token } = await deps.links.createVendorPage(processIn(call), body);
        call.note({ resourceId: page.vendorPageId, after: page });
        return { page, url: token === '' ? '' : `${deps.ingestOrigin}/v1/vendors/${token}` };
      },
    },
    {
      method: 'post',
      path: '/vendor-pages/:vendorPageId/revoke',
      needs: ['ingest-link:write'],
      audit: { action: 'vendor-page.revoke' },
      async handle(call) {
        const vendorPageId = readInput(id, call.request.params['vendorPageId']);
        const { requestId: key } = readInput(requestBody, call.request.body);
        await deps.links.revokeVendorPage(processIn(call), { vendorPageId, requestId: key });
      },
    },
  ];
}
