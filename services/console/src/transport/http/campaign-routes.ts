import { z } from 'zod';
import { agentsOfProcess } from '../../app/agents-of-process.ts';
import { campaignOverview, type CampaignOverviewDeps } from '../../app/campaign-overview.ts';
import type { CampaignSoundsDeps } from '../../app/campaign-sounds.ts';
import { openTrunks, type CampaignTrunksDeps } from '../../app/campaign-trunks.ts';
import { createCampaign, saveCampaign, warningsOf } from '../../app/save-campaign.ts';
import type { Users } from '../../app/users.ts';
import type { CampaignDetails, SavedCampaign } from '../../app/views/campaigns.ts';
import { assignedLists, campaignName, campaignSettings, campaignType } from './campaign-input.ts';
import { campaignIn, processIn } from './call-params.ts';
import type { ApiCall, Endpoint } from './endpoint.ts';
import { readInput, requestId, zone } from './input.ts';

export interface CampaignRoutesDeps extends CampaignOverviewDeps, CampaignTrunksDeps, CampaignSoundsDeps {
  readonly users: Users;
}

const version = z.number().int().min(1);
const createBody = z.strictObject({ requestId, name: campaignName, type: campaignType, timeZone: zone });
const putBody = z.strictObject({ requestId, version, settings: campaignSettings });
const listsBody = z.strictObject({ requestId, version, lists: assignedLists });
const stateBody = z.strictObject({ requestId, state: z.enum(['active', 'paused', 'closed']) });

type Changes = z.infer<typeof putBody> | z.infer<typeof listsBody>;

/** Campaigns for those who make them; `/campaigns` itself is everybody's list of names. */
export function campaignEndpoints(deps: CampaignRoutesDeps): Endpoint[] {
  return [...readingEndpoints(deps), ...changingEndpoints(deps)];
}

function readingEndpoints(deps: CampaignRoutesDeps): Endpoint[] {
  const { campaigns, users } = deps;
  return [
    {
      method: 'get',
      path: '/campaign-overview',
      needs: ['campaign:write', 'campaign:assign'],
      async handle(call) {
        return { campaigns: await campaignOverview(deps, processIn(call)) };
      },
    },
    {
      method: 'get',
      path: '/campaign-agents',
      needs: ['campaign:write', 'incoming-number:write'],
      async handle(call) {
        return { agents: await agentsOfProcess(users, processIn(call)) };
      },
    },
    {
      method: 'get',
      path: '/campaigns/:campaignId',
      needs: ['campaign:write', 'campaign:assign'],
      handle: async (call) => campaigns.get(campaignIn(call)),
    },
    {
      method: 'get',
      path: '/campaigns/:campaignId/trunks',
      needs: ['campaign:write'],
      async handle(call) {
        const { campaignId } = await campaigns.get(campaignIn(call));
        return { trunks: await openTrunks(deps, campaignId) };
      },
    },
  ];
}

function changingEndpoints(deps: CampaignRoutesDeps): Endpoint[] {
  const saved = async (call: ApiCall, change: Changes): Promise<CampaignDetails> => {
    const { before, campaign } = await saveCampaign(deps, change.requestId, {
      ...campaignIn(call),
      ...change,
      userId: call.actor.userId,
    });
    call.note({ before, after: campaign });
    deps.events.campaignChanged(call.actor.userId, campaign.campaignId, campaign.version);
    return campaign;
  };
  return [
    creationEndpoint(deps),
    {
      method: 'put',
      path: '/campaigns/:campaignId',
      needs: ['campaign:write'],
      audit: { action: 'campaign.update' },
      async handle(call): Promise<SavedCampaign> {
        const campaign = await saved(call, readInput(putBody, call.request.body));
        return { campaign, warnings: await warningsOf(deps, campaign) };
      },
    },
    {
      method: 'put',
      path: '/campaigns/:campaignId/lists',
      needs: ['campaign:assign'],
      audit: { action: 'campaign.assign' },
      async handle(call): Promise<SavedCampaign> {
        return { campaign: await saved(call, readInput(listsBody, call.request.body)), warnings: [] };
      },
    },
    stateEndpoint(deps),
  ];
}

function creationEndpoint(deps: CampaignRoutesDeps): Endpoint {
  return {
    method: 'post',
    path: '/campaigns',
    needs: ['campaign:write'],
    audit: { action: 'campaign.create' },
    async handle(call): Promise<SavedCampaign> {
      const { requestId: key, ...asked } = readInput(createBody, call.request.body);
      const campaign = await createCampaign(deps, key, {
        processId: processIn(call),
        userId: call.actor.userId,
        ...asked,
      });
      call.note({ resourceId: campaign.campaignId, after: campaign });
      deps.events.campaignChanged(call.actor.userId, campaign.campaignId, campaign.version);
      return { campaign, warnings: await warningsOf(deps, campaign) };
    },
  };
}

function stateEndpoint({ campaigns, events }: CampaignRoutesDeps): Endpoint {
  return {
    method: 'post',
    path: '/campaigns/:campaignId/state',
    needs: ['campaign:write'],
    audit: { action: 'campaign.set-state' },
    async handle(call) {
      const { requestId: key, state } = readInput(stateBody, call.request.body);
      const ref = campaignIn(call);
      call.note({ before: await campaigns.get(ref) });
      const campaign = await campaigns.setState(key, ref, state);
      events.campaignStateChanged(call.actor.userId, campaign.campaignId, state);
      return campaign;
    },
  };
}
