import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { crashContract, storeContract, type StoreMedium } from '../contract/index.ts';
import { openSqliteStore } from './sqlite-store.ts';
import { openSqliteThread } from './sqlite-thread.ts';

const folder = await mkdtemp(join(tmpdir(), 'firstring-store-'));
const thread = openSqliteThread();
let files = 0;

after(async () => {
  await thread[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

function freshFile(): string {
  files += 1;
  return join(folder, `store-${files}.db`);
}

storeContract('sqlite', async (): Promise<StoreMedium> => {
  const file = freshFile();
  return {
    open: (options = {}) => openSqliteStore(thread, { file, ...options }),
    [Symbol.asyncDispose]: async () => {},
  };
});

crashContract('sqlite', async () => {
  const file = freshFile();
  return {
    writer: new URL('./write-until-killed.ts', import.meta.url),
    argument: file,
    open: () => openSqliteStore(thread, { file }),
  };
});

test('a file that cannot be opened, or is open already, is said to be unavailable', async () => {
  const unavailable = { reason: 'STORE_UNAVAILABLE', code: 'unavailable' };
  await assert.rejects(openSqliteStore(thread, { file: join(folder, 'nowhere', 'x.db') }), unavailable);
  const file = freshFile();
  await using store = await openSqliteStore(thread, { file });
  await store.ready();
  await assert.rejects(openSqliteStore(thread, { file }), unavailable);
});

test('a disk that takes no more refuses puts as STORE_UNAVAILABLE; what was stored can be read', async () => {
  // A limit on file size (in blocks of 512 or 1024 bytes) stands in for the full disk.
  const program = fileURLToPath(new URL('./write-until-full.ts', import.meta.url));
  const script = 'ulimit -f 2000; exec "$0" "$@"';
  const { stdout } = await promisify(execFile)('sh', ['-c', script, process.execPath, program, freshFile()]);
  const { stored, found, ...failure } = JSON.parse(stdout);
  assert.deepEqual(failure, { reason: 'STORE_UNAVAILABLE', code: 'unavailable', retry: 'later' });
  assert.ok(stored > 0);
  assert.equal(found, stored);
});
