import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BusMessage } from '@firstring/bus';
import { openSqliteBus } from '@firstring/bus/sqlite';
import { CALL_EVENTS, LEAD_EVENTS } from '@firstring/contracts';
import {
  CallDirection,
  EndCause,
  LeadChoice,
  type CallRecord,
} from '@firstring/contracts/common/call_record';
import { CallLogServiceDefinition } from '@firstring/contracts/leads/call_log_service';
import { ClaimingServiceDefinition } from '@firstring/contracts/leads/claiming_service';
import {
  ConfigurationServiceDefinition,
  type IngestLink,
} from '@firstring/contracts/leads/configuration_service';
import { CriteriaServiceDefinition } from '@firstring/contracts/leads/criteria';
import { ScriptServiceDefinition } from '@firstring/contracts/leads/script_service';
import { DispositionServiceDefinition } from '@firstring/contracts/leads/disposition_service';
import { DispositionCategory, LeadEvent, type Campaign } from '@firstring/contracts/leads/lead_events';
import { CallerLeadServiceDefinition } from '@firstring/contracts/leads/caller_lead_service';
import { HandLeadServiceDefinition } from '@firstring/contracts/leads/hand_lead_service';
import { IncomingNumberServiceDefinition } from '@firstring/contracts/leads/incoming_number_service';
import { LeadEditServiceDefinition } from '@firstring/contracts/leads/lead_edit_service';
import { FilterServiceDefinition } from '@firstring/contracts/leads/filter_service';
import { LeadServiceDefinition, type LeadSubmission } from '@firstring/contracts/leads/lead_service';
import { PolicyServiceDefinition } from '@firstring/contracts/leads/policy_service';
import { AutomaticDiallingServiceDefinition } from '@firstring/contracts/leads/automatic_dialling_service';
import { ProcessServiceDefinition } from '@firstring/contracts/leads/process_service';
import { RemovalServiceDefinition } from '@firstring/contracts/leads/removal_service';
import { ListServiceDefinition } from '@firstring/contracts/leads/list_service';
import { LinkServiceDefinition } from '@firstring/contracts/leads/link_service';
import { LeadPriceServiceDefinition } from '@firstring/contracts/leads/lead_price_service';
import { VendorServiceDefinition } from '@firstring/contracts/leads/vendor_service';
import { ProspectServiceDefinition } from '@firstring/contracts/leads/prospect_service';
import { TableServiceDefinition } from '@firstring/contracts/leads/table_service';
import { UploadServiceDefinition } from '@firstring/contracts/leads/upload_service';
import { CallEvent } from '@firstring/contracts/sip/call_events';
import { silentLog, type Clock } from '@firstring/kernel';
import { systemClock, systemRandom } from '@firstring/kernel/system';
import { createGrpcClients, topicSpecs } from '@firstring/service-kit';
import { openSqliteStore, openSqliteThread } from '@firstring/store/sqlite';
import { openStoreUnderTest } from '@firstring/store/testing';
import { leadStoreConfigSchema } from '../src/config.ts';
import { createLeadStoreService } from '../src/service.ts';

export const PROCESS = 'process-1';
export const PHONE = '+12125550123';

let requests = 0;
export function requestId(): string {
  requests += 1;
  return `request-${requests}`;
}

export interface LeadStoreOptions {
  readonly clock?: Clock;
  /** Folder of the files; give the same one again to play a restart. */
  readonly folder?: string;
  readonly env?: Readonly<Record<string, string>>;
}

export function newFolder(): string {
  return mkdtempSync(join(tmpdir(), 'firstring-'));
}

/** The lead store alone on SQLite seams; its socket is in the folder. */
export async function openLeadStore({
  clock = systemClock,
  folder = newFolder(),
  env = {},
}: LeadStoreOptions = {}) {
  const stack = new AsyncDisposableStack();
  const thread = stack.use(openSqliteThread());
  const file = join(folder, 'lead-store.db');
  const embedded = () => openSqliteStore(thread, { file });
  const store = stack.use(await openStoreUnderTest(process.env, file, embedded));
  const busOptions = { file: join(folder, 'bus.db'), topics: topicSpecs(), clock, log: silentLog };
  const bus = stack.use(await openSqliteBus(thread, busOptions));
  const config = leadStoreConfigSchema.parse({
    GRPC_LISTEN: addressIn(folder),
    CLAIM_ADDRESS: claimAddressIn(folder),
    LEAD_STORE_IGNORED_FLUSH_MS: '10',
    ...env,
  });
  stack.use(
    await createLeadStoreService(config, { clock, random: systemRandom, log: silentLog, store, bus }),
  );
  return { bus, store, [Symbol.asyncDispose]: () => stack[Symbol.asyncDispose]() };
}

