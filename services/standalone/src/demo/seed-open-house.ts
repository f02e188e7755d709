import { ConfigurationServiceDefinition } from '@firstring/contracts/leads/configuration_service';
import { ListServiceDefinition } from '@firstring/contracts/leads/list_service';
import type { GrpcClients } from '@firstring/service-kit';
import { openHouseCampaign } from './demo-campaigns.ts';
import { DEMO, type DemoAgent } from './demo-data.ts';
import { ifMissing } from './if-missing.ts';

/** North American fictional numbers (555-01xx). */
const VISITORS = [
  { firstName: 'Dana', lastName: 'Drake', phone: '+12025550141' },
  { firstName: 'Elio', lastName: 'Evans', phone: '+13125550142' },
  { firstName: 'Fumi', lastName: 'Fields', phone: '+14155550143' },
] as const;

/** A list of people who left their number at an open house, and the paused campaign that would call them. */
export async function seedOpenHouse(
  { clients, leadStoreAddress }: { readonly clients: GrpcClients; readonly leadStoreAddress: string },
  agents: readonly DemoAgent[],
): Promise<void> {
  const configuration = clients.client(ConfigurationServiceDefinition, leadStoreAddress);
  const lists = clients.client(ListServiceDefinition, leadStoreAddress);
  const { processId, openHouseListId: listId, openHouseCampaignId: campaignId } = DEMO;
  await ifMissing(
    async () => (await lists.getList({ processId, listId })).list !== undefined,
    async () => {
      const list = {
        listId,
        processId,
        name: 'Open house visitors',
        owner: 'Sam',
        description: 'Left their number on the day',
      };
      await lists.putList({ requestId: 'demo-open-house', list });
      for (const { phone, ...name } of VISITORS) {
        const contact = { ...name, phones: [phone] };
        await lists.addContact({ requestId: `demo-open-house-${phone}`, processId, listId, contact });
      }
    },
  );
  await ifMissing(
    async () => (await configuration.getCampaign({ processId, campaignId })).campaign !== undefined,
    () =>
      configuration.putCampaign({
        requestId: 'demo-open-house-campaign',
        campaign: openHouseCampaign(agents),
      }),
  );
}
