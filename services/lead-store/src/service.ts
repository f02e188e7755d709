import { lookup } from 'node:dns/promises';
import { startOutboxRelay } from '@firstring/bus';
import { CALL_EVENTS, CLAIM_EVENTS, DIALBACK_EVENTS, LEAD_EVENTS } from '@firstring/contracts';
import { CriteriaServiceDefinition } from '@firstring/contracts/leads/criteria';
import { FilterServiceDefinition } from '@firstring/contracts/leads/filter_service';
import { PolicyServiceDefinition } from '@firstring/contracts/leads/policy_service';
import { RemovalServiceDefinition } from '@firstring/contracts/leads/removal_service';
import { ScriptServiceDefinition } from '@firstring/contracts/leads/script_service';
import { UploadServiceDefinition } from '@firstring/contracts/leads/upload_service';
import { grpcRpc, repeat, type Platform, type RunningService } from '@firstring/service-kit';
import type { Store } from '@firstring/store';
import { isLive } from './app/change-lead.ts';
import { CriteriaBook } from './app/criteria/criteria-book.ts';
import { CriteriaKeeper } from './app/criteria/criteria-keeper.ts';
import { IgnoredCounter } from './app/ignored-counter.ts';
import { KeyedTurns } from './app/keyed-turns.ts';
import { startListWork } from './app/list-work.ts';
import type { LeadStoreDeps } from './app/ports.ts';
import { listProcesses } from './app/processes.ts';
import { PolicyReader } from './app/policy/policy-reader.ts';
import { ScriptHealthBook } from './app/scripts/script-health.ts';
import { ScriptKeys } from './app/scripts/script-keys.ts';
import { ScriptRounds } from './app/scripts/script-rounds.ts';
import { ScriptRunner } from './app/scripts/script-runner.ts';
import { startDistribution } from './app/prospects/distribute-prospects.ts';
import { startImports } from './app/upload/import-jobs.ts';
import { startExclusionCounts } from './app/upload/count-excluded.ts';
import { startFileSweep } from './app/upload/sweep-files.ts';
import { deliverRemovals } from './app/removals/deliver-removals.ts';
import type { RemovalDeps } from './app/removals/removal-deps.ts';
import type { LeadStoreConfig } from './config.ts';
import { FilterIndex } from './app/filter-index/filter-index.ts';
import { createLeadStoreEventLog, type LeadStoreEventLog } from './events.ts';
import { CALL_LOG } from './store/call-log.ts';
import {
  CAMPAIGNS,
  CLAIMING,
  DISPOSITIONS,
  IGNORED_COUNTS,
  LEAD_PRICES,
  LINKS,
  PARAMETERS,
  POLICY_TEXTS,
  PROCESSES,
  TABLES,
  VENDOR_PAGES,
  VENDORS,
} from './store/configuration.ts';
import { CAMPAIGN_CRITERIA_DOCS } from './store/criteria.ts';
import { INCOMING_NUMBERS } from './store/incoming-numbers.ts';
import { LEADS, type LeadDoc } from './store/leads.ts';
import { FILTER_ENTITLEMENTS, FILTER_GROUPS, FILTERS } from './store/filters.ts';
import { SCRIPT_RUNS, SCRIPTS_OFF } from './store/scripts.ts';
import { LISTS } from './store/lists.ts';
import { PROSPECTS, RULES } from './store/prospects.ts';
import { REMOVAL_DELIVERIES, REMOVAL_TARGETS } from './store/removals.ts';
import { UPLOAD_CHUNKS, UPLOAD_VERDICTS, UPLOADS } from './store/uploads.ts';
import { rememberingCollection } from './store/remembering-collection.ts';
import { tellingCollection } from './store/telling-collection.ts';
import { claimGuards } from './transport/bus/claim-events.ts';
import { followRemovals } from './transport/bus/removal-events.ts';
import { followDialbacks } from './transport/bus/dialback-events.ts';
import { followOwners } from './transport/bus/owner-events.ts';
import { followCallEvents } from './transport/bus/call-events.ts';
import { addPlainServers } from './transport/grpc/add-plain-servers.ts';
import { criteriaServer } from './transport/grpc/criteria-server.ts';
import { filterServer } from './transport/grpc/filter-server.ts';
import { policyServer } from './transport/grpc/policy-server.ts';
import { removalServer } from './transport/grpc/removal-server.ts';
import { scriptServer } from './transport/grpc/script-server.ts';
import { createExclusions } from './upstream/exclusions.ts';
import { createWebhookSender } from './upstream/webhook-sender.ts';
import { uploadServer } from './transport/grpc/upload-server.ts';