/** Clients of the lead store in this folder, whoever runs it. */
export function connectLeadStore(folder: string) {
  const clients = createGrpcClients();
  const address = addressIn(folder);
  return {
    leads: clients.client(LeadServiceDefinition, address),
    configuration: clients.client(ConfigurationServiceDefinition, address),
    prospects: clients.client(ProspectServiceDefinition, address),
    tables: clients.client(TableServiceDefinition, address),
    uploads: clients.client(UploadServiceDefinition, address),
    lists: clients.client(ListServiceDefinition, address),
    removals: clients.client(RemovalServiceDefinition, address),
    dispositions: clients.client(DispositionServiceDefinition, address),
    claiming: clients.client(ClaimingServiceDefinition, address),
    vendors: clients.client(VendorServiceDefinition, address),
    leadPrices: clients.client(LeadPriceServiceDefinition, address),
    callerLeads: clients.client(CallerLeadServiceDefinition, address),
    handLeads: clients.client(HandLeadServiceDefinition, address),
    incomingNumbers: clients.client(IncomingNumberServiceDefinition, address),
    leadEdits: clients.client(LeadEditServiceDefinition, address),
    automatic: clients.client(AutomaticDiallingServiceDefinition, address),
    processes: clients.client(ProcessServiceDefinition, address),
    criteria: clients.client(CriteriaServiceDefinition, address),
    scripts: clients.client(ScriptServiceDefinition, address),
    policies: clients.client(PolicyServiceDefinition, address),
    filters: clients.client(FilterServiceDefinition, address),
    callLog: clients.client(CallLogServiceDefinition, address),
    links: clients.client(LinkServiceDefinition, address),
    [Symbol.asyncDispose]: () => clients[Symbol.asyncDispose](),
  };
}

function addressIn(folder: string): string {
  return `unix://${join(folder, 'lead-store.sock')}`;
}

/** Nobody is there unless the test starts a claim. */
export function claimAddressIn(folder: string): string {
  return `unix://${join(folder, 'claim.sock')}`;
}

/** The service and clients of it. */
export async function startLeadStore(options: LeadStoreOptions = {}) {
  const folder = options.folder ?? newFolder();
  const stack = new AsyncDisposableStack();
  const service = stack.use(await openLeadStore({ ...options, folder }));
  const clients = stack.use(connectLeadStore(folder));
  return { ...service, ...clients, [Symbol.asyncDispose]: () => stack[Symbol.asyncDispose]() };
}

export type LeadStoreUnderTest = Awaited<ReturnType<typeof startLeadStore>>;

/** A process, a campaign with a disposition of each category, two custom parameters and a link. */
export async function configure(
  { configuration }: Pick<LeadStoreUnderTest, 'configuration'>,
  options: { processId?: string; campaign?: Partial<Campaign>; link?: Partial<IngestLink> } = {},
) {
  const { processId = PROCESS } = options;
  await configuration.createProcess({
    requestId: requestId(),
    process: { processId, name: 'Solar', timeZone: 'America/New_York' },
  });
  const { campaign } = await configuration.putCampaign({
    requestId: requestId(),
    campaign: {
      campaignId: `${processId}-spring`,
      processId,
      name: 'Spring',
      dispositions: DISPOSITIONS,
      ...options.campaign,
    },
  });
  for (const name of ['age', 'city']) {
    await configuration.putCustomParameter({
      requestId: requestId(),
      parameter: { processId, name, label: name },
    });
  }
  return { campaign, ...(await createLink({ configuration }, { processId, ...options.link })) };
}

export async function createLink(
  { configuration }: Pick<LeadStoreUnderTest, 'configuration'>,
  link: Partial<IngestLink> = {},
): Promise<{ link: IngestLink; token: string }> {
  const { processId = PROCESS } = link;
  const created = await configuration.createIngestLink({
    requestId: requestId(),
    link: { processId, campaignId: `${processId}-spring`, vendorName: 'Acme', defaultCountry: 'US', ...link },
  });
  if (created.link === undefined) throw new Error('no link');
  return { link: created.link, token: created.token };
}

