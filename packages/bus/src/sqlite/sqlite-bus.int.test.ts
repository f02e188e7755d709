import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { silentLog } from '@firstring/kernel';
import { systemClock } from '@firstring/kernel/system';
import { openSqliteThread } from '@firstring/store/sqlite';
import { busContract, type BusMedium } from '../contract/index.ts';
import { EVENTS, Inbox, message, ONE, readAll, TOPICS } from '../contract/medium.ts';
import { openSqliteBus } from './sqlite-bus.ts';

const folder = await mkdtemp(join(tmpdir(), 'firstring-bus-'));
const thread = openSqliteThread();
const deadline = { timeout: 60_000 };
let files = 0;

after(async () => {
  await thread[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

busContract('sqlite', async (): Promise<BusMedium> => {
  files += 1;
  const file = join(folder, `bus-${files}.db`);
  return {
    open: (options) => openSqliteBus(thread, { ...options, file }),
    [Symbol.asyncDispose]: async () => {},
  };
});

test('records that an older release left in the log are read, and new ones follow them', async () => {
  const file = join(folder, 'older.db');
  const options = { file, topics: TOPICS, clock: systemClock, log: silentLog };
  {
    await using bus = await openSqliteBus(thread, options);
    await bus.publish([message('new', { topic: ONE })]);
  }
  const db = new DatabaseSync(file);
  db.exec(`
    CREATE TABLE records (
      partition INTEGER, offset INTEGER, appended_at INTEGER, id TEXT, key TEXT, type TEXT, occurred_at INTEGER, headers TEXT, payload BLOB
    );
    INSERT INTO records SELECT partition, 1, appended_at, 'older', 'k', 'Made', 5, '{"a":"b"}', x'0102' FROM batches;
    UPDATE partitions SET end = 2 WHERE id = (SELECT partition FROM batches);
  `);
  db.close();
  await using bus = await openSqliteBus(thread, options);
  await bus.publish([message('newer', { topic: ONE })]);
  const found = await readAll(bus, [ONE]);
  assert.deepEqual(
    found.map(({ id, offset }) => [id, offset]),
    [
      ['new', 0n],
      ['older', 1n],
      ['newer', 2n],
    ],
  );
  assert.deepEqual([found[1]?.headers, [...(found[1]?.payload ?? [])]], [{ a: 'b' }, [1, 2]]);
});

test(
  'after SIGKILL every acknowledged message is in the log, and the group gets each that was not handled',
  deadline,
  async () => {
    const file = join(folder, 'killed.db');
    const program = fileURLToPath(new URL('./publish-until-killed.ts', import.meta.url));
    const child = spawn(process.execPath, [program, file, EVENTS], { stdio: ['ignore', 'pipe', 'inherit'] });
    const lines = { acknowledged: new Set<string>(), handled: new Set<string>() };
    for await (const line of createInterface({ input: child.stdout })) {
      const [what, id = ''] = line.split(' ');
      if (what === 'acknowledged' || what === 'handled') lines[what].add(id);
      if (lines.acknowledged.size === 300) child.kill('SIGKILL');
    }
    assert.ok(lines.acknowledged.size >= 300 && lines.handled.size > 0);
    await using bus = await openSqliteBus(thread, {
      file,
      topics: TOPICS,
      clock: systemClock,
      log: silentLog,
    });
    const stored = new Set((await readAll(bus, [EVENTS])).map(({ id }) => id));
    assert.ok([...lines.acknowledged].every((id) => stored.has(id)));
    const left = [...stored].filter((id) => !lines.handled.has(id));
    const inbox = new Inbox();
    await using _ = await bus.subscribe({ group: 'g', topics: [EVENTS], handler: inbox.handler });
    await bus.publish(Array.from({ length: 8 }, (_, n) => message(`last${n}`)));
    while (!left.every((id) => inbox.ids.includes(id))) await inbox.has(inbox.received.length + 1);
  },
);

test(
  'the embedded bus carries a hundred thousand messages; single ones pass in a few milliseconds',
  deadline,
  async (t) => {
    const file = join(folder, 'throughput.db');
    await using bus = await openSqliteBus(thread, {
      file,
      topics: TOPICS,
      clock: systemClock,
      log: silentLog,
    });
    const inbox = new Inbox();
    await using _ = await bus.subscribe({
      group: 'g',
      topics: [EVENTS],
      handler: inbox.handler,
      maxBatch: 500,
    });
    const payload = new Uint8Array(200);
    const startMs = systemClock.monotonicMs();
    for (let batch = 0; batch < 100; batch += 10) {
      const batches = Array.from({ length: 10 }, (_, more) =>
        bus.publish(Array.from({ length: 1000 }, (_, n) => message(`${batch + more}/${n}`, { payload }))),
      );
      await Promise.all(batches);
    }
    const publishedMs = systemClock.monotonicMs() - startMs;
    await inbox.has(100_000);
    const handledMs = systemClock.monotonicMs() - startMs;
    const waits: number[] = [];
    for (let n = 0; n < 100; n += 1) {
      const sentMs = systemClock.monotonicMs();
      await bus.publish([message(`single${n}`)]);
      await inbox.has(100_001 + n);
      waits.push(systemClock.monotonicMs() - sentMs);
    }
    waits.sort((left, right) => left - right);
    t.diagnostic(
      `100,000 messages: published in ${publishedMs.toFixed(0)} ms, handled in ${handledMs.toFixed(0)} ms`,
    );
    t.diagnostic(
      `single message, publish to handled: p50 ${waits[50]?.toFixed(1)} ms, p99 ${waits[98]?.toFixed(1)} ms`,
    );
  },
);
