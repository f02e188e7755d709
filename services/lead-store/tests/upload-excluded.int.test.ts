import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Upload } from '@firstring/contracts/leads/upload_service';
import { startFakeClaim } from './_fake-claim.ts';
import { configure, newFolder, PROCESS, startLeadStore, type LeadStoreUnderTest } from './_harness.ts';
import { countsOf, leadsOf, makeList, upload } from './_uploads.ts';

const [ANN, BOB, CID] = ['+12125550123', '+12125550188', '+12125550199'];
const FILE = `phone,first name\n${ANN},Ann\n${BOB},Bob\n911,Dan\n${CID},Cid\n${BOB},Rob\n`;

test('csv/37 rows on the do-not-call list are stored like all others, and counted once claim answers', async () => {
  const folder = newFolder();
  await using service = await startLeadStore({ folder });
  await configure(service);
  const { listId } = await makeList(service);
  const done = await upload(service, { listId, content: FILE });
  assert.equal(countsOf(done), 'added 3, repeated 1, invalid 1');
  assert.equal(done.excluded, undefined, 'nobody has counted yet: there is no claim');
  assert.equal((await leadsOf(service)).length, 3);
  await using _claim = await startFakeClaim(folder, [BOB, CID]);
  assert.equal(await excludedOf(service, done), 3n);
});

test('csv/37 numbers that the list knows already, and those of prospects, are counted as well', async () => {
  const folder = newFolder();
  await using _claim = await startFakeClaim(folder, [BOB, CID]);
  await using service = await startLeadStore({ folder });
  await configure(service);
  const { listId } = await makeList(service);
  await upload(service, { listId, content: FILE });
  const again = await upload(service, { listId, content: FILE });
  assert.equal(countsOf(again), 'duplicate 4, invalid 1');
  assert.equal(await excludedOf(service, again), 3n);
  const prospects = await upload(service, { listId: '', content: FILE });
  assert.equal(await excludedOf(service, prospects), 3n);
});

test('csv/37 a long file is asked for in pieces, and each row is counted once', async () => {
  const folder = newFolder();
  const numbers = Array.from({ length: 12_000 }, (_, n) => `+1212${2_000_000 + n}`);
  await using claim = await startFakeClaim(
    folder,
    numbers.filter((_, n) => n % 1000 === 0),
  );
  await using service = await startLeadStore({ folder });
  await configure(service);
  const { listId } = await makeList(service);
  const rows = numbers.map((number, n) => (n % 100 === 99 ? '911' : number));
  const done = await upload(service, { listId, content: `phone\n${rows.join('\n')}` });
  assert.equal(await excludedOf(service, done), 12n);
  assert.deepEqual(claim.asked, [4950, 4950, 1980]);
});

/** Waits until they are counted. */
async function excludedOf({ uploads }: LeadStoreUnderTest, { uploadId }: Upload): Promise<bigint> {
  const deadline = AbortSignal.timeout(30_000);
  for (;;) {
    const excluded = (await uploads.getUpload({ processId: PROCESS, uploadId })).upload?.excluded;
    if (excluded !== undefined) return excluded;
    deadline.throwIfAborted();
  }
}
