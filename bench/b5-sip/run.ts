/**
 * B5: a plain drachtio-srf back-to-back app on our engine, each a process of its own, between two SIPp; beside it Kamailio as a
 * stateful relay between the same two. Latency is INVITE to 200 at the caller.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { freeUdpPort } from '../../tests/stack/free-port.ts';
import { figure, type Figure } from '../figure.ts';
import type { PlaceCalls } from './bridge-process.ts';
import { Bed, type Offered } from './bed.ts';
import { measureBridges } from './bridges.ts';
import { startKamailio } from './kamailio.ts';
import type { Usage } from './measured-process.ts';
import { offerCalls, type Load } from './sipp-load.ts';

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
  await using bed = await Bed.open();
  await bed.offer(size.warmUp);
  await sleep(size.settleMs);
  const idle = await bed.engine.measureLive();
  const reference = await bed.offer(size.reference);
  const fast = await bed.offer(size.fast);
  const held = await bed.hold(size.held, idle);
  await sleep(size.settleMs);
  const before = await bed.engine.measureLive();
  const soak = await bed.offer(size.soak);
  await sleep(size.settleMs);
  const after = await bed.engine.measureLive();
  const peer = await besideKamailio(bed, size.reference);
  const common = { bench: 'B5' };
  const at = title(size.reference);
  return [
    figure({ ...common, at, figure: 'answer_p50_ms', unit: 'ms', value: reference.p50Ms, goal: '' }),
    figure({ ...common, at, figure: 'answer_p99_ms', unit: 'ms', value: reference.p99Ms, goal: '<=25' }),
    figure({
      ...common,
      at,
      figure: 'cpu_engine_ms_a_call',
      unit: 'ms',
      value: reference.engineMs,
      goal: '',
    }),
    figure({ ...common, at, figure: 'cpu_app_ms_a_call', unit: 'ms', value: reference.appMs, goal: '' }),
    figure({
      ...common,
      at,
      figure: 'cpu_ms_a_call',
      unit: 'ms',
      value: reference.engineMs + reference.appMs,
      goal: '<=3.2',
    }),
    ...runFigures(size.fast, fast),
    figure({
      ...common,
      at: title(size.held),
      figure: 'kb_a_live_dialog',
      unit: 'KB',
      value: held,
      goal: '<=30',
    }),
    ...runFigures(size.soak, soak),
    figure({
      ...common,
      at: title(size.soak),
      figure: 'live_growth_mb',
      unit: 'MB',
      value: after.heapMB - before.heapMB,
      goal: '<=2',
    }),
    figure({
      ...common,
      at: title(size.soak),
      figure: 'rss_after_mb',
      unit: 'MB',
      value: after.rssMB,
      goal: '',
    }),
    figure({
      ...common,
      at: title(size.soak),
      figure: 'descriptor_growth',
      unit: '',
      value: after.descriptors - before.descriptors,
      goal: '<=0',
    }),
    figure({
      ...common,
      at: title(size.soak),
      figure: 'left_behind',
      unit: '',
      value: leftBehind(after),
      goal: '<=0',
    }),
    ...peer,
    ...(await measureBridges(size.bridges)),
  ];
}

function title({ callsPerS, calls, holdMs }: Load): string {
  return `${callsPerS}/s, ${calls} calls, hold ${holdMs / 1000} s`;
}

function runFigures(load: Load, result: Offered): Figure[] {
  const common = { bench: 'B5', at: title(load) };
  return [
    figure({ ...common, figure: 'failed', unit: 'calls', value: result.failed, goal: '<=0' }),
    figure({ ...common, figure: 'retransmissions', unit: '', value: result.retransmissions, goal: '' }),
    figure({ ...common, figure: 'answer_p99_ms', unit: 'ms', value: result.p99Ms, goal: '' }),
    figure({
      ...common,
      figure: 'cpu_ms_a_call',
      unit: 'ms',
      value: result.engineMs + result.appMs,
      goal: '',
    }),
  ];
}

function leftBehind({ counts }: Usage): number {
  return (counts['dialogs'] ?? 0) + (counts['transactions'] ?? 0);
}

async function besideKamailio(bed: Bed, load: Load): Promise<Figure[]> {
  const port = await freeUdpPort();
  await using peer = await startKamailio(port, bed.calleePort);
  if (peer === undefined) return [];
  const before = peer.cpuMs();
  const result = await offerCalls(await freeUdpPort(), port, load);
  const at = `Kamailio ${peer.version}, ${title(load)}`;
  const common = { bench: 'B5', at, goal: '' };
  return [
    figure({ ...common, figure: 'peer_answer_p99_ms', unit: 'ms', value: result.p99Ms }),
    figure({
      ...common,
      figure: 'peer_cpu_ms_a_call',
      unit: 'ms',
      value: (peer.cpuMs() - before) / load.calls,
    }),
    figure({ ...common, figure: 'peer_failed', unit: 'calls', value: result.failed }),
  ];
}
