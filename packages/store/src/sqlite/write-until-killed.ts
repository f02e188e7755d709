import { writeUntilKilled } from '../contract/crash.ts';
import { openSqliteStore } from './sqlite-store.ts';
import { openSqliteThread } from './sqlite-thread.ts';

/** The program that the crash contract kills. */
const [, , file = ''] = process.argv;
await writeUntilKilled(await openSqliteStore(openSqliteThread(), { file }));
