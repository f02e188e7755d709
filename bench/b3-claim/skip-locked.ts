import { systemClock } from '@firstring/kernel/system';
import { Client } from 'pg';
import type { Postgres } from '../peers/postgres.ts';
import { AGENTS, workAll, type Contender } from './contender.ts';

/** The queue table one writes by hand: a claim is one statement, its end another, each prepared once a connection. */
const TABLE = `
  CREATE TABLE lead (
    id bigint PRIMARY KEY, priority smallint NOT NULL, state text NOT NULL, locked_by text,
    lock_expires_at timestamptz, token bigint NOT NULL DEFAULT 0, attempts int NOT NULL DEFAULT 0
  );
  CREATE INDEX ON lead (priority, id) WHERE state = 'waiting';
`;
const CLAIM = `
  UPDATE lead SET state = 'locked', locked_by = $1, lock_expires_at = now() + interval '1 minute', token = token + 1
  WHERE id = (
    SELECT id FROM lead WHERE state = 'waiting' ORDER BY priority, id LIMIT 1 FOR UPDATE SKIP LOCKED
  )
  RETURNING id, token
`;
const COMPLETE = `
  UPDATE lead SET state = 'called', locked_by = NULL, attempts = attempts + 1 WHERE id = $1 AND token = $2
`;

/** A table and `FOR UPDATE SKIP LOCKED`, one connection an agent. */
export async function startSkipLocked(postgres: Postgres, leads: number): Promise<Contender> {
  await using opened = new AsyncDisposableStack();
  const connect = async (): Promise<Client> => {
    const client = opened.adopt(new Client(postgres.connect), (each) => each.end());
    await client.connect();
    return client;
  };
  const agents = await Promise.all(Array.from({ length: AGENTS }, connect));
  const keeper = await connect();
  await keeper.query(`DROP TABLE IF EXISTS lead; ${TABLE}`);
  await keeper.query("INSERT INTO lead SELECT n, n % 5, 'waiting' FROM generate_series(1, $1::int) n", [
    leads,
  ]);
  const close = opened.move();
  return {
    name: 'skip_locked',
    async refill() {
      await keeper.query("UPDATE lead SET state = 'waiting' WHERE state <> 'waiting'");
      await keeper.query('VACUUM ANALYZE lead');
    },
    work: (limits) =>
      workAll(limits, async (agent) => {
        const client = agents[agent];
        const startMs = systemClock.monotonicMs();
        const claim = { name: 'claim', text: CLAIM, values: [`agent-${agent}`] };
        const { rows } = (await client?.query<{ id: string; token: string }>(claim)) ?? { rows: [] };
        const [lead] = rows;
        if (lead === undefined) return 'refused';
        const tookMs = systemClock.monotonicMs() - startMs;
        await client?.query({ name: 'complete', text: COMPLETE, values: [lead.id, lead.token] });
        return tookMs;
      }),
    serverCpuMs: () => postgres.cpuMs(),
    [Symbol.asyncDispose]: () => close[Symbol.asyncDispose](),
  };
}