const REMOVAL_SWEEP_MS = 1000;

/** Composition root of the lead store: leads, configuration and call log over one store; answers once it listens. */
export async function createLeadStoreService(
  config: LeadStoreConfig,
  platform: Platform,
): Promise<RunningService> {
  const { clock, random, log, store, bus, rpc = grpcRpc } = platform;
  await using opened = new AsyncDisposableStack();
  const ignoredCounts = store.collection<{ counts: { name: string; count: number }[] }>(IGNORED_COUNTS);
  const flushMs = config.LEAD_STORE_IGNORED_FLUSH_MS;
  const ignored = opened.use(new IgnoredCounter({ counts: ignoredCounts, clock, log, flushMs }));
  const stored = store.collection<LeadDoc>(LEADS);
  const heapMb = config.LEAD_STORE_FILTER_HEAP_MB;
  const exclusions = createExclusions(opened.use(rpc.createClients()), config.CLAIM_ADDRESS);
  const processIds = async () => (await listProcesses(deps)).map(({ id }) => id);
  const guards = claimGuards({ bus, clock, log, exclusions, processIds });
  const index = opened.use(new FilterIndex({ leads: stored, clock, log, guards, heapMb }));
  const criteria = new CriteriaBook();
  const deps: LeadStoreDeps = {
    leads: tellingCollection(stored, (lead) => {
      index.changed(lead.id, lead.version, lead.doc);
      if (isLive(lead)) scriptKeys.changed({ leadId: lead.id, version: lead.version, lead: lead.doc });
    }),
    ...tellingSources(configurationCollections(store), (processId) => keeper.changed(processId)),
    criteria,
    scripts: opened.use(new ScriptRunner(clock)),
    scriptRounds: new ScriptRounds(random),
    policyReader: opened.use(new PolicyReader(clock)),
    ignoredCounts,
    ignored,
    exclusions,
    turns: new KeyedTurns(),
    clock,
    random,
    log,
    events: createLeadStoreEventLog(log),
    ...limitsOf(config),
  };
  const keeper = opened.use(new CriteriaKeeper(deps, criteria));
  const scriptHealth = new ScriptHealthBook(deps);
  const scriptKeys = opened.use(new ScriptKeys({ deps, book: criteria, health: scriptHealth, keeper }));
  const removals = removalDeps(platform, deps.events, config.LEAD_STORE_WEBHOOK_ALLOW);
  await store.ready();
  await keeper.readAll();
  opened.use(startOutboxRelay({ store, bus, clock, random, log }));
  const grpc = opened.use(rpc.createServer({ domain: 'lead-store.firstring', log, clock }));
  addPlainServers(grpc, deps);
  grpc.add(RemovalServiceDefinition, removalServer(removals));
  const receivedMax = config.LEAD_STORE_UPLOADS_RECEIVED_MAX;
  grpc.add(UploadServiceDefinition, uploadServer(deps, receivedMax));
  grpc.add(FilterServiceDefinition, filterServer({ ...deps, index, guardsAt: guards.guardsAt }));
  grpc.add(PolicyServiceDefinition, policyServer({ ...deps, index }));
  grpc.add(CriteriaServiceDefinition, criteriaServer({ deps, book: criteria, keeper, index, scriptKeys }));
  grpc.add(ScriptServiceDefinition, scriptServer({ ...deps, scriptHealth }));
  await grpc.listen(config.GRPC_LISTEN);
  opened.use(await tellCrms(removals, platform));
  opened.use(startWork(deps));
  opened.use(await followOthers(deps, platform));
  const close = opened.move();
  return { name: 'lead-store', [Symbol.asyncDispose]: () => close[Symbol.asyncDispose]() };
}

function limitsOf(config: LeadStoreConfig) {
  return {
    callMarkMsMax: config.LEAD_STORE_CALL_MARK_MS_MAX,
    uploadBytesMax: config.LEAD_STORE_UPLOAD_BYTES_MAX,
    uploadsAtOnce: config.LEAD_STORE_UPLOADS_AT_ONCE,
  };
}

/** What goes on by itself with lists, files and prospects. */
function startWork(deps: LeadStoreDeps): AsyncDisposable {
  const opened = new AsyncDisposableStack();
  opened.use(startListWork(deps));
  opened.use(startImports(deps));
  opened.use(startFileSweep(deps));
  opened.use(startExclusionCounts(deps));
  opened.use(startDistribution(deps));
  return opened;
}

