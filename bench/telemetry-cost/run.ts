/**
 * TELEMETRY: what traces and metrics cost a vendor's POST. The same POSTs, in turn, to a product without telemetry, one that traces one lead in a
 * hundred, and one that traces all; a collector takes what they send and throws it away. CPU is the product's, all its threads together:
 * it says the same on a busy machine.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import autocannon from 'autocannon';
import { Product } from '../../tests/stack/product.ts';
import { figure, median, type Figure } from '../figure.ts';
import { cpuMsOf } from '../process-cpu.ts';

const CONNECTIONS = 16;

export async function run({ small }: { small: boolean }): Promise<Figure[]> {
  const { posts, rounds } = small ? { posts: 500, rounds: 1 } : { posts: 5000, rounds: 3 };
  await using collector = await startSink();
  const traced = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url };
  const sampled = { OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.01' };
  await using off = await Product.start();
  await using some = await Product.start({ env: { ...traced, ...sampled } });
  await using all = await Product.start({ env: traced });
  const kinds = { off, some, all };
  const shots = { off: [] as Shot[], some: [] as Shot[], all: [] as Shot[] };
  for (const product of Object.values(kinds)) await shoot(product, posts / 5);
  for (let round = 0; round < rounds; round += 1)
    for (const kind of ['off', 'some', 'all'] as const) shots[kind].push(await shoot(kinds[kind], posts));
  const cpu = (kind: keyof typeof shots): number =>
    median(shots[kind].map(({ cpuMs }) => (cpuMs * 1000) / posts));
  const rate = (kind: keyof typeof shots): number => median(shots[kind].map(({ perSecond }) => perSecond));
  const told = { bench: 'TELEMETRY', at: `${CONNECTIONS} connections, ${rounds} × ${posts} POSTs`, goal: '' };
  return [
    ...(['off', 'some', 'all'] as const).flatMap((kind) => [
      figure({ ...told, figure: `cpu_us_per_post_${kind}`, unit: 'µs', value: cpu(kind) }),
      figure({ ...told, figure: `posts_per_s_${kind}`, unit: '/s', value: rate(kind) }),
    ]),
    figure({ ...told, figure: 'cpu_some_to_off', unit: '', value: cpu('some') / cpu('off'), goal: '<=1.25' }),
    figure({ ...told, figure: 'cpu_all_to_off', unit: '', value: cpu('all') / cpu('off') }),
  ];
}

interface Shot {
  readonly perSecond: number;
  readonly cpuMs: number;
}

let sent = 0;

async function shoot(product: Product, posts: number): Promise<Shot> {
  const { ingestUrl, linkToken } = product.ready;
  const before = cpuMsOf(product.pid);
  const shot = await autocannon({
    url: `${ingestUrl}/v1/links/${linkToken}/leads`,
    method: 'POST',
    connections: CONNECTIONS,
    amount: posts,
    headers: { 'content-type': 'application/json' },
    requests: [{ setupRequest: (request) => ({ ...request, body: nextLead() }) }],
  });
  if (shot['2xx'] !== posts) throw new Error(`${posts - shot['2xx']} leads were not taken`);
  return { perSecond: posts / shot.duration, cpuMs: cpuMsOf(product.pid) - before };
}

/** North American numbers, each once. */
function nextLead(): string {
  sent += 1;
  return JSON.stringify({ caller_id: `+1212${2_000_000 + sent}`, first_name: 'Dana', roof_area: '120' });
}

async function startSink(): Promise<AsyncDisposable & { readonly url: string }> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.end());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
