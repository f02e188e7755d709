import { fromTime } from '@firstring/contracts';
import { ConfigurationServiceDefinition } from '@firstring/contracts/leads/configuration_service';
import { DispositionServiceDefinition } from '@firstring/contracts/leads/disposition_service';
import { VendorServiceDefinition, type Vendor } from '@firstring/contracts/leads/vendor_service';
import { LoadServiceDefinition } from '@firstring/contracts/scheduling/load_service';
import type { GrpcClients } from '@firstring/service-kit';
import type { CampaignLoads, Campaigns, DefaultDispositions, Vendors } from '../app/campaign-ports.ts';
import type { VendorView } from '../app/views/campaigns.ts';
import {
  stateByName,
  toCampaignDetails,
  toDisposition,
  toWireDisposition,
  toWireSettings,
} from './campaign-words.ts';
import { toLane } from './desk-views.ts';
import { required } from './lead-store.ts';

export function createCampaigns(clients: GrpcClients, address: string): Campaigns {
  const configuration = clients.client(ConfigurationServiceDefinition, address);
  return {
    async list(processId) {
      return (await configuration.listCampaigns({ processId })).campaigns.map(toCampaignDetails);
    },
    async get(ref) {
      return toCampaignDetails(required((await configuration.getCampaign(ref)).campaign));
    },
    async put(requestId, { processId, campaignId, version, settings, userId }) {
      const campaign = { ...toWireSettings(settings), processId, campaignId, version: BigInt(version) };
      const answer = await configuration.putCampaign({ requestId, campaign, userId });
      return toCampaignDetails(required(answer.campaign));
    },
    async setState(requestId, ref, state) {
      const request = { requestId, ...ref, state: stateByName(state) };
      return toCampaignDetails(required((await configuration.setCampaignState(request)).campaign));
    },
  };
}

export function createCampaignLoads(clients: GrpcClients, address: string): CampaignLoads {
  const loads = clients.client(LoadServiceDefinition, address);
  return {
    async waiting(processId) {
      const { campaigns } = await loads.countLeads({ processId });
      return new Map(
        campaigns.map(({ campaignId, waiting, byLane }) => {
          const lanes = byLane.map(({ lane, count }) => ({ lane: toLane(lane), count }));
          return [campaignId, { waiting: Number(waiting), byLane: lanes }];
        }),
      );
    },
  };
}

export function createVendors(clients: GrpcClients, address: string): Vendors {
  const vendors = clients.client(VendorServiceDefinition, address);
  return {
    async list(processId) {
      return (await vendors.listVendors({ processId })).vendors.map(toVendorView);
    },
    async put(requestId, processId, { version, ...settings }) {
      const vendor = { ...settings, processId, version: BigInt(version) };
      return toVendorView(required((await vendors.putVendor({ requestId, vendor })).vendor));
    },
  };
}

export function createDefaultDispositions(clients: GrpcClients, address: string): DefaultDispositions {
  const dispositions = clients.client(DispositionServiceDefinition, address);
  return {
    async get(processId) {
      const set = required((await dispositions.getDispositions({ processId })).set);
      return { dispositions: set.dispositions.map(toDisposition), version: Number(set.version) };
    },
    async put(requestId, processId, given) {
      const wire = given.dispositions.map(toWireDisposition);
      const asked = { processId, dispositions: wire, version: BigInt(given.version) };
      const set = required((await dispositions.putDispositions({ requestId, set: asked })).set);
      return { dispositions: set.dispositions.map(toDisposition), version: Number(set.version) };
    },
  };
}

function toVendorView({ processId: _process, version, createTime, ...vendor }: Vendor): VendorView {
  return { ...vendor, version: Number(version), createdAt: fromTime(createTime) };
}
