/**
 * B4: leads of about 300 bytes, one in ten a duplicate, each durable before its answer: single POSTs over 64 connections, and batches
 * of 100 over 8. Beside them, in turn, an Express route that only reads and validates the same single body: what HTTP alone costs on
 * this machine.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import autocannon from 'autocannon';
import { Product } from '../../tests/stack/product.ts';
import { figure, median, type Figure } from '../figure.ts';

const CONNECTIONS = 64;
const BATCH_CONNECTIONS = 8;
const BATCH_SIZE = 100;

export async function run({ small }: { small: boolean }): Promise<Figure[]> {
  const { seconds, rounds } = small ? { seconds: 2, rounds: 1 } : { seconds: 10, rounds: 3 };
  await using product = await Product.start();
  await using peer = await startPeer();
  const { ingestUrl, linkToken } = product.ready;
  const ours = `${ingestUrl}/v1/links/${linkToken}/leads`;
  const singles: Shot[] = [];
  const batches: Shot[] = [];
  const peers: number[] = [];
  await shoot({ url: ours, seconds: 2 });
  for (let round = 0; round < rounds; round += 1) {
    singles.push(await shoot({ url: ours, seconds }));
    batches.push(await shoot({ url: `${ours}/batch`, seconds, batchSize: BATCH_SIZE }));
    peers.push((await shoot({ url: peer.url, seconds })).leadsPerSecond);
  }
  return figuresOf({ singles, batches, peer: median(peers), seconds });
}

interface Shot {
  readonly leadsPerSecond: number;
  readonly p99Ms: number;
  readonly notTaken: number;
}

interface Measured {
  readonly singles: readonly Shot[];
  readonly batches: readonly Shot[];
  readonly peer: number;
  readonly seconds: number;
}

function figuresOf({ singles, batches, peer, seconds }: Measured): Figure[] {
  const rate = median(singles.map(({ leadsPerSecond }) => leadsPerSecond));
  const single = { bench: 'B4', at: `${CONNECTIONS} connections, ${singles.length} × ${seconds} s` };
  const batch = { bench: 'B4', at: `${BATCH_CONNECTIONS} connections, batches of ${BATCH_SIZE}` };
  const batchRate = median(batches.map(({ leadsPerSecond }) => leadsPerSecond));
  const p99 = median(singles.map(({ p99Ms }) => p99Ms));
  const notTaken = [...singles, ...batches].reduce((sum, shot) => sum + shot.notTaken, 0);
  return [
    figure({ ...single, figure: 'posts_per_s', unit: '/s', value: rate, goal: '>=3000' }),
    figure({ ...single, figure: 'post_p99_ms', unit: 'ms', value: p99, goal: '<=50' }),
    figure({ ...batch, figure: 'batched_leads_per_s', unit: '/s', value: batchRate, goal: '>=15000' }),
    figure({ ...single, figure: 'not_taken', unit: 'requests', value: notTaken, goal: '<=0', always: true }),
    figure({ ...single, figure: 'peer_validate_only_per_s', unit: '/s', value: peer, goal: '' }),
    figure({ ...single, figure: 'ratio_to_peer', unit: '', value: rate / peer, goal: '>=0.2' }),
    figure({ ...batch, figure: 'batch_ratio_to_peer', unit: '', value: batchRate / peer, goal: '' }),
  ];
}

let sent = 0;

interface Shooting {
  readonly url: string;
  readonly seconds: number;
  /** Leads in one request; single leads without it. */
  readonly batchSize?: number;
}

async function shoot({ url, seconds, batchSize }: Shooting): Promise<Shot> {
  const bodyOf = (): string =>
    batchSize === undefined
      ? nextLead()
      : `[${Array.from({ length: batchSize }, () => nextLead()).join(',')}]`;
  const shot = await autocannon({
    url,
    method: 'POST',
    connections: batchSize === undefined ? CONNECTIONS : BATCH_CONNECTIONS,
    duration: seconds,
    headers: { 'content-type': 'application/json' },
    requests: [{ setupRequest: (request) => ({ ...request, body: bodyOf() }) }],
  });
  return {
    leadsPerSecond: (shot['2xx'] * (batchSize ?? 1)) / shot.duration,
    p99Ms: shot.latency.p99,
    notTaken: shot.non2xx + shot.errors,
  };
}

/** Every tenth repeats a number of before: an update. */
function nextLead(): string {
  const n = sent % 10 === 9 ? Math.floor(sent / 2) : sent;
  sent += 1;
  return lead(n);
}

/** North American numbers, 300 bytes of what vendors send. */
function lead(n: number): string {
  const callerId = `+1${212 + (Math.floor(n / 700_000) % 8)}${2 + (Math.floor(n / 100_000) % 7)}${String(n % 1_000_000).padStart(6, '0')}`;
  return JSON.stringify({
    caller_id: callerId,
    first_name: 'Dana',
    last_name: `Benchmark-${n}`,
    email: `dana.${n}@example.org`,
    roof_area: '120',
    comment: 'x'.repeat(140),
  });
}

async function startPeer(): Promise<AsyncDisposable & { url: string }> {
  const child: ChildProcess = fork(new URL('./validate-only.ts', import.meta.url));
  const [port] = (await once(child, 'message')) as [number];
  return {
    url: `http://127.0.0.1:${port}/leads`,
    async [Symbol.asyncDispose]() {
      child.kill();
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    },
  };
}
