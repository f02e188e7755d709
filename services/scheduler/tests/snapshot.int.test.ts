import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { LeadClaimed, LockAcquired, NumberExcluded } from '@firstring/contracts/claim/claim_events';
import { silentLog, type Log } from '@firstring/kernel';
import { card, leadId, startWorld, type World } from './_harness.ts';

interface Said {
  readonly message: string;
  readonly reason: unknown;
}

interface Kept extends AsyncDisposable {
  readonly world: World;
  readonly folder: string;
  readonly said: Said[];
}

/** A scheduler with a folder for snapshots, six leads, and what it said in its log. */
async function keeping(): Promise<Kept> {
  const folder = await mkdtemp(join(tmpdir(), 'snapshots-'));
  const said: Said[] = [];
  const note = (fields: object, message: string): void => {
    said.push({ message, reason: 'reason' in fields ? fields.reason : undefined });
  };
  const log: Log = { ...silentLog, info: note, warn: note };
  const world = await startWorld({
    log,
    snapshotDir: folder,
    prepare: ({ leads }) => {
      for (let number = 1; number <= 6; number += 1) leads.cards.set(leadId(number), card(number));
    },
  });
  await world.whenReady();
  return {
    world,
    folder,
    said,
    async [Symbol.asyncDispose]() {
      await world[Symbol.asyncDispose]();
      await rm(folder, { recursive: true });
    },
  };
}

async function offered(world: World): Promise<string | undefined> {
  const desk = await world.ready('agent-2');
  await world.until(() => desk.last?.preview !== undefined, 'a preview');
  return desk.last?.preview?.leadId;
}

async function names(folder: string): Promise<string[]> {
  return (await readdir(folder)).toSorted();
}

test('F04 a start goes on from the snapshot and the log: no lead is read again, claims and exclusions are kept', async () => {
  await using kept = await keeping();
  const { world, said } = kept;
  await world.publish.claim(1, 0, { $case: 'numberExcluded', value: NumberExcluded.fromPartial({}) });
  const claimed = LeadClaimed.fromPartial({ agentId: 'agent-1' });
  await world.publish.claim(2, 3, { $case: 'leadClaimed', value: claimed });
  await world.publish.lead(card(7, { version: 2n }));
  await world.restart(async () => {
    await world.publish.claim(3, 4, { $case: 'lockAcquired', value: LockAcquired.fromPartial({}) });
    await world.publish.deleted(4);
  });
  await world.whenReady();
  assert.equal(await offered(world), leadId(5));
  assert.equal(world.leads.cardStreams, 1);
  assert.ok(said.some(({ message }) => message === 'order read from its snapshot'));
});

test('F04 a snapshot with a flipped bit is passed over for the one before; a cut one for all leads', async () => {
  await using kept = await keeping();
  const { world, folder, said } = kept;
  await world.publish.lead(card(7));
  await world.restart();
  await world.whenReady();
  await world.publish.deleted(1);
  await world.restart(async () => {
    const [older, newer = ''] = await names(folder);
    assert.ok(older !== undefined);
    const bytes = await readFile(join(folder, newer));
    const at = Math.floor(bytes.byteLength / 2);
    bytes[at] = (bytes[at] ?? 0) ^ 4;
    await writeFile(join(folder, newer), bytes);
  });
  await world.whenReady();
  assert.deepEqual(
    said.filter(({ message }) => message === 'snapshot not usable').map(({ reason }) => reason),
    ['SNAPSHOT_BROKEN'],
  );
  assert.equal(world.leads.cardStreams, 1);
  world.leads.cards.delete(leadId(1));
  await world.publish.lead(card(8));
  await world.restart(async () => {
    for (const name of await names(folder)) await truncate(join(folder, name), 40);
  });
  await world.whenReady();
  assert.equal(world.leads.cardStreams, 2);
  assert.equal(await offered(world), leadId(2));
});

test('a snapshot is written every so often while the order goes on, and only when the log has', async () => {
  await using kept = await keeping();
  const { world, folder, said } = kept;
  const written = (): number => said.filter(({ message }) => message === 'snapshot written').length;
  for (const count of [1, 2, 3]) {
    await world.publish.lead(card(7 + count));
    await world.until(() => {
      world.advance(60_000);
      return written() === count;
    }, `snapshot ${count}`);
  }
  assert.equal((await names(folder)).length, 2);
  world.advance(600_000);
  await world.restart();
  assert.equal(written(), 3);
});
