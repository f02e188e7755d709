import { z } from 'zod';
import { processOf, type Actor } from '../../app/actor.ts';
import type { Configuration, Phones } from '../../app/ports.ts';
import type { ConsoleEvents } from '../../events.ts';
import type { CampaignView } from '../../app/views/leads.ts';
import { processIn } from './call-params.ts';
import type { Endpoint } from './endpoint.ts';
import { parameterName, processQuery, readInput, requestId, text } from './input.ts';

export interface SettingsRoutesDeps {
  configuration: Configuration;
  phones: Phones;
  events: ConsoleEvents;
  registrar: string;
}

const mutationQuery = processQuery.extend({ requestId });
const parameterBody = z.strictObject({
  requestId,
  name: parameterName,
  label: text(100).min(1),
  // Without one it keeps the type it has.
  type: z.enum(['text', 'number', 'date', 'boolean', 'choice']).optional(),
  choices: z.array(text(256)).max(200).default([]),
});

export function settingsEndpoints(deps: SettingsRoutesDeps): Endpoint[] {
  return [...campaignEndpoints(deps), ...parameterEndpoints(deps)];
}

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
