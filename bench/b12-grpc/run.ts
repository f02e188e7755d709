/**
 * B12: claim's AcquireLock in messages of 300 bytes, call by call and over one stream (ADR 21), beside a minimal Go server of the same
 * proto, in turn. The driver is one for all, in Go, so both sides of the comparison pay the same for the asking. First as fast as 64 callers
 * can, then 1,000 calls a second.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { figure, median, type Figure } from '../figure.ts';
import { buildGoProgram } from './go-program.ts';
import { startServers, type Server, type ServerName } from './servers.ts';

const CALLERS = 64;
const RATE = 1000;

interface Contender {
  readonly server: ServerName;
  readonly way: 'unary' | 'stream';
}

const ALL: readonly Contender[] = [
  { server: 'go', way: 'unary' },
  { server: 'bare', way: 'unary' },
  { server: 'bare', way: 'stream' },
  { server: 'claim', way: 'unary' },
  { server: 'claim', way: 'stream' },
];

/** What the driver prints. */
interface Driven {
  readonly calls: number;
  readonly failed: number;
  readonly tookMs: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

interface Round extends Driven {
  readonly perSecond: number;
  /** CPU of the server. */
  readonly cpuUs: number;
}

type Drive = (contender: Contender, load: readonly string[]) => Promise<Round>;

export async function run({ small }: { small: boolean }): Promise<Figure[]> {
  const plan = small ? { rounds: 1, forMs: 300, ratedMs: 500 } : { rounds: 5, forMs: 4000, ratedMs: 10_000 };
  await using opened = new AsyncDisposableStack();
  const program = opened.use(await buildGoProgram());
  const servers = opened.use(await startServers(program));
  let drives = 0;
  const drive: Drive = ({ server, way }, load) => {
    drives += 1;
    return oneRound(program.file, servers.of[server], ['-way', way, '-run', `run-${drives}`, ...load]);
  };
  const fast = ['-callers', String(CALLERS), '-for', `${plan.forMs}ms`];
  // Unmeasured: whoever runs in Node is slow until its code is compiled.
  for (const contender of ALL) await drive(contender, fast);
  const rounds = ALL.map((): Round[] => []);
  for (let round = 0; round < plan.rounds; round += 1) {
    for (const [index, contender] of ALL.entries()) rounds[index]?.push(await drive(contender, fast));
  }
  const [go = [], ...ours] = rounds;
  return [
    ...ALL.flatMap((contender, index) => speed(contender, rounds[index] ?? [])),
    ...ours.flatMap((own, index) => ratio(ALL[index + 1], own, go)),
    ...(await atRate(drive, plan.ratedMs)),
  ];
}

async function oneRound(file: string, { socket, cpuMs }: Server, args: readonly string[]): Promise<Round> {
  const beforeMs = cpuMs();
  const { stdout } = await promisify(execFile)(file, ['drive', ...args, socket]);
  const driven = JSON.parse(stdout) as Driven; // one line, by Figures of drive.go
  const cpuUs = ((cpuMs() - beforeMs) * 1000) / driven.calls;
  return { ...driven, perSecond: (driven.calls * 1000) / driven.tookMs, cpuUs };
}

function speed({ server, way }: Contender, rounds: readonly Round[]): Figure[] {
  const base = { bench: 'B12', at: `${CALLERS} callers`, goal: '' };
  const perSecond = median(rounds.map((round) => round.perSecond));
  const cpuUs = median(rounds.map((round) => round.cpuUs));
  return [
    figure({ ...base, figure: `${server}_${way}_per_s`, value: perSecond, unit: '/s' }),
    figure({ ...base, figure: `${server}_${way}_cpu_us`, value: cpuUs, unit: 'µs a call, server' }),
    { ...failed(`${server}_${way}`, base.at, rounds), always: true },
  ];
}

/** Round by round, so that both had the same machine. */
function ratio(contender: Contender | undefined, own: readonly Round[], go: readonly Round[]): Figure[] {
  if (contender === undefined) return [];
  const { server, way } = contender;
  const value = median(own.map(({ perSecond }, round) => perSecond / (go[round]?.perSecond ?? NaN)));
  const base = { bench: 'B12', at: `${CALLERS} callers`, unit: 'times' };
  const goal = way === 'stream' ? '>=0.5' : '';
  return [figure({ ...base, figure: `${server}_${way}_to_go_unary`, value, goal })];
}

async function atRate(drive: Drive, forMs: number): Promise<Figure[]> {
  const base = { bench: 'B12', at: `${RATE}/s`, unit: 'ms' };
  const figures: Figure[] = [];
  for (const contender of ALL) {
    const name = `${contender.server}_${contender.way}`;
    const round = await drive(contender, ['-rate', String(RATE), '-for', `${forMs}ms`]);
    const goal = name === 'bare_unary' || name === 'claim_unary' ? '<=10' : '';
    figures.push(
      figure({ ...base, figure: `${name}_p50_ms`, value: round.p50Ms, goal: '' }),
      figure({ ...base, figure: `${name}_p99_ms`, value: round.p99Ms, goal }),
      failed(name, base.at, [round]),
    );
  }
  return figures;
}

function failed(name: string, at: string, rounds: readonly Round[]): Figure {
  const value = rounds.reduce((sum, round) => sum + round.failed, 0);
  return figure({ bench: 'B12', figure: `${name}_failed`, at, value, unit: 'calls', goal: '<=0' });
}
