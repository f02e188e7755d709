import { systemClock } from '@firstring/kernel/system';
import { Logger, run, runMigrations } from 'graphile-worker';
import { Pool } from 'pg';
import type { Postgres } from '../peers/postgres.ts';
import { AGENTS, type Contender } from './contender.ts';

const FILL = `
  SELECT count(*) FROM graphile_worker.add_jobs(ARRAY(
    SELECT json_populate_record(NULL::graphile_worker.job_spec, json_build_object(
      'identifier', 'lead', 'payload', json_build_object('leadId', n), 'priority', n % 5))
    FROM generate_series(1, $1::int) n))
`;

/** graphile-worker taking and completing jobs one by one, as it does unless told to batch; a task that does nothing. */
export async function startGraphileWorker(postgres: Postgres, leads: number): Promise<Contender> {
  await using opened = new AsyncDisposableStack();
  // One connection an agent, and those it listens and keeps house with.
  const settings = { ...postgres.connect, max: AGENTS + 4, idleTimeoutMillis: 0 };
  const pgPool = opened.adopt(new Pool(settings), (pool) => pool.end());
  const report = (error: Error): void => console.error(error);
  pgPool.on('error', report);
  pgPool.on('connect', (client) => client.on('error', report));
  const options = { pgPool, logger: new Logger(() => () => undefined), noHandleSignals: true };
  await pgPool.query('DROP SCHEMA IF EXISTS graphile_worker CASCADE');
  await runMigrations(options);
  const close = opened.move();
  return {
    name: 'graphile_worker',
    async refill() {
      const { rows } = await pgPool.query<{ count: string }>('SELECT count(*) FROM graphile_worker.jobs');
      await pgPool.query(FILL, [leads - Number(rows[0]?.count)]);
      await pgPool.query('VACUUM ANALYZE graphile_worker._private_jobs');
    },
    async work({ forMs, leadsMax }) {
      let done = 0;
      const first = Promise.withResolvers<void>();
      const enough = Promise.withResolvers<void>();
      const lead = (): void => {
        done += 1;
        first.resolve();
        if (done >= leadsMax) enough.resolve();
      };
      const runner = await run({ ...options, concurrency: AGENTS, taskList: { lead }, parsedCronItems: [] });
      await first.promise;
      const startMs = systemClock.monotonicMs();
      const stop = new AbortController();
      const slept = systemClock.sleep(forMs, stop.signal).catch((error: unknown) => error);
      await Promise.race([slept, enough.promise]);
      const worked = { leads: done, tookMs: systemClock.monotonicMs() - startMs, refused: 0, claimMs: [] };
      stop.abort();
      await runner.stop();
      return worked;
    },
    serverCpuMs: () => postgres.cpuMs(),
    [Symbol.asyncDispose]: () => close[Symbol.asyncDispose](),
  };
}
