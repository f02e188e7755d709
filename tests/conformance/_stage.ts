import type { App } from '@firstring/sip-engine/testing';
import { freeUdpPort } from '../stack/free-port.ts';
import { Sipp, type SippOptions } from './_sipp.ts';
import { SipServer } from './_sip-server.ts';
import { SipWire } from './_sip-wire.ts';

/** The server under test, one port for each party around it, and the record of what they say. */
export class Stage implements AsyncDisposable {
  readonly server: SipServer;
  readonly app: App;
  readonly wire: SipWire;
  readonly #ports: Readonly<Record<string, number>>;
  readonly #opened: AsyncDisposableStack;

  private constructor(
    parts: Pick<Stage, 'server' | 'wire'>,
    ports: Readonly<Record<string, number>>,
    opened: AsyncDisposableStack,
  ) {
    this.server = parts.server;
    this.app = parts.server.app;
    this.wire = parts.wire;
    this.#ports = ports;
    this.#opened = opened;
  }

  static async open(...names: string[]): Promise<Stage> {
    await using opened = new AsyncDisposableStack();
    const server = opened.use(await SipServer.open());
    const ports: Record<string, number> = {};
    for (const name of names) ports[name] = await freeUdpPort();
    const named = Object.entries(ports).map(([party, port]) => [party, [port]] as const);
    const ofServer = [...new Set([server.udpPort, server.tcpPort])];
    // What is nobody's port is the near end of a connection the server made.
    const wire = opened.use(await SipWire.open({ ...Object.fromEntries(named), server: ofServer }, 'server'));
    return new Stage({ server, wire }, ports, opened.move());
  }

  port(party: string): number {
    const port = this.#ports[party];
    if (port === undefined) throw new Error(`nobody is called ${party}`);
    return port;
  }

  /** Where a party is called. */
  uri(party: string): string {
    return `sip:${party}@127.0.0.1:${this.port(party)}`;
  }

  /** SIPp at a party's port, calling the server where its scenario calls. */
  async sipp(party: string, scenario: URL, more: Partial<SippOptions> = {}): Promise<Sipp> {
    const options = { scenario, port: this.port(party), target: this.server.address, ...more };
    return this.#opened.use(await Sipp.start(options));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#opened.disposeAsync();
  }
}

/** SIPp's part that every scenario can use: `caller.xml`, `callee.xml`. */
export function stockPart(name: 'caller' | 'callee'): URL {
  return new URL(`sipp/${name}.xml`, import.meta.url);
}