/** What calls and claims say of leads. */
async function followOthers(deps: LeadStoreDeps, { bus }: Platform): Promise<AsyncDisposable> {
  await using opened = new AsyncDisposableStack();
  const calls = { topics: [CALL_EVENTS.name], handler: followCallEvents(deps) };
  opened.use(await bus.subscribe({ group: 'lead-store.call-log', ...calls }));
  const owners = { topics: [CLAIM_EVENTS.name], handler: followOwners(deps) };
  opened.use(await bus.subscribe({ group: 'lead-store.owners', ...owners }));
  const dialbacks = { topics: [DIALBACK_EVENTS.name], handler: followDialbacks(deps) };
  opened.use(await bus.subscribe({ group: 'lead-store.redials', ...dialbacks }));
  return opened.move();
}

/** Every collection but the leads' own, which the filter index listens to. */
function configurationCollections(store: Store) {
  return {
    lists: store.collection(LISTS),
    prospects: store.collection(PROSPECTS),
    rules: store.collection(RULES),
    uploads: store.collection(UPLOADS),
    uploadChunks: store.collection(UPLOAD_CHUNKS),
    uploadVerdicts: store.collection(UPLOAD_VERDICTS),
    processes: store.collection(PROCESSES),
    campaigns: store.collection(CAMPAIGNS),
    incomingNumbers: store.collection(INCOMING_NUMBERS),
    policyTexts: store.collection(POLICY_TEXTS),
    dispositions: store.collection(DISPOSITIONS),
    claiming: store.collection(CLAIMING),
    vendors: store.collection(VENDORS),
    leadPrices: store.collection(LEAD_PRICES),
    links: store.collection(LINKS),
    vendorPages: store.collection(VENDOR_PAGES),
    parameters: store.collection(PARAMETERS),
    tables: store.collection(TABLES),
    calls: store.collection(CALL_LOG),
    filters: store.collection(FILTERS),
    filterGroups: store.collection(FILTER_GROUPS),
    entitlements: store.collection(FILTER_ENTITLEMENTS),
    criteriaDocs: store.collection(CAMPAIGN_CRITERIA_DOCS),
    scriptsOff: store.collection(SCRIPTS_OFF),
    scriptRuns: store.collection(SCRIPT_RUNS),
  } satisfies Partial<LeadStoreDeps>;
}

/** The same collections; what the criteria of a process follow from tells its writes, and what each lead needs is remembered. */
function tellingSources<Sources extends ReturnType<typeof configurationCollections>>(
  sources: Sources,
  changed: (processId: string) => void,
): Sources {
  const ofProcess = ({ doc }: { readonly doc: { readonly processId: string } }) => changed(doc.processId);
  const itself = ({ id }: { readonly id: string }) => changed(id);
  return {
    ...sources,
    links: rememberingCollection(sources.links),
    campaigns: tellingCollection(rememberingCollection(sources.campaigns), ofProcess),
    filters: tellingCollection(sources.filters, ofProcess),
    filterGroups: tellingCollection(sources.filterGroups, ofProcess),
    entitlements: tellingCollection(sources.entitlements, itself),
    scriptsOff: tellingCollection(sources.scriptsOff, ofProcess),
    parameters: tellingCollection(rememberingCollection(sources.parameters), itself),
    processes: tellingCollection(rememberingCollection(sources.processes), itself),
  };
}

/** Telling CRMs of erased leads; its collections open with the others. */
function removalDeps(
  { clock, random, store }: Platform,
  events: LeadStoreEventLog,
  allowed: readonly string[],
): RemovalDeps {
  const policy = { allowed: new Set(allowed) };
  return {
    targets: store.collection(REMOVAL_TARGETS),
    deliveries: store.collection(REMOVAL_DELIVERIES),
    sender: createWebhookSender({ clock, policy, lookup: (host) => lookup(host, { all: true }) }),
    policy,
    clock,
    random,
    events,
  };
}

/** A deletion makes its messages from the log, and a sweep sends them: neither is lost with the process. */
async function tellCrms(deps: RemovalDeps, { clock, log, bus }: Platform): Promise<AsyncDisposable> {
  await using opened = new AsyncDisposableStack();
  const handler = followRemovals(deps);
  opened.use(await bus.subscribe({ group: 'lead-store.removals', topics: [LEAD_EVENTS.name], handler }));
  const often = { clock, log, intervalMs: REMOVAL_SWEEP_MS, name: 'removal deliveries' };
  opened.use(repeat(often, () => deliverRemovals(deps)));
  return opened.move();
}
