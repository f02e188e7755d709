/** Agent-first calls through the sip service: the agent's phone answers, the lead is dialled and answers, the relay joins them. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { freeUdpPort } from '../../tests/stack/free-port.ts';
import { figure, quantile, type Figure } from '../figure.ts';
import type { PlaceCalls, PlacedCalls } from './bridge-process.ts';
import { profiling } from './measured-process.ts';
import { startAnswering } from './sipp-load.ts';

const WARM_UP: PlaceCalls = { callsPerS: 50, calls: 200 };

export async function measureBridges(load: PlaceCalls): Promise<Figure[]> {
  const [phonePort, leadPort] = [await freeUdpPort(), await freeUdpPort()];
  const child = fork(new URL('./bridge-process.ts', import.meta.url), [`${phonePort}`, `${leadPort}`], {
    execArgv: profiling(),
  });
  const ended = once(child, 'exit').then(() => Promise.reject(new Error('the sip service ended')));
  const next = async (): Promise<unknown> =>
    ((await Promise.race([once(child, 'message'), ended])) as [unknown])[0];
  try {
    await next();
    // Only now: until here its port was taken by the registrations.
    await using _phones = startAnswering('callee.xml', phonePort);
    await using _leads = startAnswering('lead.xml', leadPort);
    child.send(WARM_UP);
    await next();
    child.send(load);
    return figures(load, (await next()) as PlacedCalls);
  } finally {
    ended.catch(() => {});
    child.disconnect();
  }
}

function figures(load: PlaceCalls, placed: PlacedCalls): Figure[] {
  const bridgeMs = Float64Array.from(placed.bridgeMs);
  const common = {
    bench: 'B5',
    at: `sip service, ${load.callsPerS} bridges/s, ${load.calls} calls, hold 0.3 s`,
  };
  return [
    figure({
      ...common,
      figure: 'not_bridged',
      unit: 'calls',
      value: load.calls - placed.bridged,
      goal: '<=0',
    }),
    figure({ ...common, figure: 'bridge_p50_ms', unit: 'ms', value: quantile(bridgeMs, 0.5), goal: '' }),
    figure({
      ...common,
      figure: 'bridge_p99_ms',
      unit: 'ms',
      value: quantile(bridgeMs, 0.99),
      goal: '<=500',
    }),
    figure({ ...common, figure: 'cpu_ms_a_bridge', unit: 'ms', value: placed.cpuMs / load.calls, goal: '' }),
  ];
}
