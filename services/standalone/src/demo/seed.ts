import { ConfigurationServiceDefinition } from '@firstring/contracts/leads/configuration_service';
import { VendorServiceDefinition } from '@firstring/contracts/leads/vendor_service';
import { PhoneServiceDefinition } from '@firstring/contracts/sip/call_service';
import { TrunkServiceDefinition } from '@firstring/contracts/sip/trunk_service';
import type { ConsoleService } from '@firstring/console-service';
import type { GrpcClients } from '@firstring/service-kit';
import { demoCampaign } from './demo-campaigns.ts';
import { DEMO, type DemoAgent } from './demo-data.ts';
import { ifMissing } from './if-missing.ts';
import { seedOpenHouse } from './seed-open-house.ts';

export interface SeedDeps {
  readonly clients: GrpcClients;
  readonly leadStoreAddress: string;
  readonly sipAddress: string;
  readonly users: ConsoleService['users'];
}

/** Brings the demo data in; what is there already stays. */
export async function seed(deps: SeedDeps, agents: readonly DemoAgent[]): Promise<void> {
  const configuration = deps.clients.client(ConfigurationServiceDefinition, deps.leadStoreAddress);
  const { processId, campaignId, linkToken } = DEMO;
  await ifMissing(
    async () => {
      const { processes } = await configuration.listProcesses({});
      return processes.some((process) => process.processId === processId);
    },
    () =>
      configuration.createProcess({
        requestId: 'demo-process',
        process: { processId, name: DEMO.processName, timeZone: DEMO.timeZone },
      }),
  );
  await ifMissing(
    async () => (await configuration.getCampaign({ processId, campaignId })).campaign !== undefined,
    () => configuration.putCampaign({ requestId: 'demo-campaign', campaign: demoCampaign(agents) }),
  );
  await seedVendor(deps);
  await ifMissing(
    async () => (await configuration.resolveIngestLink({ token: linkToken })).link !== undefined,
    () =>
      configuration.createIngestLink({
        requestId: 'demo-link',
        token: linkToken,
        link: {
          processId,
          campaignId,
          vendorId: DEMO.vendorId,
          vendorName: DEMO.vendorName,
          defaultCountry: 'US',
        },
      }),
  );
  await configuration.putCustomParameter({
    requestId: 'demo-parameter',
    parameter: { processId, name: 'roof_area', label: 'Roof area (m²)' },
  });
  await seedOpenHouse(deps, agents);
  await seedPeople(deps, agents);
}

async function seedVendor({ clients, leadStoreAddress }: SeedDeps): Promise<void> {
  const vendors = clients.client(VendorServiceDefinition, leadStoreAddress);
  const { processId, vendorId, vendorName } = DEMO;
  await ifMissing(
    async () =>
      (await vendors.listVendors({ processId })).vendors.some((vendor) => vendor.vendorId === vendorId),
    () =>
      vendors.putVendor({
        requestId: 'demo-vendor',
        vendor: {
          vendorId,
          processId,
          name: vendorName,
          contact: 'ops@acme-leads.example',
          defaultCountry: 'US',
          note: 'Posts to the link of Solar roofs.',
        },
      }),
  );
}

/** The trunk follows the carrier's port, which changes with every start. */
export async function seedTrunk(
  deps: Pick<SeedDeps, 'clients' | 'sipAddress'>,
  target: string,
): Promise<void> {
  await deps.clients.client(TrunkServiceDefinition, deps.sipAddress).putTrunk({
    requestId: `demo-trunk-${target}`,
    trunk: {
      trunkId: DEMO.trunkId,
      targets: [{ address: target }],
      callerIds: [{ number: DEMO.callerId }],
      callsPerSecond: 50,
      callsMax: 200,
    },
  });
}

async function seedPeople(
  { clients, sipAddress, users }: SeedDeps,
  agents: readonly DemoAgent[],
): Promise<void> {
  const phones = clients.client(PhoneServiceDefinition, sipAddress);
  for (const agent of agents) {
    await users.ensure({
      userId: agent.agentId,
      username: agent.username,
      name: agent.name,
      password: agent.password,
      roles: ['agent'],
      processIds: [DEMO.processId],
    });
    await phones.putPhoneAccount({
      requestId: `demo-phone-${agent.agentId}`,
      account: { agentId: agent.agentId, username: agent.sipUsername, password: agent.sipPassword },
    });
  }
  await users.ensure({
    username: DEMO.supervisor,
    name: 'Sam (supervisor)',
    password: DEMO.password,
    roles: ['supervisor', 'administrator'],
    processIds: [DEMO.processId],
  });
}
