/**
 * B5: a plain drachtio-srf back-to-back app on our engine, each a process of its own, between two SIPp; beside it the same app on a
 * drachtio-server, where the environment names one (sip-server.ts), and Kamailio as a stateful relay. Latency is INVITE to 200 at the caller.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { freeUdpPort } from '../../tests/stack/free-port.ts';
import { figure, type Figure } from '../figure.ts';
import type { PlaceCalls } from './bridge-process.ts';
import { Bed, type Offered } from './bed.ts';
import { measureBridges } from './bridges.ts';
import { startKamailio } from './kamailio.ts';
import type { Usage } from './measured-process.ts';
import { offerInTurn, referenceFigures } from './reference.ts';
import { runningServer, startEngine, type OwnEngine } from './sip-server.ts';
import { offerCalls, startAnswering, type Load } from './sipp-load.ts';

interface Size {
  readonly warmUp: Load;
  readonly reference: Load;
  readonly fast: Load;
  readonly held: Load;
  readonly soak: Load;
  readonly settleMs: number;
  readonly bridges: PlaceCalls;
}

/** Finished transactions are kept for 32 s: memory is judged after that. */
const FULL: Size = {
  warmUp: { callsPerS: 100, calls: 1000, holdMs: 500 },
  reference: { callsPerS: 200, calls: 6000, holdMs: 2000 },
  fast: { callsPerS: 1000, calls: 15_000, holdMs: 1000 },
  held: { callsPerS: 100, calls: 2000, holdMs: 25_000 },
  soak: { callsPerS: 400, calls: 100_000, holdMs: 2000 },
  settleMs: 45_000,
  bridges: { callsPerS: 100, calls: 3000 },
};
const SMALL: Size = {
  warmUp: { callsPerS: 50, calls: 50, holdMs: 100 },
  reference: { callsPerS: 50, calls: 150, holdMs: 500 },
  fast: { callsPerS: 100, calls: 200, holdMs: 500 },
  held: { callsPerS: 100, calls: 200, holdMs: 3000 },
  soak: { callsPerS: 100, calls: 300, holdMs: 500 },
  settleMs: 1000,
  bridges: { callsPerS: 20, calls: 100 },
};

export async function run({ small }: { small: boolean }): Promise<Figure[]> {
  const size = small ? SMALL : FULL;
  return [
    ...(await ofEngine(size)),
    ...(await besideKamailio(size.reference)),
    ...(await measureBridges(size.bridges)),
  ];
}

async function ofEngine(size: Size): Promise<Figure[]> {
  await using engine = await startEngine();
  await using bed = await Bed.open(engine);
  await bed.offer(size.warmUp);
  await sleep(size.settleMs);
  const idle = await engine.process.measureLive();
  const reference = await takeReference(bed, size);
  const fast = await bed.offer(size.fast);
  const kbADialog = await hold(bed, engine, { load: size.held, idle });
  await sleep(size.settleMs);
  const before = await engine.process.measureLive();
  const soak = await bed.offer(size.soak);
  await sleep(size.settleMs);
  const after = await engine.process.measureLive();
  const held = { bench: 'B5', at: title(size.held) };
  return [
    ...reference,
    ...runFigures(size.fast, fast),
    figure({ ...held, figure: 'kb_a_live_dialog', unit: 'KB', value: kbADialog, goal: '<=30' }),
    ...runFigures(size.soak, soak),
    ...soakFigures(size.soak, before, after),
  ];
}

/** Our engine, in turn with the same app on the drachtio-server that the environment names, where it names one. */
async function takeReference(own: Bed, { warmUp, reference }: Size): Promise<Figure[]> {
  const at = title(reference);
  const goals = { p99: '<=25', cpu: '<=3.2' };
  const server = runningServer();
  if (server === undefined) {
    const [rounds = []] = await offerInTurn([own], reference);
    return referenceFigures(at, rounds, goals);
  }
  await using theirs = await Bed.open(server);
  await theirs.offer(warmUp);
  const [ours = [], beside = []] = await offerInTurn([own, theirs], reference);
  const besideAt = `server behind SIP_CONTROL_URL, ${at}`;
  return [...referenceFigures(at, ours, goals), ...referenceFigures(besideAt, beside, { p99: '', cpu: '' })];
}

/** Live memory of the engine for each dialog while all calls are up, KB. */
async function hold(
  bed: Bed,
  engine: OwnEngine,
  { load, idle }: { load: Load; idle: Usage },
): Promise<number> {
  const offered = bed.offer(load);
  await sleep((load.calls / load.callsPerS) * 1000 + 500);
  const { heapMB, counts } = await engine.process.measureLive();
  await offered;
  return ((heapMB - idle.heapMB) * 1024) / (counts['dialogs'] ?? 1);
}

/** Kamailio relays instead of an app and a server. */
async function besideKamailio(load: Load): Promise<Figure[]> {
  const [port, calleePort] = [await freeUdpPort(), await freeUdpPort()];
  await using peer = await startKamailio(port, calleePort);
  if (peer === undefined) return [];
  await using _callee = startAnswering('callee.xml', calleePort);
  const before = peer.cpuMs();
  const result = await offerCalls(await freeUdpPort(), port, load);
  const common = { bench: 'B5', at: `Kamailio ${peer.version}, ${title(load)}`, goal: '' };
  const cpuMs = (peer.cpuMs() - before) / load.calls;
  return [
    figure({ ...common, figure: 'peer_answer_p99_ms', unit: 'ms', value: result.p99Ms }),
    figure({ ...common, figure: 'peer_cpu_ms_a_call', unit: 'ms', value: cpuMs }),
    figure({ ...common, figure: 'peer_failed', unit: 'calls', value: result.failed }),
  ];
}

function runFigures(load: Load, result: Offered): Figure[] {
  const common = { bench: 'B5', at: title(load) };
  const cpuMs = result.serverMs + result.appMs;
  return [
    figure({ ...common, figure: 'failed', unit: 'calls', value: result.failed, goal: '<=0', always: true }),
    figure({ ...common, figure: 'retransmissions', unit: '', value: result.retransmissions, goal: '' }),
    figure({ ...common, figure: 'answer_p99_ms', unit: 'ms', value: result.p99Ms, goal: '' }),
    figure({ ...common, figure: 'cpu_ms_a_call', unit: 'ms', value: cpuMs, goal: '' }),
  ];
}

/** Whether the soak left anything. */
function soakFigures(load: Load, before: Usage, after: Usage): Figure[] {
  const common = { bench: 'B5', at: title(load) };
  const growth = {
    heapMB: after.heapMB - before.heapMB,
    descriptors: after.descriptors - before.descriptors,
  };
  const left = (what: string): number => after.counts[what] ?? 0;
  return [
    figure({ ...common, figure: 'live_growth_mb', unit: 'MB', value: growth.heapMB, goal: '<=2' }),
    figure({ ...common, figure: 'rss_after_mb', unit: 'MB', value: after.rssMB, goal: '' }),
    figure({ ...common, figure: 'descriptor_growth', unit: '', value: growth.descriptors, goal: '<=0' }),
    figure({ ...common, figure: 'dialogs_left', unit: '', value: left('dialogs'), goal: '<=0' }),
    figure({ ...common, figure: 'transactions_left', unit: '', value: left('transactions'), goal: '<=0' }),
  ];
}

function title({ callsPerS, calls, holdMs }: Load): string {
  return `${callsPerS}/s, ${calls} calls, hold ${holdMs / 1000} s`;
}
