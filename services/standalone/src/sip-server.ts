import { Secret, type Log, type Random } from '@firstring/kernel';
import { startSipEngineThread, type Listener } from '@firstring/sip-engine';
import { sipEngineOptions } from '@firstring/sip-engine-service/engine-options';
import type { StandaloneConfig } from './config.ts';

const LOOPBACK = '127.0.0.1';

/** The SIP server that this process uses: a thread of its own, or one that somebody else runs. */
export interface SipServer extends AsyncDisposable {
  /** Where phones and trunks find it. */
  readonly listeners: readonly Listener[];
  /** How the sip service reaches it. */
  readonly settings: Readonly<Record<string, string>>;
}

/** Starts the engine, unless SIP_CONTROL_URL names a server that runs already: its listeners are then what SIP_LISTEN says. */
export async function startSipServer(
  config: StandaloneConfig,
  { random, log }: { readonly random: Random; readonly log: Log },
): Promise<SipServer> {
  const engineOptions = sipEngineOptions(config);
  if (config.SIP_CONTROL_URL !== '') {
    const { hostname, port, password } = new URL(config.SIP_CONTROL_URL);
    return {
      listeners: engineOptions.listeners.map((it) => ({ ...it, host: it.address })),
      settings: settings(hostname, port, decodeURIComponent(password)),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    };
  }
  const secret = random.uuid();
  const engine = await startSipEngineThread({
    ...engineOptions,
    control: { host: LOOPBACK, port: 0, secret: new Secret(secret) },
    dropScanners: true,
    log,
  });
  return {
    listeners: engine.listeningOn,
    settings: settings(LOOPBACK, String(engine.controlPort), secret),
    [Symbol.asyncDispose]: () => engine[Symbol.asyncDispose](),
  };
}

function settings(host: string, port: string, secret: string): Readonly<Record<string, string>> {
  return { SIP_CONTROL_HOST: host, SIP_CONTROL_PORT: port, SIP_CONTROL_SECRET: secret };
}
