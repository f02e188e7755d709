/**
 * B1 in distributed form: each service a process of its own on a real Kafka and on MongoDB (the stand-in where no URL is given), the SIP
 * engine and the media relay too; 20 leads a second. And what each process holds in memory before the first lead.
 */
import { readFileSync } from 'node:fs';
import { systemClock } from '@firstring/kernel/system';
import { kafkaForTests, mongodbForTests } from '@firstring/testkit/servers';
import { Installation } from '../../tests/stack/installation.ts';
import { Telephones } from '../../tests/stack/telephones.ts';
import { speedToLead } from '../b1-speed-to-lead/load.ts';
import { figure, type Figure } from '../figure.ts';
import { cpuMsOf } from '../process-cpu.ts';

const AGENTS = 20;
const IDLE_MS = 10_000;

export async function run({ small }: { small: boolean }): Promise<Figure[]> {
  await using kafka = await kafkaForTests(process.env);
  await using mongodb = await mongodbForTests(process.env);
  await using telephones = await Telephones.start({
    policy: () => ({ ringAfterMs: 5, outcome: { type: 'answer', afterMs: 10, hangUpAfterMs: 10 } }),
  });
  await using installation = await Installation.start({
    kafkaBrokers: kafka.brokers,
    mongodbUrl: mongodb.url,
    trunkTarget: telephones.trunkTarget,
    agents: AGENTS,
  });
  await systemClock.sleep(small ? 0 : IDLE_MS);
  const memory = [...installation.processes.values()].map(({ name, pid }) =>
    figure({
      bench: 'B1D',
      figure: `resident_${name.replaceAll('-', '_')}_mb`,
      at: 'idle',
      value: residentMb(pid),
      unit: 'MB',
      goal: '<=120',
    }),
  );
  const processes = [...installation.processes.values()];
  const before = processes.map(({ pid }) => cpuMsOf(pid));
  const startMs = systemClock.monotonicMs();
  const speed = await speedToLead(installation.ready, telephones, {
    bench: 'B1D',
    leadsPerSecond: small ? 5 : 20,
    seconds: small ? 8 : 60,
    goalP50: '<=60',
    goalP99: '<=300',
  });
  const seconds = (systemClock.monotonicMs() - startMs) / 1000;
  const cpu = processes.map(({ name, pid }, index) =>
    figure({
      bench: 'B1D',
      figure: `cpu_${name.replaceAll('-', '_')}_ms_per_s`,
      at: small ? '5/s' : '20/s',
      value: (cpuMsOf(pid) - (before[index] ?? 0)) / seconds,
      unit: 'ms',
      goal: '',
    }),
  );
  return [...speed, ...cpu, ...memory];
}

function residentMb(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? Number.NaN) / 1024;
}
