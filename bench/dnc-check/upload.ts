import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Worker } from 'node:worker_threads';
import { BATCHES_UNDER_WAY, NUMBERS_A_BATCH_MAX } from '../../services/console/src/app/views/exclusions.ts';
import { ConfigurationServiceDefinition } from '@firstring/contracts/leads/configuration_service';
import { silentLog } from '@firstring/kernel';
import { systemClock as clock, systemRandom as random } from '@firstring/kernel/system';
import { loadConfig } from '@firstring/service-kit';
import { standaloneConfigSchema } from '../../services/standalone/src/config.ts';
import { createStandalone } from '../../services/standalone/src/service.ts';
import { figure, type Figure } from '../figure.ts';
import type { Uploaded, UploaderTask } from './uploader.ts';

const PROCESS = 'bench';
const WARM_UP = 20_000;
const PASSWORD = 'a long enough password';

/** A file of numbers as the page sends it, through the whole product in one process: numbers a second, and what the main loop feels. */
export async function measureUpload({ numbers, at }: { numbers: number; at: string }): Promise<Figure[]> {
  await using product = await openProduct();
  const user = { userId: 'sue', username: 'sue', name: 'Sue', password: PASSWORD, processIds: [PROCESS] };
  await product.users.ensure({ ...user, roles: ['supervisor'] });
  const batches = { batch: NUMBERS_A_BATCH_MAX, inFlight: BATCHES_UNDER_WAY };
  const task = { consoleUrl: product.consoleUrl, username: 'sue', password: PASSWORD, ...batches };
  // Until some batches are through, code is still being compiled.
  await upload({ ...task, first: 0, numbers: WARM_UP });
  const loop = watchLoop();
  const { elapsedMs, added } = await upload({ ...task, first: WARM_UP, numbers });
  const { delayMs, sliceMs, cpuMs } = loop.stop();
  if (added !== numbers) throw new Error(`${added} of ${numbers} numbers were added`);
  const perSecond = numbers / (elapsedMs / 1000);
  const base = { bench: 'DNC', at };
  return [
    figure({ ...base, figure: 'upload_per_s', value: perSecond, unit: '/s', goal: '>=20000' }),
    figure({ ...base, figure: 'upload_slice_ms_max', value: sliceMs, unit: 'ms', goal: '<=10' }),
    figure({ ...base, figure: 'upload_loop_ms_max', value: delayMs, unit: 'ms', goal: '' }),
    figure({ ...base, figure: 'upload_cpu_us', value: (cpuMs * 1000) / numbers, unit: 'µs', goal: '' }),
  ];
}

/**
 * The longest delay of the main loop by the wall clock, which a busy machine makes longer, and the most CPU time that the main
 * thread has used between two looks, which is what its longest slice has cost.
 */
function watchLoop(): { stop(): { delayMs: number; sliceMs: number; cpuMs: number } } {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const begun = process.threadCpuUsage();
  let last = begun;
  let sliceMs = 0;
  const look = setInterval(() => {
    const now = process.threadCpuUsage();
    sliceMs = Math.max(sliceMs, msBetween(last, now));
    last = now;
  }, 1);
  return {
    stop() {
      clearInterval(look);
      delay.disable();
      return { delayMs: delay.max / 1e6, sliceMs, cpuMs: msBetween(begun, process.threadCpuUsage()) };
    },
  };
}

function msBetween(from: NodeJS.CpuUsage, to: NodeJS.CpuUsage): number {
  return (to.user + to.system - from.user - from.system) / 1000;
}

async function openProduct() {
  await using opened = new AsyncDisposableStack();
  const folder = mkdtempSync(join(tmpdir(), 'firstring-dnc-'));
  opened.defer(() => rmSync(folder, { recursive: true, force: true }));
  const anyPort = '127.0.0.1:0';
  const env = { DATA_DIR: folder, CONSOLE_LISTEN: anyPort, INGEST_LISTEN: anyPort, SIP_LISTEN: anyPort };
  const config = loadConfig(standaloneConfigSchema, env, 'STANDALONE_');
  const product = opened.use(await createStandalone(config, { env, clock, random, log: silentLog }));
  const configuration = product.clients.client(ConfigurationServiceDefinition, product.addresses.leadStore);
  const process = { processId: PROCESS, name: 'Bench', timeZone: 'America/New_York' };
  await configuration.createProcess({ requestId: PROCESS, process });
  const close = opened.move();
  const { consoleUrl, users } = product;
  return { consoleUrl, users, [Symbol.asyncDispose]: () => close.disposeAsync() };
}

async function upload(task: UploaderTask): Promise<Uploaded> {
  const worker = new Worker(new URL('./uploader.ts', import.meta.url), { workerData: task });
  const [uploaded] = (await once(worker, 'message')) as [Uploaded]; // the thread's one message
  await worker.terminate();
  return uploaded;
}
