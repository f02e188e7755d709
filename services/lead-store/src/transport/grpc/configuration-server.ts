import { CampaignState } from '@firstring/contracts/leads/campaign';
import type { ConfigurationServiceDefinition } from '@firstring/contracts/leads/configuration_service';
import type { ServiceImplementation } from '@firstring/service-kit';
import { stateOf } from '../../app/campaign-state-names.ts';
import {
  listCampaigns,
  putCampaign,
  readCampaign,
  setCampaignState,
  toCampaign,
} from '../../app/campaigns.ts';
import {
  deleteCustomParameter,
  listCustomParameters,
  putCustomParameter,
} from '../../app/custom-parameters.ts';
import { createLink, listLinks, resolveLink, revokeLink } from '../../app/ingest-links.ts';
import type { LeadStoreDeps } from '../../app/ports.ts';
import { createProcess, listProcesses } from '../../app/processes.ts';
import { decodeCampaign } from './decode-campaign.ts';
import { decodeLink } from './decode-link.ts';
import { encodeLink, encodeSecrets } from './encode-link.ts';
import { id, invalid, name, optionalId, page, requestId, text, zone } from './decode.ts';
import { decodeParameter, encodeParameter } from './parameter-wire.ts';

/** The method table of ConfigurationService: decode, use case, encode. */
export function configurationServer(
  deps: LeadStoreDeps,
): ServiceImplementation<typeof ConfigurationServiceDefinition> {
  return {
    ...processMethods(deps),
    ...campaignMethods(deps),
    ...linkMethods(deps),
    ...parameterMethods(deps),
  };
}

type Methods<Names extends keyof ServiceImplementation<typeof ConfigurationServiceDefinition>> = Pick<
  ServiceImplementation<typeof ConfigurationServiceDefinition>,
  Names
>;

function processMethods(deps: LeadStoreDeps): Methods<'createProcess' | 'listProcesses'> {
  return {
    async createProcess(request) {
      const { id: processId, doc } = await createProcess(deps, {
        requestId: requestId(request.requestId),
        processId: optionalId(request.process?.processId ?? '', 'process.process_id'),
        name: name(request.process?.name ?? '', 'process.name'),
        timeZone: zone(request.process?.timeZone ?? '', 'process.time_zone'),
      });
      return { process: { processId, name: doc.name, timeZone: doc.timeZone } };
    },
    async listProcesses() {
      const processes = await listProcesses(deps);
      return {
        processes: processes.map(({ id: processId, doc }) => ({
          processId,
          name: doc.name,
          timeZone: doc.timeZone,
        })),
      };
    },
  };
}

function campaignMethods(
  deps: LeadStoreDeps,
): Methods<'putCampaign' | 'setCampaignState' | 'getCampaign' | 'listCampaigns'> {
  return {
    async putCampaign(request) {
      const campaign = decodeCampaign(request.campaign);
      const change = { userId: optionalId(request.userId, 'user_id') ?? '', reason: '', text: undefined };
      const put = { requestId: requestId(request.requestId), campaign, change };
      return { campaign: toCampaign(await putCampaign(deps, put)) };
    },
    async setCampaignState(request) {
      const { CAMPAIGN_STATE_UNSPECIFIED, UNRECOGNIZED } = CampaignState;
      if (request.state === CAMPAIGN_STATE_UNSPECIFIED || request.state === UNRECOGNIZED) {
        throw invalid('state', 'is required');
      }
      const change = {
        processId: id(request.processId, 'process_id'),
        campaignId: id(request.campaignId, 'campaign_id'),
        state: stateOf(request.state),
      };
      const stored = await setCampaignState(deps, requestId(request.requestId), change);
      return { campaign: toCampaign(stored) };
    },
    async getCampaign(request) {
      const ref = {
        processId: id(request.processId, 'process_id'),
        campaignId: id(request.campaignId, 'campaign_id'),
      };
      return { campaign: toCampaign(await readCampaign(deps, ref)) };
    },
    async listCampaigns(request) {
      const by =
        request.processId === ''
          ? { agentId: id(request.agentId, 'agent_id') }
          : { processId: id(request.processId, 'process_id') };
      return { campaigns: (await listCampaigns(deps, by)).map(toCampaign) };
    },
  };
}

function linkMethods(
  deps: LeadStoreDeps,
): Methods<'createIngestLink' | 'resolveIngestLink' | 'revokeIngestLink' | 'listIngestLinks'> {
  return {
    async createIngestLink(request) {
      const { token, ...view } = await createLink(deps, decodeLink(request));
      return { link: encodeLink(view), token };
    },
    async resolveIngestLink(request) {
      if (request.token === '') throw invalid('token', 'is required');
      const view = await resolveLink(deps, text(request.token, 'token'));
      return { link: encodeLink(view), secrets: encodeSecrets(view.link.doc) };
    },
    async revokeIngestLink(request) {
      requestId(request.requestId);
      const view = await revokeLink(deps, {
        processId: id(request.processId, 'process_id'),
        ingestLinkId: id(request.ingestLinkId, 'ingest_link_id'),
      });
      return { link: encodeLink(view) };
    },
    async listIngestLinks(request) {
      const { links, nextPageToken } = await listLinks(deps, {
        processId: id(request.processId, 'process_id'),
        campaignId: optionalId(request.campaignId, 'campaign_id'),
        ...page(request.page),
      });
      return { links: links.map(encodeLink), nextPageToken: nextPageToken ?? '' };
    },
  };
}

function parameterMethods(
  deps: LeadStoreDeps,
): Methods<'putCustomParameter' | 'deleteCustomParameter' | 'listCustomParameters'> {
  return {
    async putCustomParameter(request) {
      requestId(request.requestId);
      const processId = id(request.parameter?.processId ?? '', 'parameter.process_id');
      const parameter = await putCustomParameter(deps, processId, decodeParameter(request.parameter));
      return { parameter: encodeParameter(processId, parameter) };
    },
    async deleteCustomParameter(request) {
      requestId(request.requestId);
      await deleteCustomParameter(deps, id(request.processId, 'process_id'), text(request.name, 'name'));
      return {};
    },
    async listCustomParameters(request) {
      const processId = id(request.processId, 'process_id');
      const parameters = await listCustomParameters(deps, processId);
      return { parameters: parameters.map((parameter) => encodeParameter(processId, parameter)) };
    },
  };
}
