import type { DatabaseSync } from 'node:sqlite';
import type { Engine } from './engine.ts';

export type CountingWrite = 'add' | 'add-then-throw';

/** The smallest engine, for the thread's own tests: counts what it was told to add. */
export function openEngine(db: DatabaseSync): Engine {
  db.exec('CREATE TABLE IF NOT EXISTS added (n INTEGER PRIMARY KEY)');
  return {
    write(request) {
      db.exec('INSERT INTO added DEFAULT VALUES');
      if (request === 'add-then-throw') throw new Error('planted');
      return undefined;
    },
    read: () => Number(db.prepare('SELECT count(*) AS n FROM added').get()?.['n']),
  };
}
