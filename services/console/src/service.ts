import { fileURLToPath } from 'node:url';
import {
  grpcRpc,
  listenHttp,
  type GrpcClients,
  type Platform,
  type RunningService,
} from '@firstring/service-kit';
import { createAudit } from './app/audit/audit.ts';
import { LocalHours } from './app/reports/local-hours.ts';
import { ReportBook } from './app/reports/report-book.ts';
import { createPasswordHasher } from './app/password-hasher.ts';
import { sweepLeavers } from './app/leavers.ts';
import { startSweep } from './app/sweep.ts';
import { createSessions } from './app/sessions.ts';
import { createUsers, type Users } from './app/users.ts';
import type { ConsoleConfig } from './config.ts';
import type { SessionLimits } from './domain/session.ts';
import type { ThrottleTable } from './domain/sign-in-throttle.ts';
import { createConsoleEvents } from './events.ts';
import { reportStoreOf } from './store/reports.ts';
import { SESSIONS, type SessionDoc } from './store/sessions.ts';
import { TABLE_VIEWS, type TableViewsDoc } from './store/table-views.ts';
import { ADMINISTRATORS, USERS, type AdministratorsDoc, type UserDoc } from './store/users.ts';
import { startReports } from './transport/bus/start-reports.ts';
import { createHttpApp } from './transport/http/app.ts';
import { DeskStreams, type StreamLimits } from './transport/http/desk-streams.ts';
import { FILE_MS_MAX } from './transport/http/file-limits.ts';
import { createBlacklist } from './upstream/blacklist.ts';
import { createCallers } from './upstream/callers.ts';
import { createClaiming, createClaims } from './upstream/claims.ts';
import { createGuards } from './upstream/claim.ts';
import {
  createCampaignLoads,
  createCampaigns,
  createDefaultDispositions,
  createVendors,
} from './upstream/campaigns.ts';
import { createExplanations } from './upstream/explain.ts';
import { createExclusions } from './upstream/exclusions.ts';
import { createRemovals } from './upstream/removals.ts';
import { createIncomingNumbers } from './upstream/incoming-numbers.ts';
import { createIngestLinks } from './upstream/ingest-links.ts';
import { createFloor } from './upstream/floor.ts';
import { createFilters } from './upstream/filters.ts';
import { createScripts } from './upstream/scripts.ts';
import { createConfiguration, createLeads } from './upstream/lead-store.ts';
import { createLeadPrices } from './upstream/lead-prices.ts';
import { createLists } from './upstream/lists.ts';
import { createMissedCalls } from './upstream/missed-calls.ts';
import { createCallMonitor } from './upstream/monitor.ts';
import { createPhoneAccounts } from './upstream/phone-accounts.ts';
import { createPolicies } from './upstream/policies.ts';
import { createAutomaticDialling } from './upstream/automatic-dialling.ts';
import { createProcesses } from './upstream/processes.ts';
import { createPhones } from './upstream/phones.ts';
import { createRecordings } from './upstream/recordings.ts';
import { createDesks } from './upstream/scheduler.ts';
import { createReportPast } from './upstream/report-past.ts';
import { createSimulator } from './upstream/simulator.ts';
import { createTables } from './upstream/tables.ts';
import { createTrunkTests } from './upstream/trunk-tests.ts';
import { createSounds } from './upstream/sounds.ts';
import { createTrunks } from './upstream/trunks.ts';
import { createUploads } from './upstream/uploads.ts';

const WEB_DIST = fileURLToPath(new URL('../web/dist', import.meta.url));

export interface ConsoleService extends RunningService {
  readonly httpPort: number;
  /** For seeds and scripts: accounts are made here, never in the store behind its back. */
  readonly users: Users;
}

