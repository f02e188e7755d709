import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CsvReader, FIELD_CHARS_MAX, RECORD_CHARS_MAX } from './csv-reader.ts';

/** What is read of a text given in pieces. */
function readAll(pieces: readonly string[], delimiter = ','): (readonly string[] | string)[] {
  const reader = new CsvReader({ delimiter });
  const rows: (readonly string[] | string)[] = [];
  for (const [at, piece] of pieces.entries()) {
    reader.push(piece, at === pieces.length - 1);
    for (let record = reader.read(); record !== undefined; record = reader.read())
      rows.push(record.type === 'fields' ? record.fields : record.reason);
  }
  return rows;
}

const LONG = 'x'.repeat(FIELD_CHARS_MAX + 1);

const CASES: readonly (readonly [string, string, readonly (readonly string[] | string)[]])[] = [
  [
    'csv/8 CRLF, LF and CR mixed',
    'a,b\r\nc,d\ne,f\rg,h',
    [
      ['a', 'b'],
      ['c', 'd'],
      ['e', 'f'],
      ['g', 'h'],
    ],
  ],
  [
    'csv/14 a line end inside of quotes',
    'a,"b\r\nc"\nd,e\n',
    [
      ['a', 'b\r\nc'],
      ['d', 'e'],
    ],
  ],
  [
    'csv/12 a quote that never closes costs one row',
    'a,b\n"c,d\ne,f\ng,h',
    [['a', 'b'], 'quote_not_closed', ['e', 'f'], ['g', 'h']],
  ],
  ['csv/12 a quote that closes at another', '"c,d\n"e",f\ng,h', ['text_after_quote', ['e', 'f'], ['g', 'h']]],
  ['csv/13 a quote inside of a bare field', 'a,b"c"\nd,e', ['quote_in_field', ['d', 'e']]],
  ['csv/40 a cell that is too long', `a,${LONG}\nb,c`, ['field_too_long', ['b', 'c']]],
  ['csv/40 a quoted cell that is too long', `a,"${LONG}"\nb,c`, ['field_too_long', ['b', 'c']]],
  ['two quotes are one', '"a ""b""",c', [['a "b"', 'c']]],
  [
    'blank lines are no rows',
    '\n\na,b\n\r\n\nc,d\n\n',
    [
      ['a', 'b'],
      ['c', 'd'],
    ],
  ],
  ['empty fields are fields', ',"",\n', [['', '', '']]],
];

for (const [title, text, rows] of CASES) {
  test(`${title}, in one piece and character by character`, () => {
    assert.deepEqual(readAll([text]), rows);
    if (text.length < 1000) assert.deepEqual(readAll(Array.from(text)), rows);
  });
}

test('csv/17 a line of any length is passed over with bounded memory', () => {
  const pieces = Array.from({ length: 64 }, () => 'x'.repeat(65_536));
  assert.ok(pieces.length * 65_536 > 3 * RECORD_CHARS_MAX);
  assert.deepEqual(readAll(['a,b\n', ...pieces, 'x\nc,d']), [['a', 'b'], 'row_too_long', ['c', 'd']]);
});

test('reading goes on at the end of any row', () => {
  const text = 'a,"b\nc"\r\n\nd,"e\nf,g\rh,i';
  const whole = new CsvReader({ delimiter: ',' });
  whole.push(text, true);
  const records = [whole.read(), whole.read(), whole.read(), whole.read()];
  for (const [at, record] of records.entries()) {
    if (record === undefined) continue;
    const rest = new CsvReader({ delimiter: ',', from: record.end });
    rest.push(text.slice(record.end), true);
    assert.deepEqual(rest.read(), records[at + 1]);
  }
});
