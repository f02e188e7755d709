import type { SQLOutputValue } from 'node:sqlite';
import type { CompiledIndex } from '../index-key.ts';
import type { Row } from './documents-protocol.ts';

/** SQL name of a collection's documents; quoted, so that no collection and index can mean the same table. */
export function documentsTable(collection: string): string {
  return `"doc:${collection}"`;
}

export function indexTable(collection: string, index: string): string {
  return `"idx:${collection}:${index}"`;
}

export function columnsOf(index: CompiledIndex): string[] {
  return index.paths.map((_, field) => `f${field}`);
}

export function insertSql(collection: string, index: CompiledIndex): string {
  const columns = [...columnsOf(index), 'id'];
  const table = indexTable(collection, index.name);
  return `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`;
}

export function toRow(row: Record<string, SQLOutputValue>): Row {
  return { id: String(row['id']), version: Number(row['version']), json: String(row['doc']) };
}
