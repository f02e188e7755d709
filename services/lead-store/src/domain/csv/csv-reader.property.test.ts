import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { CsvReader } from './csv-reader.ts';

const cell = fc.string({ unit: fc.constantFrom(...'ab ,;"\r\né😀'), maxLength: 6 });
const table = fc
  .integer({ min: 1, max: 4 })
  .chain((columns) =>
    fc.array(fc.array(cell, { minLength: columns, maxLength: columns }), { minLength: 1, maxLength: 6 }),
  );

test('whatever is written by the rules is read as another reader reads it, however it is cut', () => {
  fc.assert(
    fc.property(table, fc.constantFrom('\n', '\r\n'), fc.integer({ min: 1, max: 5 }), (rows, end, size) => {
      const text = rows
        .map((row) => row.map((field) => `"${field.replaceAll('"', '""')}"`).join(','))
        .join(end);
      const theirs: unknown = parse(text, { relax_column_count: true, record_delimiter: [end] });
      assert.deepEqual(readAll(text, size), theirs);
    }),
    { numRuns: 200 },
  );
});

test('whatever comes, every row ends after it began, and where the text is cut changes nothing', () => {
  const text = fc.string({ unit: fc.constantFrom(...'a,"\r\n'), maxLength: 40 });
  fc.assert(
    fc.property(text, fc.integer({ min: 1, max: 5 }), (given, size) => {
      const reader = new CsvReader({ delimiter: ',' });
      reader.push(given, true);
      const rows: (readonly string[])[] = [];
      let before = 0;
      for (let record = reader.read(); record !== undefined; record = reader.read()) {
        assert.ok(record.end > before && record.end <= given.length);
        before = record.end;
        rows.push(record.type === 'fields' ? record.fields : [record.reason]);
      }
      assert.deepEqual(readAll(given, size), rows);
    }),
    { numRuns: 200 },
  );
});

function readAll(text: string, size: number): (readonly string[])[] {
  const reader = new CsvReader({ delimiter: ',' });
  const rows: (readonly string[])[] = [];
  for (let at = 0; at < text.length; at += size) {
    reader.push(text.slice(at, at + size), at + size >= text.length);
    for (let record = reader.read(); record !== undefined; record = reader.read())
      rows.push(record.type === 'fields' ? record.fields : [record.reason]);
  }
  return rows;
}
