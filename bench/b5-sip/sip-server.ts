import { cpuMsOf } from '../process-cpu.ts';
import { MeasuredProcess, profiling } from './measured-process.ts';

const ENGINE = new URL('./engine-process.ts', import.meta.url);

/** The young space that `startSipEngineThread` gives the engine. */
const LIKE_ITS_THREAD = ['--max-semi-space-size=4'];

/** Where an app connects. */
export interface Control {
  readonly host: string;
  readonly port: number;
  readonly secret: string;
}

/** A SIP server that an app can drive, and what it has used. */
export interface SipServer extends AsyncDisposable {
  readonly control: Control;
  /** CPU since its start, ms. */
  cpuMs(): Promise<number>;
}

export interface OwnEngine extends SipServer {
  readonly process: MeasuredProcess<Control>;
}

/** Our engine in a process of its own. */
export async function startEngine(): Promise<OwnEngine> {
  const process = await MeasuredProcess.start<Control>(ENGINE, [], [...LIKE_ITS_THREAD, ...profiling()]);
  return {
    process,
    control: process.ready,
    cpuMs: async () => (await process.measure()).cpuMs,
    [Symbol.asyncDispose]: () => process[Symbol.asyncDispose](),
  };
}

/**
 * A drachtio-server that runs already: `SIP_CONTROL_URL` (`tcp://:secret@host:port`) says where, `SIP_SERVER_PID` which process it is.
 * Undefined without them.
 */
export function runningServer(): SipServer | undefined {
  const { SIP_CONTROL_URL: url = '', SIP_SERVER_PID: pid = '' } = process.env;
  if (url === '' || pid === '') return undefined;
  const { hostname, port, password } = new URL(url);
  return {
    control: { host: hostname, port: Number(port), secret: decodeURIComponent(password) },
    cpuMs: async () => cpuMsOf(Number(pid)),
    // Whoever started it ends it.
    [Symbol.asyncDispose]: async () => {},
  };
}
