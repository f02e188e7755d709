/**
 * B4: single POSTs of about 300 bytes over 64 connections, one in ten a duplicate, each durable before its answer. Beside it, in
 * turn, an Express route that only reads and validates the same body: what HTTP alone costs on this machine.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import autocannon from 'autocannon';
import { Product } from '../../tests/stack/product.ts';
import { figure, type Figure } from '../figure.ts';

const CONNECTIONS = 64;
const ROUNDS = 3;

export async function run({ small }: { small: boolean }): Promise<Figure[]> {
  const seconds = small ? 4 : 10;
  await using product = await Product.start();
  await using peer = await startPeer();
  const { ingestUrl, linkToken } = product.ready;
  const ours = `${ingestUrl}/v1/links/${linkToken}/leads`;
  const rates: number[] = [];
  const peers: number[] = [];
  const p99: number[] = [];
  let refused = 0;
  await shoot(ours, 2);
  for (let round = 0; round < ROUNDS; round += 1) {
    const shot = await shoot(ours, seconds);
    rates.push(shot['2xx'] / shot.duration);
    p99.push(shot.latency.p99);
    refused += shot.non2xx + shot.errors;
    const theirs = await shoot(peer.url, seconds);
    peers.push(theirs['2xx'] / theirs.duration);
  }
  const at = `${CONNECTIONS} connections, ${ROUNDS} × ${seconds} s`;
  const common = { bench: 'B4', at };
  return [
    figure({ ...common, figure: 'posts_per_s', unit: '/s', value: median(rates), goal: '>=2000' }),
    figure({ ...common, figure: 'post_p99_ms', unit: 'ms', value: median(p99), goal: '<=50' }),
    figure({ ...common, figure: 'not_taken', unit: 'posts', value: refused, goal: '<=0' }),
    figure({ ...common, figure: 'peer_validate_only_per_s', unit: '/s', value: median(peers), goal: '' }),
    figure({
      ...common,
      figure: 'ratio_to_peer',
      unit: '',
      value: median(rates) / median(peers),
      goal: '>=0.2',
    }),
  ];
}

let sent = 0;

function shoot(url: string, seconds: number): Promise<autocannon.Result> {
  return autocannon({
    url,
    method: 'POST',
    connections: CONNECTIONS,
    duration: seconds,
    headers: { 'content-type': 'application/json' },
    requests: [
      {
        setupRequest: (request) => {
          // Every tenth repeats a number of before: an update.
          const n = sent % 10 === 9 ? Math.floor(sent / 2) : sent;
          sent += 1;
          return { ...request, body: body(n) };
        },
      },
    ],
  });
}

/** North American numbers, 300 bytes of what vendors send. */
function body(n: number): string {
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

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
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
