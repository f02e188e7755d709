import { freeUdpPort } from '../../tests/stack/free-port.ts';
import { MeasuredProcess } from './measured-process.ts';
import type { SipServer } from './sip-server.ts';
import { offerCalls, startAnswering, type Load, type LoadResult } from './sipp-load.ts';

const APP = new URL('./app-process.ts', import.meta.url);

export interface Offered extends LoadResult {
  readonly serverMs: number;
  readonly appMs: number;
}

/** What the app says first. */
export interface AppReady {
  /** Where the server takes calls by UDP. */
  readonly sipPort: number;
}

/** A back-to-back app on a server, between a SIPp that calls and one that answers. */
export class Bed implements AsyncDisposable {
  readonly #opened: AsyncDisposableStack;
  readonly #server: SipServer;
  readonly #app: MeasuredProcess<AppReady>;

  private constructor(parts: {
    opened: AsyncDisposableStack;
    server: SipServer;
    app: MeasuredProcess<AppReady>;
  }) {
    this.#opened = parts.opened;
    this.#server = parts.server;
    this.#app = parts.app;
  }

  static async open(server: SipServer): Promise<Bed> {
    await using opened = new AsyncDisposableStack();
    const calleePort = await freeUdpPort();
    opened.use(startAnswering('callee.xml', calleePort));
    const { host, port, secret } = server.control;
    const app = opened.use(await MeasuredProcess.start<AppReady>(APP, [host, port, secret, calleePort]));
    return new Bed({ opened: opened.move(), server, app });
  }

  async offer(load: Load): Promise<Offered> {
    const before = [await this.#server.cpuMs(), (await this.#app.measure()).cpuMs] as const;
    const result = await offerCalls(await freeUdpPort(), this.#app.ready.sipPort, load);
    const after = [await this.#server.cpuMs(), (await this.#app.measure()).cpuMs] as const;
    return {
      ...result,
      serverMs: (after[0] - before[0]) / load.calls,
      appMs: (after[1] - before[1]) / load.calls,
    };
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#opened[Symbol.asyncDispose]();
  }
}
