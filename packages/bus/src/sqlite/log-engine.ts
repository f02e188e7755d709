import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { AppError, unreachable } from '@firstring/kernel';
import type { Engine } from '@firstring/store/sqlite';
import { busRequestInvalid } from '../errors.ts';
import type { TopicSpec } from '../port.ts';
import type { LogRead, LogWrite, NumberedPosition, PartitionName } from './log-protocol.ts';
import { BatchTable, type OpenPartition } from './batch-table.ts';

/** A log is written at its end and its readers are there: pages of before are not worth keeping. */
const CACHE_KIB = 8192;

/** The engine of the embedded bus: the partitions and their ends, the records, and the groups' positions. */
export function openEngine(db: DatabaseSync): Engine {
  db.exec(`
    PRAGMA cache_size = -${CACHE_KIB};
    CREATE TABLE IF NOT EXISTS topics (
      name TEXT PRIMARY KEY, partitions INTEGER NOT NULL, retention_ms INTEGER
    ) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS partitions (
      id INTEGER PRIMARY KEY, topic TEXT NOT NULL, number INTEGER NOT NULL, end INTEGER NOT NULL, UNIQUE (topic, number)
    );
    CREATE TABLE IF NOT EXISTS positions (
      group_name TEXT NOT NULL, partition INTEGER NOT NULL, next INTEGER NOT NULL, PRIMARY KEY (group_name, partition)
    ) WITHOUT ROWID;
  `);
  return new LogEngine(db);
}

class LogEngine implements Engine {
  readonly #db: DatabaseSync;
  readonly #batches: BatchTable;
  readonly #find: StatementSync;
  readonly #advance: StatementSync;
  readonly #commit: StatementSync;

  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#batches = new BatchTable(db);
    this.#find = db.prepare(`
      SELECT p.id, p.end, t.retention_ms FROM partitions p JOIN topics t ON t.name = p.topic WHERE p.topic = ? AND p.number = ?
    `);
    this.#advance = db.prepare('UPDATE partitions SET end = ? WHERE id = ?');
    this.#commit = db.prepare(
      'INSERT OR REPLACE INTO positions (group_name, partition, next) VALUES (?, ?, ?)',
    );
  }

  write(body: unknown): unknown {
    // Written by SqliteLog; the two are one module pair.
    const request = body as LogWrite;
    switch (request.type) {
      case 'declare':
        return this.#declare(request.topics);
      case 'append':
        return this.#append(request);
      case 'commit':
        for (const position of request.positions) {
          this.#commit.run(request.group, this.#partition(position).id, position.offset);
        }
        return undefined;
      case 'sweep':
        return this.#batches.sweep(request.nowAt);
      default:
        return unreachable(request);
    }
  }

  read(body: unknown): unknown {
    // Written by SqliteLog; the two are one module pair.
    const request = body as LogRead;
    switch (request.type) {
      case 'read':
        return this.#batches.read(this.#partition(request.partition).id, request.from, request.limit);
      case 'committed':
        return this.#committed(request.group);
      default:
        return unreachable(request);
    }
  }

  #declare(topics: readonly TopicSpec[]): NumberedPosition[] {
    const stored = this.#db.prepare('SELECT partitions FROM topics WHERE name = ?');
    const save = this.#db.prepare(
      'INSERT OR REPLACE INTO topics (name, partitions, retention_ms) VALUES (?, ?, ?)',
    );
    const add = this.#db.prepare('INSERT OR IGNORE INTO partitions (topic, number, end) VALUES (?, ?, 0)');
    for (const { name, partitions, retention } of topics) {
      const before = stored.get(name)?.['partitions'];
      if (before !== undefined && before !== partitions) {
        throw busRequestInvalid(`${name} has ${String(before)} partitions, not ${partitions}`);
      }
      save.run(name, partitions, retention.type === 'compacted' ? null : retention.ms);
      for (let number = 0; number < partitions; number += 1) add.run(name, number);
    }
    return this.#db
      .prepare('SELECT topic, number, end FROM partitions ORDER BY topic, number')
      .all()
      .map((row) => ({
        topic: String(row['topic']),
        partition: Number(row['number']),
        offset: Number(row['end']),
      }));
  }

  #append({ parts, nowAt }: LogWrite & { type: 'append' }): number[] {
    return parts.map(({ topic, partition: number, records }) => {
      const partition = this.#partition({ topic, partition: number });
      const first = partition.end;
      this.#batches.append(partition, records, nowAt);
      this.#advance.run(partition.end, partition.id);
      return first;
    });
  }

  #committed(group: string): NumberedPosition[] {
    return this.#db
      .prepare(
        'SELECT p.topic, p.number, g.next FROM positions g JOIN partitions p ON p.id = g.partition WHERE g.group_name = ?',
      )
      .all(group)
      .map((row) => ({
        topic: String(row['topic']),
        partition: Number(row['number']),
        offset: Number(row['next']),
      }));
  }

  #partition({ topic, partition }: PartitionName): OpenPartition {
    const row = this.#find.get(topic, partition);
    if (row === undefined) throw AppError.from(new Error(`no partition ${topic}/${partition}`));
    return { id: Number(row['id']), compacted: row['retention_ms'] === null, end: Number(row['end']) };
  }
}
