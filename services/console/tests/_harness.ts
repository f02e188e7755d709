import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BlacklistServiceDefinition } from '@firstring/contracts/claim/blacklist_service';
import { ClaimServiceDefinition } from '@firstring/contracts/claim/claim_service';
import { ExclusionServiceDefinition } from '@firstring/contracts/claim/exclusion_service';
import { OwnershipServiceDefinition } from '@firstring/contracts/claim/ownership_service';
import { TestNumberServiceDefinition } from '@firstring/contracts/claim/test_number_service';
import { MissedCallServiceDefinition } from '@firstring/contracts/dialback/missed_call_service';
import { LinkReportServiceDefinition } from '@firstring/contracts/ingest/link_report_service';
import { CallLogServiceDefinition } from '@firstring/contracts/leads/call_log_service';
import { ClaimingServiceDefinition } from '@firstring/contracts/leads/claiming_service';
import { ConfigurationServiceDefinition } from '@firstring/contracts/leads/configuration_service';
import { DispositionServiceDefinition } from '@firstring/contracts/leads/disposition_service';
import { FilterServiceDefinition } from '@firstring/contracts/leads/filter_service';
import { ScriptServiceDefinition } from '@firstring/contracts/leads/script_service';
import { HandLeadServiceDefinition } from '@firstring/contracts/leads/hand_lead_service';
import { IncomingNumberServiceDefinition } from '@firstring/contracts/leads/incoming_number_service';
import { LeadEditServiceDefinition } from '@firstring/contracts/leads/lead_edit_service';
import { RemovalServiceDefinition } from '@firstring/contracts/leads/removal_service';
import { LeadServiceDefinition } from '@firstring/contracts/leads/lead_service';
import { LinkServiceDefinition } from '@firstring/contracts/leads/link_service';
import { ListServiceDefinition } from '@firstring/contracts/leads/list_service';
import { CallerQueueServiceDefinition } from '@firstring/contracts/scheduling/caller_queue_service';
import { HandServiceDefinition } from '@firstring/contracts/scheduling/hand_service';
import { SimulatorServiceDefinition } from '@firstring/contracts/scheduling/simulator_service';
import { LoadServiceDefinition } from '@firstring/contracts/scheduling/load_service';
import { ExplainServiceDefinition } from '@firstring/contracts/scheduling/explain_service';
import { SupervisionServiceDefinition } from '@firstring/contracts/scheduling/supervision_service';
import { ColleagueServiceDefinition } from '@firstring/contracts/scheduling/colleague_service';
import { PolicyServiceDefinition } from '@firstring/contracts/leads/policy_service';
import { ProcessServiceDefinition } from '@firstring/contracts/leads/process_service';
import { LeadPriceServiceDefinition } from '@firstring/contracts/leads/lead_price_service';
import { VendorServiceDefinition } from '@firstring/contracts/leads/vendor_service';
import { Lane, SchedulingServiceDefinition } from '@firstring/contracts/scheduling/scheduling_service';
import { ProspectServiceDefinition } from '@firstring/contracts/leads/prospect_service';
import { PhoneServiceDefinition } from '@firstring/contracts/sip/call_service';
import { MonitorServiceDefinition } from '@firstring/contracts/sip/monitor_service';
import { RecordingServiceDefinition } from '@firstring/contracts/sip/recording_service';
import { RegistrationServiceDefinition } from '@firstring/contracts/sip/registration_service';
import { SoundServiceDefinition } from '@firstring/contracts/sip/sound_service';
import { TrunkServiceDefinition } from '@firstring/contracts/sip/trunk_service';
import { openMemoryBus, type Bus } from '@firstring/bus';
import { silentLog, type Clock, type Log } from '@firstring/kernel';
import { systemClock, systemRandom } from '@firstring/kernel/system';
import { createGrpcServer, topicSpecs } from '@firstring/service-kit';
import { openMemoryStore, type Store } from '@firstring/store';
import { consoleConfigSchema, type ConsoleConfig } from '../src/config.ts';
import { markFilled } from '../src/app/reports/commit-facts.ts';
import { reportStoreOf } from '../src/store/reports.ts';
import { createConsoleService, type ConsoleService } from '../src/service.ts';
import { fakeClaiming } from './_fake-owners.ts';
import { serveAutomaticDialling } from './_fake-automatic-dialling.ts';
import { FakeCallers } from './_fake-callers.ts';
import { FakeClaim } from './_fake-claim.ts';
import { FakeFloor } from './_fake-floor.ts';
import { FakeExplain } from './_fake-explain.ts';
import { FakeFilters } from './_fake-filters.ts';
import type { Role } from '../src/domain/permissions.ts';
import { FakeScripts } from './_fake-scripts.ts';
import { FakeIncomingNumbers } from './_fake-incoming-numbers.ts';
import { FakeLeadStore } from './_fake-lead-store.ts';
import { FakeMissedCalls } from './_fake-missed-calls.ts';
import { FakePolicies } from './_fake-policies.ts';
import { fakeSimulator } from './_fake-simulator.ts';
import { FakePhones } from './_fake-phones.ts';
import { fakeHandLeads, fakeLeadEdits, fakeProcesses } from './_fake-process.ts';
import { fakeLists } from './_fake-lists.ts';
import { fakeProspects } from './_fake-prospects.ts';
import { fakeDispositions, fakeLeadPrices, fakeVendors } from './_fake-vendors.ts';
import { FakeRemovals } from './_fake-removals.ts';
import { FakeScheduler } from './_fake-scheduler.ts';
import { FakeLinkDays } from './_fake-link-days.ts';
import { FakeTelephony } from './_fake-telephony.ts';
import { FakeTestNumbers } from './_fake-test-numbers.ts';