/** The console: back end for the browser, and the web app itself. */
export async function createConsoleService(
  config: ConsoleConfig,
  platform: Platform,
): Promise<ConsoleService> {
  await using stack = new AsyncDisposableStack();
  const { clock, random, log, store, bus, rpc = grpcRpc } = platform;
  const events = createConsoleEvents(log);

  const userDocs = store.collection<UserDoc>(USERS);
  const administrators = store.collection<AdministratorsDoc>(ADMINISTRATORS);
  const sessionDocs = store.collection<SessionDoc>(SESSIONS);
  const tableViews = store.collection<TableViewsDoc>(TABLE_VIEWS);
  const audit = createAudit({ store, clock, random });
  const reportStore = reportStoreOf(store);
  await store.ready();
  const hasher = createPasswordHasher(random);
  const users = createUsers({ users: userDocs, administrators, hasher, clock, random, events });
  const limits = sessionLimits(config);
  const sessions = createSessions({ sessions: sessionDocs, users, limits, clock, random, events });
  await ensureFirstAdministrator(users, config);
  const clients = stack.use(rpc.createClients());
  const streams = new DeskStreams(streamLimits(config));
  const deps = {
    users,
    userDocs,
    administrators,
    hasher,
    sessions,
    tableViews,
    audit,
    throttle: new Map() satisfies ThrottleTable,
    streams,
    onSessionsEnded: (sessionIds: readonly string[]) => streams.closeSessions(sessionIds),
    events,
    clock,
    random,
    secure: config.CONSOLE_PUBLIC_ORIGIN.startsWith('https:'),
    ...upstreams(clients, config, platform),
    reportStore,
    reportBook: stack.use(new ReportBook({ reportStore, clock })),
    bus,
    ...transportSettings(config),
    webDist: WEB_DIST,
    log,
  };

  const leavers = () => sweepLeavers({ ...deps, users: userDocs });
  stack.use(startSweep([sessions.sweep, audit.sweep, leavers], { clock, log }));
  stack.use(await startReports(deps));
  const app = createHttpApp(deps);
  const [host, port] = splitAddress(config.HTTP_LISTEN);
  const http = stack.use(await listenHttp(app, { host, port, clock, requestMsMax: FILE_MS_MAX }));
  // Streams end first: an open one would hold the server's close for its whole grace period.
  stack.defer(() => streams.closeAll());
  const opened = stack.move();
  return {
    name: 'console',
    httpPort: http.port,
    users,
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

/** The other services, in the console's words. */
function upstreams(clients: GrpcClients, config: ConsoleConfig, { clock, random }: Platform) {
  const processes = createProcesses(clients, config.LEAD_STORE_ADDRESS);
  return {
    leads: createLeads(clients, config.LEAD_STORE_ADDRESS),
    filters: createFilters(clients, config.LEAD_STORE_ADDRESS),
    scripts: createScripts(clients, config.LEAD_STORE_ADDRESS),
    configuration: createConfiguration(clients, config.LEAD_STORE_ADDRESS),
    campaigns: createCampaigns(clients, config.LEAD_STORE_ADDRESS),
    missedCalls: createMissedCalls(clients, config.DIALBACK_ADDRESS, clock),
    callers: createCallers(clients, config.SCHEDULER_ADDRESS, clock),
    incomingNumbers: createIncomingNumbers(clients, config.LEAD_STORE_ADDRESS),
    campaignLoads: createCampaignLoads(clients, config.SCHEDULER_ADDRESS),
    policies: createPolicies(clients, config.LEAD_STORE_ADDRESS),
    simulator: createSimulator(clients, config.SCHEDULER_ADDRESS),
    vendors: createVendors(clients, config.LEAD_STORE_ADDRESS),
    leadPrices: createLeadPrices(clients, config.LEAD_STORE_ADDRESS),
    defaultDispositions: createDefaultDispositions(clients, config.LEAD_STORE_ADDRESS),
    processes,
    automaticDialling: createAutomaticDialling(clients, {
      leadStore: config.LEAD_STORE_ADDRESS,
      scheduler: config.SCHEDULER_ADDRESS,
    }),
    localHours: new LocalHours({ processes, clock }),
    reportPast: createReportPast(clients, config.LEAD_STORE_ADDRESS),
    lists: createLists(clients, config.LEAD_STORE_ADDRESS),
    tables: createTables(clients, config.LEAD_STORE_ADDRESS),
    uploads: createUploads(clients, config.LEAD_STORE_ADDRESS),
    links: createIngestLinks(clients, {
      leadStore: config.LEAD_STORE_ADDRESS,
      ingest: config.INGEST_ADDRESS,
      ingestOrigin: config.CONSOLE_INGEST_ORIGIN,
      clock,
      random,
    }),
    desks: createDesks(clients, config.SCHEDULER_ADDRESS, clock),
    floor: createFloor(clients, config.SCHEDULER_ADDRESS, clock),
    explanations: createExplanations(clients, config.SCHEDULER_ADDRESS),
    guards: createGuards(clients, config.CLAIM_ADDRESS),
    claims: createClaims(clients, config.CLAIM_ADDRESS),
    claiming: createClaiming(clients, config.LEAD_STORE_ADDRESS),
    exclusions: createExclusions(clients, config.CLAIM_ADDRESS),
    blacklist: createBlacklist(clients, config.CLAIM_ADDRESS),
    removals: createRemovals(clients, config.LEAD_STORE_ADDRESS),
    phones: createPhones(clients, config.SIP_ADDRESS),
    monitor: createCallMonitor(clients, config.SIP_ADDRESS),
    recordings: createRecordings(clients, config.SIP_ADDRESS),
    sounds: createSounds(clients, config.SIP_ADDRESS),
    trunks: createTrunks(clients, config.SIP_ADDRESS),
    trunkTests: createTrunkTests(clients, { claim: config.CLAIM_ADDRESS, sip: config.SIP_ADDRESS }),
    phoneAccounts: createPhoneAccounts(clients, config.SIP_ADDRESS),
  };
}

/** Settings as the transport names them. */
function transportSettings(config: ConsoleConfig) {
  return {
    registrar: config.CONSOLE_SIP_REGISTRAR,
    recordingsFolder: config.CONSOLE_RECORDINGS_FOLDER,
    ingestOrigin: config.CONSOLE_INGEST_ORIGIN,
    phoneCheckMs: config.CONSOLE_PHONE_CHECK_MS,
    beatMs: config.CONSOLE_BEAT_MS,
    slowReaderMs: config.CONSOLE_SLOW_READER_MS,
    sessionAbsoluteMs: config.CONSOLE_SESSION_ABSOLUTE_MS,
    publicOrigin: config.CONSOLE_PUBLIC_ORIGIN,
    trustProxy: config.CONSOLE_TRUST_PROXY,
  };
}

function sessionLimits(config: ConsoleConfig): SessionLimits {
  return {
    idleMs: config.CONSOLE_SESSION_IDLE_MS,
    absoluteMs: config.CONSOLE_SESSION_ABSOLUTE_MS,
    binding: config.CONSOLE_SESSION_BINDING,
  };
}

function streamLimits(config: ConsoleConfig): StreamLimits {
  return { perSessionMax: config.CONSOLE_STREAMS_PER_SESSION_MAX, max: config.CONSOLE_STREAMS_MAX };
}

async function ensureFirstAdministrator(users: Users, config: ConsoleConfig): Promise<void> {
  if (config.CONSOLE_ADMIN_PASSWORD === '' || !(await users.isEmpty())) return;
  await users.create({
    username: 'admin',
    name: 'Administrator',
    password: config.CONSOLE_ADMIN_PASSWORD,
    roles: ['administrator'],
    processIds: config.CONSOLE_ADMIN_PROCESS_IDS.split(',').filter((processId) => processId !== ''),
  });
}

function splitAddress(listen: string): [host: string, port: number] {
  const colon = listen.lastIndexOf(':');
  return [listen.slice(0, colon).replace(/^\[|\]$/g, ''), Number(listen.slice(colon + 1))];
}
