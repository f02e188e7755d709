import { lookup } from 'node:dns/promises';
import type { Bus } from '@firstring/bus';
import { BlacklistServiceDefinition } from '@firstring/contracts/claim/blacklist_service';
import { DialbackServiceDefinition } from '@firstring/contracts/dialback/dialback_service';
import { CallerQueueServiceDefinition } from '@firstring/contracts/scheduling/caller_queue_service';
import { repeat, type GrpcClients } from '@firstring/service-kit';
import { Nonces } from '@firstring/sip-engine/auth';
import type { Collection } from '@firstring/store';
import type { CallSettings } from './app/call-deps.ts';
import { Callers, type CallersDeps } from './app/callers.ts';
import { newIncomingCounters } from './app/incoming-counters.ts';
import type { DialLeadDeps } from './app/dial-lead.ts';
import { IncomingNumbers } from './app/incoming-numbers.ts';
import { sweepCallers } from './app/sweep-callers.ts';
import { TrunkAddresses } from './app/trunk-addresses.ts';
import type { SipConfig } from './config.ts';
import { CallerFlood } from './domain/caller-flood.ts';
import { SignInBans } from './domain/sign-in-bans.ts';
import type { IncomingDeps } from './sip/incoming.ts';
import type { SrfGateway } from './sip/srf-gateway.ts';
import type { TrunkDoc } from './store/trunks.ts';
import { followIncomingNumbers } from './transport/bus/follow-incoming-numbers.ts';
import { createCallerBlacklist } from './upstream/caller-blacklist.ts';
import { createCallerQueue } from './upstream/caller-queue.ts';
import { createMissedCalls } from './upstream/missed-calls.ts';

const BANS_MAX = 10_000;
const NONCE = { lifetimeMs: 300_000, trackedMax: 20_000 };

type InboundParts = Omit<
  CallersDeps,
  'mustBeFree' | 'queue' | 'missedCalls' | 'counters' | 'openCallerMedia' | 'gateway' | 'settings'
> & {
  readonly settings: CallSettings;
  readonly openMedia: CallersDeps['openCallerMedia'];
  readonly trunks: Collection<TrunkDoc>;
  readonly gateway: SrfGateway;
  readonly bus: Bus;
  readonly config: SipConfig;
  readonly clients: GrpcClients;
  readonly opened: AsyncDisposableStack;
};

/** What comes in from outside: phones that register, and callers. */
export function openInbound(parts: InboundParts): {
  readonly callers: Callers;
  readonly incoming: IncomingDeps;
  readonly leadFirst: Pick<DialLeadDeps, 'callers' | 'openCallerMedia' | 'soundsFolder'>;
} {
  const { clock, log, random, config, clients, opened, events, gateway, trunks, accounts } = parts;
  const counters = newIncomingCounters();
  const numbers = new IncomingNumbers();
  opened.use(followIncomingNumbers({ bus: parts.bus, clock, log, numbers }));
  const queue = clients.client(CallerQueueServiceDefinition, config.SCHEDULER_ADDRESS);
  const dialback = clients.client(DialbackServiceDefinition, config.DIALBACK_ADDRESS);
  const blacklist = clients.client(BlacklistServiceDefinition, config.CLAIM_ADDRESS);
  const lost = { clock, log, counters, missedCalls: createMissedCalls(dialback) };
  const callers = new Callers({
    ...parts,
    ...lost,
    queue: createCallerQueue({ queue, clock, random, log }),
    openCallerMedia: parts.openMedia,
    settings: {
      ...parts.settings,
      callersMax: config.SIP_CALLERS_MAX,
      soundsFolder: config.SIP_SOUNDS_FOLDER,
    },
  });
  sweepAlways({ ...parts, ...lost }, callers);
  const registrar = { ...registrarOf(parts), counters };
  const calls = {
    clock,
    log,
    counters,
    accounts,
    trunks,
    numbers,
    callers,
    random,
    events,
    addresses: new TrunkAddresses({ clock, log, lookup: addressesOf }),
    blacklist: createCallerBlacklist(blacklist),
    fallback: { processId: config.SIP_INBOUND_PROCESS_ID, campaignId: config.SIP_INBOUND_CAMPAIGN_ID },
    bans: registrar.bans,
    flood: new CallerFlood(),
  };
  const legOf: IncomingDeps['legOf'] = (request, response) => gateway.legOf(request, response);
  const leadFirst = { callers, openCallerMedia: parts.openMedia, soundsFolder: config.SIP_SOUNDS_FOLDER };
  return { callers, incoming: { log, counters, registrar, calls, legOf }, leadFirst };
}

/** What a former run has left, and what dial-back has not taken yet. */
function sweepAlways(
  deps: Omit<Parameters<typeof sweepCallers>[0], 'instance'> & Pick<InboundParts, 'config' | 'opened'>,
  callers: Callers,
): void {
  const { clock, log, config, opened } = deps;
  const often = { clock, log, intervalMs: config.SIP_SWEEP_MS, name: 'caller sweep' };
  const swept = { ...deps, instance: config.SIP_INSTANCE };
  opened.use(repeat(often, () => sweepCallers(swept, (attemptId) => callers.has(attemptId))));
}

function registrarOf({
  clock,
  random,
  accounts,
  events,
  config,
}: InboundParts): Omit<IncomingDeps['registrar'], 'counters'> {
  return {
    accounts,
    clock,
    events,
    // A key of this run: what was issued before a restart is stale, and so cannot be replayed after it.
    nonces: new Nonces({ clock, random }, { key: random.bytes(32), ...NONCE }),
    bans: new SignInBans(BANS_MAX),
    realm: config.SIP_REALM,
    policy: { contactsMax: config.SIP_CONTACTS_MAX, whenFull: config.SIP_CONTACTS_FULL },
  };
}

async function addressesOf(host: string): Promise<readonly string[]> {
  const found = await lookup(host, { all: true });
  return found.map(({ address }) => address);
}
