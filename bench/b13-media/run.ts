/**
 * B13: anchored calls on one core. The relay on one core, all phones in a process on another, 50 packets a second each way;
 * the embedded relay, the same with every call recorded, and Debian's rtpengine (in user space) one after the other. What counts is that no packet is lost and the
 * processor time a call costs, which a busy machine changes little.
 */
import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { figure, type Figure } from '../figure.ts';
import { cpuMsOf } from '../process-cpu.ts';
import type { LoadResult, LoadSettings } from './load.ts';

const RTPENGINE = '/usr/bin/rtpengine';
const RTPENGINE_NG_PORT = 22_913;
const [RELAY_CORE, LOAD_CORE] = ['0', '1'];

interface RelayProcess {
  ngPort: number;
  pid: number;
  stop(): Promise<void>;
}

export async function run({ small }: { small: boolean }): Promise<Figure[]> {
  const load = { calls: small ? 50 : 200, seconds: small ? 5 : 20, recorded: false };
  const figures = await measure('ours', load, await startOurs());
  figures.push(...(await measure('ours_recorded', { ...load, recorded: true }, await startOurs())));
  if (!existsSync(RTPENGINE)) return figures;
  return [...figures, ...(await measure('rtpengine', load, await startRtpengine()))];
}

async function measure(
  who: string,
  load: Omit<LoadSettings, 'ngPort'>,
  relay: RelayProcess,
): Promise<Figure[]> {
  const { calls, seconds } = load;
  const settings = JSON.stringify({ ...load, ngPort: relay.ngPort });
  const phones = fork(fileURLToPath(new URL('load.ts', import.meta.url)), [settings], { execArgv: [] });
  pin(phones, LOAD_CORE);
  try {
    await messageOf(phones, 'opened');
    const before = cpuMsOf(relay.pid) / 1000;
    const { result } = (await messageOf(phones, 'result')) as { result: LoadResult }; // what load.ts sends
    const cpu = cpuMsOf(relay.pid) / 1000 - before;
    const goal = (text: string): string => (who === 'rtpengine' ? '' : text);
    const common = { bench: 'B13', at: `${calls} calls, ${seconds} s` };
    return [
      figure({
        ...common,
        figure: `${who}_lost`,
        unit: 'packets',
        value: result.sent - result.received,
        goal: goal('<=0'),
      }),
      figure({
        ...common,
        figure: `${who}_packets_per_s`,
        unit: '/s',
        value: result.received / seconds,
        goal: '',
      }),
      figure({
        ...common,
        figure: `${who}_cpu_per_call`,
        unit: '% core',
        value: (100 * cpu) / seconds / calls,
        goal: goal('<=0.5'),
      }),
      figure({
        ...common,
        figure: `${who}_cpu_per_packet`,
        unit: 'us',
        value: (1e6 * cpu) / result.received,
        goal: '',
      }),
      figure({ ...common, figure: `${who}_p50`, unit: 'ms', value: result.p50Ms, goal: '' }),
      figure({ ...common, figure: `${who}_p99`, unit: 'ms', value: result.p99Ms, goal: goal('<=20') }),
    ];
  } finally {
    if (phones.exitCode === null) phones.kill();
    await relay.stop();
  }
}

async function startOurs(): Promise<RelayProcess> {
  const child = fork(fileURLToPath(new URL('relay.ts', import.meta.url)), { execArgv: [] });
  pin(child, RELAY_CORE);
  const [told] = (await once(child, 'message')) as [{ ngPort: number }];
  return { ngPort: told.ngPort, pid: child.pid ?? 0, stop: () => stop(child) };
}

async function startRtpengine(): Promise<RelayProcess> {
  const args = [
    '--config-file=none',
    '--foreground',
    '--table=-1',
    '--interface=127.0.0.1',
    '--num-threads=2',
  ];
  const ports = [`--listen-ng=127.0.0.1:${RTPENGINE_NG_PORT}`, '--port-min=24000', '--port-max=27999'];
  const child = spawn(RTPENGINE, [...args, ...ports, '--log-stderr', '--log-level=3'], { stdio: 'ignore' });
  pin(child, RELAY_CORE);
  return { ngPort: RTPENGINE_NG_PORT, pid: child.pid ?? 0, stop: () => stop(child) };
}

async function stop(child: ChildProcess): Promise<void> {
  const exited = once(child, 'exit');
  // Ours ends by itself when its channel closes; rtpengine has none.
  if (child.connected) child.disconnect();
  else child.kill('SIGTERM');
  await exited;
}

/** With all its threads, the present and the future ones. */
function pin(child: ChildProcess, core: string): void {
  spawn('taskset', ['--all-tasks', '--cpu-list', '--pid', core, String(child.pid)], { stdio: 'ignore' });
}

/** Rejects when the process ends without it. */
function messageOf(child: ChildProcess, type: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    child.on('message', (message: { type: string }) => {
      if (message.type === type) resolve(message);
    });
    child.once('exit', (code) =>
      reject(new Error(`the phones ended with ${code} before they said '${type}'`)),
    );
  });
}

if (import.meta.main) {
  for (const measured of await run({ small: process.argv.includes('--small') })) {
    process.stdout.write(`${JSON.stringify(measured)}\n`);
  }
}
