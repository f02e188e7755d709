import { AppError } from '@firstring/kernel';
import type { AppConnection } from './control/app-connection.ts';
import { ControlServer } from './control/control-server.ts';
import { assembleCore, guarded, obeyCommand } from './engine/assemble-core.ts';
import type { Core, EngineCounters } from './engine/core.ts';
import { onAppGone, onAppReady } from './engine/lost-app.ts';
import { DEFAULT_LIMITS, DEFAULT_TIMERS, type SipEngineOptions } from './engine/options.ts';
import { onUnreadable } from './engine/receive-request.ts';
import { isFromScanner } from './engine/scanner.ts';
import { stopUpkeep } from './engine/session-upkeep.ts';
import { TransportSet } from './engine/transport-set.ts';
import { bracketed } from './transport/ip-address.ts';
import type { FloodCounters } from './transport/source-guard.ts';
import type { Listener } from './transport/transport.ts';

export interface EngineStats extends EngineCounters, FloodCounters {
  readonly transactions: number;
  readonly dialogs: number;
  readonly connections: number;
  readonly apps: number;
  readonly registeredFlows: number;
}

/** A SIP stack that apps drive over drachtio's control protocol. */
export interface SipEngine extends AsyncDisposable {
  /** Listeners as bound. */
  readonly listeningOn: readonly Listener[];
  readonly controlPort: number;
  stats(): EngineStats;
  /** Closes all sockets at once; calls are not ended first (the app does that). Idempotent. */
  close(): Promise<void>;
}

/** Opens all listeners and the control port. Rejects with SIP_UNAVAILABLE when one cannot be bound; nothing stays open then. */
export async function createSipEngine(options: SipEngineOptions): Promise<SipEngine> {
  const { core, silence } = await openCore(options).catch((error: unknown) => {
    const message = 'a SIP listener could not be opened';
    throw new AppError({ reason: 'SIP_UNAVAILABLE', code: 'unavailable', message, cause: error });
  });
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => {
    silence();
    return (closing ??= closeCore(core));
  };
  return {
    listeningOn: core.transports.listeners,
    controlPort: core.control.port,
    stats: () => statsOf(core),
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** `silence`: from then on nothing that sockets tell reaches the core, so that closing them starts no new work. */
async function openCore(options: SipEngineOptions): Promise<{ core: Core; silence: () => void }> {
  const { clock, random, log } = options;
  const timers = { ...DEFAULT_TIMERS, ...options.timers };
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  // Sockets deliver no event before the code that opens them has returned to the loop, and by then `core` is set.
  let core: Core | undefined = undefined as Core | undefined;
  const withCore = (fn: (core: Core) => void): void => {
    const ready = core;
    if (ready !== undefined) guarded(ready, () => fn(ready));
  };
  const transports = await TransportSet.open(
    {
      ...options,
      limits,
      events: {
        onMessage: (message, flow) =>
          withCore((it) => {
            if (options.dropScanners === true && isFromScanner(message)) it.counters.scannersDropped += 1;
            else it.transactions.receive(message, flow);
          }),
        onParseError: (error, flow) => withCore((it) => onUnreadable(it, error, flow)),
        onClosed: () => {},
      },
    },
    options.listeners,
  );
  const events = {
    hostports: () => hostports(transports),
    onCommand: (app: AppConnection, command: Parameters<typeof obeyCommand>[2]) =>
      withCore((it) => obeyCommand(it, app, command)),
    onAppReady: (app: AppConnection) => withCore((it) => onAppReady(it, app)),
    onAppGone: (app: AppConnection) => withCore((it) => onAppGone(it, app)),
  };
  const control = await ControlServer.open({ clock, random, log, limits, events }, options.control).catch(
    async (error: unknown) => {
      await transports.close();
      throw error;
    },
  );
  const { routing = [] } = options;
  const opened = assembleCore({ clock, random, log, timers, limits, transports, control, routing });
  core = opened;
  return {
    core: opened,
    silence: () => {
      core = undefined;
    },
  };
}

/** `proto/address:port` of every listener, as peers see it and as bound. */
function hostports(transports: TransportSet): { external: string; local: string } {
  const list = (name: (listener: Listener) => string): string =>
    transports.listeners.map((it) => `${it.protocol}/${bracketed(name(it))}:${it.port}`).join(',');
  return { external: list((it) => it.host), local: list((it) => it.address) };
}

function statsOf(core: Core): EngineStats {
  return {
    ...core.counters,
    ...core.transports.guard.counters,
    transactions: core.transactions.size,
    dialogs: core.sessions.size,
    connections: core.transports.connectionCount,
    apps: core.control.apps.size,
    registeredFlows: core.registered.size,
  };
}

async function closeCore(core: Core): Promise<void> {
  for (const session of core.sessions.all()) {
    for (const awaited of session.awaitedAcks.values()) awaited.runner.stop();
    stopUpkeep(session.upkeep);
  }
  for (const incoming of core.incoming.values()) {
    incoming.pendingTimer?.cancel();
    incoming.reliable?.runner.stop();
  }
  for (const proxied of core.proxied.values()) proxied.stop();
  for (const asking of core.undecided.values()) asking.abort();
  core.undecided.clear();
  core.transactions.close();
  await core.control.close();
  await core.transports.close();
}
