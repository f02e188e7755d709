import { ConfigurationServiceDefinition } from '@firstring/contracts/leads/configuration_service';
import { DispositionCategory, type Campaign } from '@firstring/contracts/leads/lead_events';
import { PhoneServiceDefinition } from '@firstring/contracts/sip/call_service';
import { TrunkServiceDefinition } from '@firstring/contracts/sip/trunk_service';
import type { ConsoleService } from '@firstring/console-service';
import { AppError } from '@firstring/kernel';
import type { GrpcClients } from '@firstring/service-kit';
import { DEMO, type DemoAgent } from './demo-data.ts';

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
  await seedPeople(deps, agents);
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

function demoCampaign(agents: readonly DemoAgent[]): Partial<Campaign> {
  return {
    campaignId: DEMO.campaignId,
    processId: DEMO.processId,
    name: DEMO.campaignName,
    timeZone: DEMO.timeZone,
    agentIds: agents.map(({ agentId }) => agentId),
    ringOnPreview: true,
    previewLimitSeconds: 0,
    wrapUpLimitSeconds: 120,
    ringLimitSeconds: 30,
    // A demo works at any hour: its numbers ring nobody's phone. A real campaign says when people may be called.
    windowStartMinute: 0,
    windowEndMinute: 1440,
    maxAttempts: 30,
    maxAttemptsPerDay: 6,
    callerId: DEMO.callerId,
    skipBudget: 3,
    version: 0n,
    dispositions: [
      { code: 'sale', label: 'Sale', category: DispositionCategory.DISPOSITION_CATEGORY_CONVERTED },
      { code: 'call-back', label: 'Call back', category: DispositionCategory.DISPOSITION_CATEGORY_CALLBACK },
      { code: 'no-answer', label: 'No answer', category: DispositionCategory.DISPOSITION_CATEGORY_RETRY },
      {
        code: 'not-interested',
        label: 'Not interested',
        category: DispositionCategory.DISPOSITION_CATEGORY_FINAL,
      },
      {
        code: 'do-not-call',
        label: 'Do not call again',
        category: DispositionCategory.DISPOSITION_CATEGORY_DNC,
      },
    ],
  };
}

async function ifMissing(isThere: () => Promise<boolean>, make: () => Promise<unknown>): Promise<void> {
  const there = await isThere().catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'not_found') return false;
    throw error;
  });
  if (!there) await make();
}
