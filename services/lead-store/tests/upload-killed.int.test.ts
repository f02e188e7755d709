import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import { configure, connectLeadStore, newFolder, startLeadStore, watchLeadEvents } from './_harness.ts';
import { countsOf, ended, leadsOf, makeList, sendFile, start, verdicts } from './_uploads.ts';

const CHILD = fileURLToPath(new URL('./_crash-child.ts', import.meta.url));
/** Two batches and a half; every fiftieth row repeats an earlier one, every hundredth cannot be read. */
const ROWS = 2500;
const [REPEATED, INVALID] = [25, 25];

for (const failpoint of [
  'lead-store.u1.before',
  'lead-store.u1.after',
  'lead-store.u2.before',
  'lead-store.u2.after',
  'lead-store.u3.after',
]) {
  test(`csv/44 killed at ${failpoint}: the import goes on, and every row is there exactly once`, async () => {
    const folder = newFolder();
    const sent = await prepare(folder);
    const child = spawn(process.execPath, [CHILD, folder, failpoint], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const died = once(child, 'exit');
    await once(child.stdout, 'data');
    {
      await using clients = connectLeadStore(folder);
      await start(clients, sent);
      await died;
    }
    rmSync(`${folder}/lead-store.sock`, { force: true });
    await using service = await startLeadStore({ folder });
    await using events = watchLeadEvents(service);
    const done = await ended(service, sent);
    const added = ROWS - REPEATED - INVALID;
    assert.equal(countsOf(done), `added ${added}, repeated ${REPEATED}, invalid ${INVALID}`);
    const lines = await verdicts(service, done);
    assert.equal(lines.length, ROWS + 1);
    const { list } = await service.lists.getList({ processId: sent.processId, listId: sent.listId });
    assert.equal(list?.leadCount, BigInt(added));
    const told = new Set<string>();
    await events.until(({ event }) => {
      if (event?.$case === 'imported') for (const card of event.value.cards) told.add(card.leadId);
      return told.size === added;
    });
    const [lead] = await leadsOf(service);
    assert.ok(lines.some((line) => line.endsWith(lead?.card?.leadId ?? 'none')));
  });
}

async function prepare(folder: string) {
  await using service = await startLeadStore({ folder });
  await configure(service);
  const { listId } = await makeList(service);
  return await sendFile(service, { listId, content: file() });
}

function file(): string {
  const rows = Array.from({ length: ROWS }, (_, n) => {
    if (n % 100 === 99) return '911';
    const number = n % 100 === 49 ? n - 40 : n;
    return `+1212${2_000_000 + number}`;
  });
  return `phone\n${rows.join('\n')}`;
}
