import { systemClock } from '@firstring/kernel/system';
import { Pool } from 'pg';
import { PgBoss } from 'pg-boss';
import type { Postgres } from '../peers/postgres.ts';
import { AGENTS, workAll, type Contender } from './contender.ts';

const QUEUE = 'lead';
const BATCH = 10_000;

/** pg-boss, each agent fetching one job and completing it; without its housekeeping, which would only cost it. */
export async function startPgBoss(postgres: Postgres, leads: number): Promise<Contender> {
  await using opened = new AsyncDisposableStack();
  const keeper = opened.adopt(new Pool({ ...postgres.connect, max: 1 }), (pool) => pool.end());
  await keeper.query('DROP SCHEMA IF EXISTS pgboss CASCADE');
  const { host = '', user = '', database = '' } = postgres.connect;
  const settings = { host, user, database, max: AGENTS, supervise: false, schedule: false };
  const boss = opened.adopt(new PgBoss(settings), (each) => each.stop({ graceful: false }));
  boss.on('error', (error) => console.error(error));
  await boss.start();
  await boss.createQueue(QUEUE);
  let waiting = 0;
  const close = opened.move();
  return {
    name: 'pg_boss',
    async refill() {
      await boss.deleteStoredJobs(QUEUE);
      for (; waiting < leads; waiting += Math.min(BATCH, leads - waiting)) {
        const size = Math.min(BATCH, leads - waiting);
        const jobs = Array.from({ length: size }, (_, n) => ({ data: { leadId: n }, priority: n % 5 }));
        await boss.insert(QUEUE, jobs);
      }
      await keeper.query('VACUUM ANALYZE');
    },
    work: (limits) =>
      workAll(limits, async () => {
        const startMs = systemClock.monotonicMs();
        const [job] = await boss.fetch(QUEUE, { batchSize: 1 });
        if (job === undefined) return 'refused';
        const tookMs = systemClock.monotonicMs() - startMs;
        await boss.complete(QUEUE, job.id);
        waiting -= 1;
        return tookMs;
      }),
    serverCpuMs: () => postgres.cpuMs(),
    [Symbol.asyncDispose]: () => close[Symbol.asyncDispose](),
  };
}
