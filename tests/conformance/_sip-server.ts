import { Secret, silentLog } from '@firstring/kernel';
import { systemClock, systemRandom } from '@firstring/kernel/system';
import { createSipEngine, type SipEngine } from '@firstring/sip-engine';
import { connectApp, type App } from '@firstring/sip-engine/testing';
import { eventually } from '@firstring/testkit';

const LOOPBACK = '127.0.0.1';
const SECRET = 'conformance';

/**
 * The SIP server under test with one unmodified drachtio-srf application on it: an engine of its own for each scenario, or, where
 * the environment has SIP_CONTROL_URL (`tcp://:secret@host:port`), the server behind that.
 */
export class SipServer implements AsyncDisposable {
  readonly app: App;
  readonly udpPort: number;
  readonly tcpPort: number;
  /** Where applications connect. */
  readonly control: Control;
  readonly #opened: AsyncDisposableStack;
  #isConnected = true;

  private constructor(app: App, hostports: string, control: Control, opened: AsyncDisposableStack) {
    this.app = app;
    this.udpPort = portOf(hostports, 'udp');
    this.tcpPort = portOf(hostports, 'tcp');
    this.control = control;
    this.#opened = opened;
  }

  static async open(): Promise<SipServer> {
    await using opened = new AsyncDisposableStack();
    const control = controlFrom(process.env['SIP_CONTROL_URL']) ?? (await startEngine(opened));
    let hostports = '';
    const app = await connectApp(control, {
      secret: control.secret,
      onConnected: (list) => {
        hostports = list;
      },
    });
    return new SipServer(app, hostports, control, opened.move());
  }

  /** Its port where it listens for UDP and TCP alike, host and all. */
  get address(): string {
    return `${LOOPBACK}:${this.udpPort}`;
  }

  /** Resolves when no dialog is left; of a server of another maker nothing is known. */
  async allOver(): Promise<void> {
    const { engine } = this.control;
    if (engine === undefined) return;
    await eventually(systemClock, 'no dialog is left', () => engine.stats().dialogs === 0);
  }

  /** Takes the application off, so that another has all requests. */
  withdrawApp(): void {
    if (this.#isConnected) this.app.disconnect();
    this.#isConnected = false;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.withdrawApp();
    await this.#opened.disposeAsync();
  }
}

interface Control {
  readonly controlHost: string;
  readonly controlPort: number;
  readonly secret: string;
  readonly engine?: SipEngine;
}

function controlFrom(url: string | undefined): Control | undefined {
  if (url === undefined || url === '') return undefined;
  const { hostname, port, password } = new URL(url);
  return { controlHost: hostname, controlPort: Number(port), secret: decodeURIComponent(password) };
}

async function startEngine(opened: AsyncDisposableStack): Promise<Control> {
  const engine = await createSipEngine({
    clock: systemClock,
    random: systemRandom,
    log: { ...silentLog, error: (fields, message) => console.error(message, fields) },
    listeners: [
      { protocol: 'udp', address: LOOPBACK, port: 0 },
      { protocol: 'tcp', address: LOOPBACK, port: 0 },
    ],
    control: { host: LOOPBACK, port: 0, secret: new Secret(SECRET) },
    dropScanners: true,
  });
  opened.defer(async () => {
    const { faults } = engine.stats();
    await engine.close();
    if (faults > 0) throw new Error(`the engine had ${faults} faults`);
  });
  return { controlHost: LOOPBACK, controlPort: engine.controlPort, secret: SECRET, engine };
}

/** From the list a server sends on connecting, `udp/127.0.0.1:5060,tcp/…`. */
function portOf(hostports: string, protocol: string): number {
  return Number(new RegExp(`(?:^|,)${protocol}/[^,]*:(\\d+)`).exec(hostports)?.[1] ?? 0);
}
