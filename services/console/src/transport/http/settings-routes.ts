import { z } from 'zod';
import { processOf, type Actor } from '../../app/actor.ts';
import type { Configuration, Phones } from '../../app/ports.ts';
import type { ConsoleEvents } from '../../events.ts';
import type { CampaignView } from '../../app/views/leads.ts';
import type { ApiCall, Endpoint } from './endpoint.ts';
import { id, pageQuery, parameterName, processQuery, readInput, requestId, text } from './input.ts';

export interface SettingsRoutesDeps {
  configuration: Configuration;
  phones: Phones;
  events: ConsoleEvents;
  registrar: string;
  ingestOrigin: string;
}

const mutationQuery = processQuery.extend({ requestId });
const parameterBody = z.strictObject({ requestId, name: parameterName, label: text(100).min(1) });
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
const revokeBody = z.strictObject({ requestId });

export function settingsEndpoints(deps: SettingsRoutesDeps): Endpoint[] {
  return [...campaignEndpoints(deps), ...parameterEndpoints(deps), ...linkEndpoints(deps)];
}

const processIn = ({ request, actor }: ApiCall): string =>
  processOf(actor, readInput(processQuery, request.query).processId);

async function campaignsFor(
  deps: SettingsRoutesDeps,
  actor: Actor,
  processId: string,
): Promise<readonly CampaignView[]> {
  if (!actor.permissions.has('desk:use') || actor.permissions.has('lead:list')) {
    return deps.configuration.campaigns(processId);
  }
  const own = await deps.configuration.campaignsOfAgent(actor.agentId);
  return own.filter((campaign) => campaign.processId === processId);
}

function campaignEndpoints(deps: SettingsRoutesDeps): Endpoint[] {
  return [
    {
      method: 'get',
      path: '/processes',
      needs: [],
      async handle({ actor }) {
        const names = await deps.configuration.processNames();
        const processes = actor.processIds.map((processId) => ({
          processId,
          name: names.get(processId) ?? processId,
        }));
        return { processes };
      },
    },
    {
      method: 'get',
      path: '/campaigns',
      needs: ['campaign:read'],
      handle: async (call) => ({ campaigns: await campaignsFor(deps, call.actor, processIn(call)) }),
    },
    {
      method: 'get',
      path: '/phones',
      needs: ['phone:read-own'],
      async handle({ actor }) {
        const account = await deps.phones.ofAgent(actor.agentId);
        return { phone: account === undefined ? null : { ...account, registrar: deps.registrar } };
      },
    },
  ];
}

function parameterEndpoints(deps: SettingsRoutesDeps): Endpoint[] {
  return [
    {
      method: 'get',
      path: '/custom-parameters',
      needs: ['custom-parameter:read'],
      handle: async (call) => ({ parameters: await deps.configuration.customParameters(processIn(call)) }),
    },
    {
      method: 'put',
      path: '/custom-parameters',
      needs: ['custom-parameter:write'],
      audit: { action: 'custom-parameter.put' },
      async handle(call) {
        const processId = processIn(call);
        const { requestId: key, ...parameter } = readInput(parameterBody, call.request.body);
        const stored = await deps.configuration.putCustomParameter(processId, parameter, key);
        call.note({ resourceId: parameter.name });
        deps.events.parameterChanged(call.actor.userId, processId, parameter.name);
        return stored;
      },
    },
    {
      method: 'delete',
      path: '/custom-parameters/:name',
      needs: ['custom-parameter:write'],
      audit: { action: 'custom-parameter.delete' },
      async handle({ request, actor }) {
        const query = readInput(mutationQuery, request.query);
        const processId = processOf(actor, query.processId);
        const name = readInput(parameterName, request.params['name']);
        await deps.configuration.deleteCustomParameter(processId, name, query.requestId);
        deps.events.parameterChanged(actor.userId, processId, name);
      },
    },
  ];
}

function linkEndpoints(deps: SettingsRoutesDeps): Endpoint[] {
  return [
    {
      method: 'get',
      path: '/campaigns/:campaignId/links',
      needs: ['ingest-link:read'],
      async handle({ request, actor }) {
        const { processId, ...page } = readInput(pageQuery, request.query);
        const campaignId = readInput(id, request.params['campaignId']);
        return deps.configuration.links(processOf(actor, processId), campaignId, page);
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
        const created = await deps.configuration.createLink(processIn(call), { ...body, campaignId });
        call.note({ resourceId: created.link.ingestLinkId, after: created.link });
        deps.events.linkCreated(call.actor.userId, created.link.ingestLinkId);
        return { ...created, url: `${deps.ingestOrigin}/v1/links/${created.token}/leads` };
      },
    },
    {
      method: 'post',
      path: '/links/:ingestLinkId/revoke',
      needs: ['ingest-link:write'],
      audit: { action: 'ingest-link.revoke' },
      async handle(call) {
        const ingestLinkId = readInput(id, call.request.params['ingestLinkId']);
        const { requestId: key } = readInput(revokeBody, call.request.body);
        const link = await deps.configuration.revokeLink(processIn(call), ingestLinkId, key);
        deps.events.linkRevoked(call.actor.userId, ingestLinkId);
        return link;
      },
    },
  ];
}