export const DISPOSITIONS = [
  {
    code: 'not-interested',
    label: 'Not interested',
    category: DispositionCategory.DISPOSITION_CATEGORY_FINAL,
  },
  { code: 'no-answer', label: 'No answer', category: DispositionCategory.DISPOSITION_CATEGORY_RETRY },
  { code: 'callback', label: 'Call back', category: DispositionCategory.DISPOSITION_CATEGORY_CALLBACK },
  { code: 'dnc', label: 'Do not call', category: DispositionCategory.DISPOSITION_CATEGORY_DNC },
  { code: 'sale', label: 'Sale', category: DispositionCategory.DISPOSITION_CATEGORY_CONVERTED },
];

export function submission(link: IngestLink, change: Partial<LeadSubmission> = {}): LeadSubmission {
  return {
    ingestLinkId: link.ingestLinkId,
    callerId: PHONE,
    callerIdRaw: '(212) 555-0123',
    parameters: {},
    timeZone: '',
    candidateZones: ['America/New_York'],
    requestId: requestId(),
    traceparent: '',
    ...change,
  };
}

/** Sends one submission; returns its result. */
export async function submit(
  { leads }: LeadStoreUnderTest,
  link: IngestLink,
  change: Partial<LeadSubmission> = {},
) {
  const { results } = await leads.upsertLeads({
    requestId: requestId(),
    submissions: [submission(link, change)],
  });
  const [result] = results;
  if (result === undefined) throw new Error('no result');
  return result;
}

/** Collects the lead events of the bus and waits for one that fits. */
export function watchLeadEvents({ bus }: LeadStoreUnderTest) {
  const seen: LeadEvent[] = [];
  const waiting: { wanted: (event: LeadEvent) => boolean; found: (event: LeadEvent) => void }[] = [];
  const ended = new AbortController();
  const tail = bus.tail({
    topics: [LEAD_EVENTS.name],
    from: 'beginning',
    signal: ended.signal,
    handler: async (batch: readonly BusMessage[]) => {
      for (const message of batch) {
        const event = LeadEvent.decode(message.payload);
        seen.push(event);
        for (const waiter of waiting.filter(({ wanted }) => wanted(event))) waiter.found(event);
      }
    },
  });
  return {
    seen,
    async until(wanted: (event: LeadEvent) => boolean): Promise<LeadEvent> {
      const before = seen.find(wanted);
      if (before !== undefined) return before;
      const { promise, resolve, reject } = Promise.withResolvers<LeadEvent>();
      waiting.push({ wanted, found: resolve });
      const deadline = systemClock.setTimer(10_000, () =>
        reject(new Error('no such lead event within 10 s')),
      );
      return promise.finally(() => deadline.cancel());
    },
    async [Symbol.asyncDispose]() {
      ended.abort();
      await tail.closed;
    },
  };
}

export interface CallScript {
  readonly leadId: string;
  readonly attemptId: string;
  readonly agentId?: string;
  readonly processId?: string;
}

/** Publishes one step of a call, as sip does. */
export async function publishCall(
  { bus }: LeadStoreUnderTest,
  call: CallScript,
  event: NonNullable<CallEvent['event']>,
): Promise<void> {
  const { processId = PROCESS, agentId = 'ann', leadId, attemptId } = call;
  const eventTime = new Date(systemClock.now());
  const payload = CallEvent.encode({
    processId,
    campaignId: `${processId}-spring`,
    leadId,
    agentId,
    attemptId,
    version: 1n,
    eventTime,
    event,
  }).finish();
  const type = event.$case;
  const id = systemRandom.uuid();
  await bus.publish([
    { id, topic: CALL_EVENTS.name, key: processId, type, payload, occurredAt: eventTime.getTime() },
  ]);
}

export function ended(call: CallScript, change: Partial<CallRecord> = {}): NonNullable<CallEvent['event']> {
  const { processId = PROCESS, agentId = 'ann', leadId, attemptId } = call;
  const now = new Date(systemClock.now());
  const record: CallRecord = {
    attemptId,
    processId,
    campaignId: `${processId}-spring`,
    leadId,
    agentId,
    phone: PHONE,
    callerId: '+12125550100',
    trunkId: 'trunk-1',
    endCause: EndCause.END_CAUSE_NO_ANSWER,
    sipStatus: 480,
    counted: true,
    fencingToken: 1n,
    dialTime: now,
    inviteTime: now,
    ringTime: now,
    endTime: now,
    sipCallId: 'call-1',
    reason: '',
    dialback: false,
    attestation: '',
    recordings: [],
    direction: CallDirection.CALL_DIRECTION_OUTBOUND,
    incomingNumberId: '',
    leadChoice: LeadChoice.LEAD_CHOICE_UNSPECIFIED,
    ...change,
  };
  return { $case: 'ended', value: { record } };
}
