import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import { UploadControl, UploadState, type Upload } from '@firstring/contracts/leads/upload_service';
import { UPLOAD_CHUNKS, UPLOADS, type UploadDoc } from '../src/store/uploads.ts';
import {
  configure,
  connectLeadStore,
  newFolder,
  requestId,
  startLeadStore,
  watchLeadEvents,
  type LeadStoreUnderTest,
} from './_harness.ts';
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
    await killedAt(failpoint, folder, (clients) => start(clients, sent));
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

for (const failpoint of ['lead-store.u4.before', 'lead-store.u4.dropping', 'lead-store.u4.after']) {
  test(`R-97 killed at ${failpoint}: nothing of the file stays behind, after an import and after a cancel`, async () => {
    for (const end of [start, cancel]) {
      const folder = newFolder();
      const sent = await prepare(folder, wideFile());
      await killedAt(failpoint, folder, (clients) => end(clients, sent));
      await using service = await startLeadStore({ folder });
      await fileDropped(service, sent);
      const { upload } = await service.uploads.getUpload({
        processId: sent.processId,
        uploadId: sent.uploadId,
      });
      assert.equal(
        upload?.state,
        end === cancel ? UploadState.UPLOAD_STATE_CANCELLED : UploadState.UPLOAD_STATE_DONE,
      );
    }
  });
}

/** Runs a lead store until it dies at the step that `act` leads to; its own answer may be lost with it. */
async function killedAt(
  failpoint: string,
  folder: string,
  act: (clients: ReturnType<typeof connectLeadStore>) => Promise<unknown>,
): Promise<void> {
  const child = spawn(process.execPath, [CHILD, folder, failpoint], { stdio: ['ignore', 'pipe', 'inherit'] });
  const died = once(child, 'exit');
  await once(child.stdout, 'data');
  await using clients = connectLeadStore(folder);
  await Promise.allSettled([act(clients), died]);
  rmSync(`${folder}/lead-store.sock`, { force: true });
}

function cancel(service: Pick<LeadStoreUnderTest, 'uploads'>, { processId, uploadId }: Upload) {
  const control = UploadControl.UPLOAD_CONTROL_CANCEL;
  return service.uploads.controlUpload({ requestId: requestId(), processId, uploadId, control });
}

async function fileDropped({ store }: LeadStoreUnderTest, { uploadId }: Upload): Promise<void> {
  const chunks = store.collection(UPLOAD_CHUNKS);
  const uploads = store.collection<UploadDoc>(UPLOADS);
  const deadline = AbortSignal.timeout(30_000);
  for (;;) {
    const noted = (await uploads.get(uploadId))?.doc.chunks;
    if (noted === 0 && (await chunks.count({ index: 'id' })) === 0) return;
    deadline.throwIfAborted();
  }
}

/** More chunks than are dropped at a stretch, and few rows. */
function wideFile(): string {
  const cell = 'x'.repeat(60_000);
  return `phone,note\n${Array.from({ length: 112 }, (_, n) => `+1212${2_000_000 + n},${cell}`).join('\n')}`;
}

async function prepare(folder: string, content = file()) {
  await using service = await startLeadStore({ folder });
  await configure(service);
  const { listId } = await makeList(service);
  return await sendFile(service, { listId, content });
}

function file(): string {
  const rows = Array.from({ length: ROWS }, (_, n) => {
    if (n % 100 === 99) return '911';
    const number = n % 100 === 49 ? n - 40 : n;
    return `+1212${2_000_000 + number}`;
  });
  return `phone\n${rows.join('\n')}`;
}
