import { setTimeout as sleep } from 'node:timers/promises';
import { freeUdpPort } from '../../tests/stack/free-port.ts';
import { MeasuredProcess, profiling, type Usage } from './measured-process.ts';
import { offerCalls, startAnswering, type Load, type LoadResult } from './sipp-load.ts';

const ENGINE = new URL('./engine-process.ts', import.meta.url);
const APP = new URL('./app-process.ts', import.meta.url);

export interface Offered extends LoadResult {
  readonly engineMs: number;
  readonly appMs: number;
}

/** Engine, app and both SIPp. */
export class Bed implements AsyncDisposable {
  readonly #opened: AsyncDisposableStack;
  readonly engine: MeasuredProcess<{ controlPort: number }>;
  readonly #app: MeasuredProcess<string>;
  readonly #port: number;
  readonly calleePort: number;

  private constructor(parts: {
    opened: AsyncDisposableStack;
    engine: MeasuredProcess<{ controlPort: number }>;
    app: MeasuredProcess<string>;
    port: number;
    calleePort: number;
  }) {
    this.#opened = parts.opened;
    this.engine = parts.engine;
    this.#app = parts.app;
    this.#port = parts.port;
    this.calleePort = parts.calleePort;
  }

  static async open(): Promise<Bed> {
    await using opened = new AsyncDisposableStack();
    const [port, calleePort] = [await freeUdpPort(), await freeUdpPort()];
    opened.use(startAnswering('callee.xml', calleePort));
    const engine = opened.use(
      await MeasuredProcess.start<{ controlPort: number }>(ENGINE, [port], profiling()),
    );
    const app = opened.use(await MeasuredProcess.start<string>(APP, [engine.ready.controlPort, calleePort]));
    return new Bed({ opened: opened.move(), engine, app, port, calleePort });
  }

  async offer(load: Load): Promise<Offered> {
    const before = [await this.engine.measure(), await this.#app.measure()] as const;
    const result = await offerCalls(await freeUdpPort(), this.#port, load);
    const after = [await this.engine.measure(), await this.#app.measure()] as const;
    return {
      ...result,
      engineMs: (after[0].cpuMs - before[0].cpuMs) / load.calls,
      appMs: (after[1].cpuMs - before[1].cpuMs) / load.calls,
    };
  }

  /** Live memory of the engine for each dialog while all calls are up, KB. */
  async hold(load: Load, idle: Usage): Promise<number> {
    const offered = this.offer(load);
    await sleep((load.calls / load.callsPerS) * 1000 + 500);
    const { heapMB, counts } = await this.engine.measureLive();
    await offered;
    return ((heapMB - idle.heapMB) * 1024) / (counts['dialogs'] ?? 1);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#opened[Symbol.asyncDispose]();
  }
}
