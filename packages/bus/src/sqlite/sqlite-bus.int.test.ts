import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { openSqliteThread } from '@firstring/store/sqlite';
import { busContract, type BusMedium } from '../contract/index.ts';
import { openSqliteBus } from './sqlite-bus.ts';

const folder = await mkdtemp(join(tmpdir(), 'firstring-bus-'));
const thread = openSqliteThread();
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
