import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Store } from '../port.ts';
import { event, PEOPLE, type Person, person } from './medium.ts';

export interface CrashContractOptions {
  /** A program that opens the store named by its argument and calls `writeUntilKilled`. */
  readonly writer: URL;
  readonly argument: string;
  open(): Promise<Store>;
}

const WRITERS = 16;
const ACKNOWLEDGED_BEFORE_KILL = 200;

/** For the writer program: puts for ever, prints each id once it is acknowledged. */
export async function writeUntilKilled(store: Store): Promise<void> {
  const people = store.collection<Person>(PEOPLE);
  const write = async (writer: number): Promise<void> => {
    for (let n = 0; ; n += 1) {
      const id = `${writer}-${n}`;
      const doc = person({ phone: id });
      const result = await people.put({ id, doc, expectedVersion: 0, events: [event(id)] });
      assert.equal(result.type, 'stored');
      process.stdout.write(`${id}\n`);
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(writer)));
}

export function crashContract(name: string, createOptions: () => Promise<CrashContractOptions>): void {
  test(`${name}: after SIGKILL every acknowledged put is there with its event, and none is there without`, async () => {
    const options = await createOptions();
    const acknowledged = await acknowledgedBeforeKill(options);
    assert.ok(acknowledged.length >= ACKNOWLEDGED_BEFORE_KILL);
    await using store = await options.open();
    const people = store.collection<Person>(PEOPLE);
    const found = await people.getMany(acknowledged);
    assert.deepEqual(
      found.map(({ id }) => id),
      acknowledged,
    );
    const entries = await store.outbox.take(10_000);
    assert.equal(entries.length, await people.count({ index: 'phone', equals: ['p1'] }));
    assert.equal(entries.length, await people.count({ index: 'id' }));
    const documents = new Set(entries.map((entry) => entry.documentId));
    assert.ok(acknowledged.every((id) => documents.has(id)));
  });
}

async function acknowledgedBeforeKill({ writer, argument }: CrashContractOptions): Promise<string[]> {
  const child = spawn(process.execPath, [fileURLToPath(writer), argument], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const acknowledged: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    acknowledged.push(line);
    if (acknowledged.length === ACKNOWLEDGED_BEFORE_KILL) child.kill('SIGKILL');
  }
  return acknowledged;
}
