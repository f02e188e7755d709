/**
 * B3: 64 agents take the next lead, each for himself alone, and complete it, each step on the disk before its answer; beside the same on
 * PostgreSQL, by graphile-worker, pg-boss and written by hand, in turn. Then all of them ask for one lead.
 */
import { startPostgres, type Postgres } from '../peers/postgres.ts';
import { figure, median, quantile, type Figure } from '../figure.ts';
import { AGENTS, type Contender, type Limits, type Worked } from './contender.ts';
import { startGraphileWorker } from './graphile-worker.ts';
import { startOurClaim, type OurClaim } from './our-claim.ts';
import { startPgBoss } from './pg-boss.ts';
import { startSkipLocked } from './skip-locked.ts';

const PEERS = [startGraphileWorker, startPgBoss, startSkipLocked];

export async function run({ small }: { small: boolean }): Promise<Figure[]> {
  const plan = small
    ? { backlogs: [2000], rounds: 1, forMs: 1000, contests: 5 }
    : { backlogs: [20_000, 200_000], rounds: 5, forMs: 4000, contests: 100 };
  await using opened = new AsyncDisposableStack();
  const postgres = small ? undefined : await startPostgres();
  if (postgres !== undefined) console.log(`PostgreSQL ${opened.use(postgres).version}`);
  else console.log(small ? 'without peers' : 'no PostgreSQL here: peers are left out');
  const figures: Figure[] = [];
  for (const leads of plan.backlogs) figures.push(...(await measure(leads, plan, postgres)));
  return figures;
}

interface Plan {
  readonly rounds: number;
  readonly forMs: number;
  readonly contests: number;
}

async function measure(leads: number, plan: Plan, postgres: Postgres | undefined): Promise<Figure[]> {
  await using opened = new AsyncDisposableStack();
  const ours = opened.use(await startOurClaim(leads));
  const peers: Contender[] = [];
  if (postgres !== undefined) for (const start of PEERS) peers.push(opened.use(await start(postgres, leads)));
  const all = [ours, ...peers];
  const limits = { forMs: plan.forMs, leadsMax: Math.floor(leads / 2) };
  const rounds = new Map(all.map(({ name }): [string, Round[]] => [name, []]));
  // Unmeasured: whoever runs in Node is slow until its code is compiled.
  for (const contender of all) await oneRound(contender, limits);
  for (let round = 0; round < plan.rounds; round += 1) {
    for (const contender of all) rounds.get(contender.name)?.push(await oneRound(contender, limits));
  }
  const at = `${leads / 1000}k`;
  const [own = [], ...others] = [...rounds.values()];
  return [
    ...all.flatMap(({ name }) => figuresOf({ at, name, rounds: rounds.get(name) ?? [] })),
    ...others.flatMap((of, peer) => ratiosOf({ at, leads, name: peers[peer]?.name ?? '', own, of })),
    ...(await contest(ours, at, plan.contests)),
  ];
}

interface Round extends Worked {
  readonly perSecond: number;
  /** Of server and agents together. */
  readonly cpuUs: number;
}

async function oneRound(contender: Contender, limits: Limits): Promise<Round> {
  await contender.refill();
  const serverMs = contender.serverCpuMs();
  const own = process.cpuUsage();
  const worked = await contender.work(limits);
  const { user, system } = process.cpuUsage(own);
  const cpuUs = user + system + (contender.serverCpuMs() - serverMs) * 1000;
  return { ...worked, perSecond: (worked.leads * 1000) / worked.tookMs, cpuUs: cpuUs / worked.leads };
}

function figuresOf({ at, name, rounds }: { at: string; name: string; rounds: readonly Round[] }): Figure[] {
  const base = { bench: 'B3', at, goal: '' };
  const perSecond = median(rounds.map((round) => round.perSecond));
  const cpuUs = median(rounds.map((round) => round.cpuUs));
  const refused = rounds.reduce((sum, round) => sum + round.refused, 0);
  const claimMs = Float64Array.from(rounds.flatMap((round) => round.claimMs));
  const latency = [0.5, 0.99].map((part) => {
    const value = quantile(claimMs, part);
    return figure({ ...base, figure: `${name}_claim_p${part * 100}_ms`, value, unit: 'ms' });
  });
  return [
    figure({ ...base, figure: `${name}_per_s`, value: perSecond, unit: '/s' }),
    figure({ ...base, figure: `${name}_cpu_us`, value: cpuUs, unit: 'µs a lead' }),
    ...(claimMs.length === 0 ? [] : latency),
    figure({
      ...base,
      figure: `${name}_refused`,
      value: refused,
      unit: 'claims',
      ...(name === 'ours' ? { goal: '<=0', always: true } : {}),
    }),
  ];
}

interface Ratio {
  readonly at: string;
  readonly leads: number;
  readonly name: string;
  readonly own: readonly Round[];
  readonly of: readonly Round[];
}

/** Round by round, so that both had the same machine; the goals are about graphile-worker. */
function ratiosOf({ at, leads, name, own, of }: Ratio): Figure[] {
  const ratios = own.map((round, number) => round.perSecond / (of[number]?.perSecond ?? NaN));
  const base = { bench: 'B3', at, unit: 'times' };
  const goal = name !== 'graphile_worker' ? '' : leads < 200_000 ? '>=2' : '>=5';
  return [
    figure({ ...base, figure: `ours_to_${name}`, value: median(ratios), goal }),
    figure({ ...base, figure: `ours_to_${name}_min`, value: Math.min(...ratios), goal: '' }),
    figure({ ...base, figure: `ours_to_${name}_max`, value: Math.max(...ratios), goal: '' }),
  ];
}

/** All agents want the same lead: one of them gets it, each time. */
async function contest(ours: OurClaim, at: string, contests: number): Promise<Figure[]> {
  const answers: number[] = [];
  let wrong = 0;
  for (let number = 0; number < contests; number += 1) {
    const { winners, answerMs } = await ours.oneLead();
    answers.push(...answerMs);
    if (winners !== 1) wrong += 1;
  }
  const base = { bench: 'B3', at: `${at}, ${AGENTS} on one lead` };
  const p99 = quantile(Float64Array.from(answers), 0.99);
  return [
    figure({ ...base, figure: 'answer_p99_ms', value: p99, unit: 'ms', goal: '<=20' }),
    figure({
      ...base,
      figure: 'not_one_winner',
      value: wrong,
      unit: `of ${contests}`,
      goal: '<=0',
      always: true,
    }),
  ];
}

if (import.meta.main) {
  for (const measured of await run({ small: process.argv.includes('--small') })) {
    process.stdout.write(`${JSON.stringify(measured)}\n`);
  }
}