export const PASSWORD = 'correct horse battery';

export interface HarnessOptions {
  config?: Partial<ConsoleConfig>;
  clock?: Clock;
  log?: Log;
  /** Memory unless given; whoever gives one closes it. */
  store?: Store;
  /** Reads the past of reports from lead-store; else it counts as read. */
  fillReports?: boolean;
}

export interface Harness extends AsyncDisposable {
  readonly url: string;
  readonly service: ConsoleService;
  readonly bus: Bus;
  readonly store: Store;
  readonly scheduler: FakeScheduler;
  readonly explain: FakeExplain;
  readonly floor: FakeFloor;
  readonly leadStore: FakeLeadStore;
  readonly incomingNumbers: FakeIncomingNumbers;
  readonly missedCalls: FakeMissedCalls;
  readonly callers: FakeCallers;
  readonly filters: FakeFilters;
  readonly scripts: FakeScripts;
  readonly claim: FakeClaim;
  readonly phones: FakePhones;
  readonly telephony: FakeTelephony;
  readonly testNumbers: FakeTestNumbers;
  readonly removals: FakeRemovals;
  readonly linkDays: FakeLinkDays;
}

/** The console alone, on a free port, with scripted stand-ins for the services behind it, and one user a role. */
export async function startConsole(options: HarnessOptions = {}): Promise<Harness> {
  await using stack = new AsyncDisposableStack();
  const clock = options.clock ?? systemClock;
  const log = options.log ?? silentLog;
  const [scheduler, leadStore, claim, phones, telephony] = [
    new FakeScheduler(),
    new FakeLeadStore(),
    new FakeClaim(),
    new FakePhones(),
    new FakeTelephony(),
  ];
  const server = stack.use(
    createGrpcServer({ domain: 'fake.firstring', log: silentLog, clock: systemClock }),
  );
  server.add(SchedulingServiceDefinition, scheduler.implementation);
  server.add(LoadServiceDefinition, {
    countLeads: async () => ({
      campaigns: [
        { campaignId: 'solar', leads: 20n, waiting: 12n, byLane: [{ lane: Lane.LANE_P2, count: 12 }] },
      ],
    }),
  });
  server.add(HandServiceDefinition, scheduler.hand);
  server.add(HandLeadServiceDefinition, fakeHandLeads(leadStore));
  server.add(ColleagueServiceDefinition, scheduler.colleagueService);
  const explain = new FakeExplain();
  server.add(ExplainServiceDefinition, explain.implementation);
  const floor = new FakeFloor();
  server.add(SupervisionServiceDefinition, floor.implementation);
  server.add(SimulatorServiceDefinition, fakeSimulator);
  const incomingNumbers = new FakeIncomingNumbers();
  server.add(IncomingNumberServiceDefinition, incomingNumbers.service);
  const missedCalls = new FakeMissedCalls();
  server.add(MissedCallServiceDefinition, missedCalls.service);
  const callers = new FakeCallers();
  server.add(CallerQueueServiceDefinition, callers.service);
  const filters = new FakeFilters(leadStore);
  server.add(FilterServiceDefinition, filters.implementation);
  const scripts = new FakeScripts();
  server.add(ScriptServiceDefinition, scripts.service);
  server.add(LeadServiceDefinition, leadStore.leadService);
  server.add(CallLogServiceDefinition, leadStore.callLog);
  server.add(ConfigurationServiceDefinition, leadStore.configuration);
  server.add(LeadEditServiceDefinition, fakeLeadEdits(leadStore));
  server.add(ProcessServiceDefinition, fakeProcesses());
  serveAutomaticDialling(server);
  server.add(LinkServiceDefinition, leadStore.linkService.service);
  server.add(ListServiceDefinition, fakeLists());
  server.add(ProspectServiceDefinition, fakeProspects());
  server.add(VendorServiceDefinition, fakeVendors());
  server.add(LeadPriceServiceDefinition, fakeLeadPrices());
  server.add(DispositionServiceDefinition, fakeDispositions());
  server.add(PolicyServiceDefinition, new FakePolicies(leadStore).service);
  server.add(ClaimServiceDefinition, claim.claims);
  server.add(OwnershipServiceDefinition, claim.owners.service);
  server.add(ClaimingServiceDefinition, fakeClaiming());
  server.add(ExclusionServiceDefinition, claim.exclusionService);
  server.add(BlacklistServiceDefinition, claim.blacklistService);
  const testNumbers = new FakeTestNumbers();
  server.add(TestNumberServiceDefinition, testNumbers.service);
  const linkDays = new FakeLinkDays();
  server.add(LinkReportServiceDefinition, linkDays.service);
  const removals = new FakeRemovals();
  server.add(RemovalServiceDefinition, removals.service);
  server.add(PhoneServiceDefinition, phones.implementation);
  server.add(RegistrationServiceDefinition, phones.registrationService);
  server.add(SoundServiceDefinition, telephony.soundService);
  server.add(TrunkServiceDefinition, telephony.trunkService);
  server.add(MonitorServiceDefinition, telephony.monitor);
  server.add(RecordingServiceDefinition, telephony.recording);
  const address = `unix://${join(mkdtempSync(join(tmpdir(), 'console-')), 's')}`;
  await server.listen(address);

  const config = consoleConfigSchema.parse({
    HTTP_LISTEN: '127.0.0.1:0',
    LEAD_STORE_ADDRESS: address,
    SCHEDULER_ADDRESS: address,
    CLAIM_ADDRESS: address,
    DIALBACK_ADDRESS: address,
    SIP_ADDRESS: address,
    INGEST_ADDRESS: address,
    CONSOLE_SIP_REGISTRAR: 'sip:127.0.0.1:5060',
    CONSOLE_PHONE_CHECK_MS: 100,
    ...options.config,
  });
  const bus = stack.use(await openMemoryBus({ topics: topicSpecs(), clock, log }));
  const store = options.store ?? stack.use(openMemoryStore());
  if (options.fillReports !== true) await markFilled(reportStoreOf(store));
  const service = stack.use(
    await createConsoleService(config, { clock, random: systemRandom, log, store, bus }),
  );
  await makeUsers(service);
  const opened = stack.move();
  return {
    url: `http://127.0.0.1:${service.httpPort}`,
    service,
    bus,
    store,
    scheduler,
    explain,
    floor,
    leadStore,
    incomingNumbers,
    missedCalls,
    callers,
    filters,
    scripts,
    claim,
    phones,
    telephony,
    testNumbers,
    removals,
    linkDays,
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

async function makeUsers(service: ConsoleService): Promise<void> {
  const user = (username: string, name: string, role: Role) =>
    service.users.ensure({
      userId: username,
      username,
      name,
      password: PASSWORD,
      roles: [role],
      processIds: ['p1'],
    });
  await Promise.all([
    user('ann', 'Ann Adams', 'agent'),
    user('bob', 'Bob Brown', 'agent'),
    user('sue', 'Sue Stone', 'supervisor'),
    user('adam', 'Adam Admin', 'administrator'),
    user('vera', 'Vera Voice', 'voice_admin'),
    user('alan', 'Alan Analyst', 'analyst'),
    user('olga', 'Olga Override', 'exclusion_override'),
  ]);
}
