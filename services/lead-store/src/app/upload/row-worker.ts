import { parentPort, workerData } from 'node:worker_threads';
import { assert } from '@firstring/kernel';
import { CsvReader, type BrokenReason } from '../../domain/csv/csv-reader.ts';
import { readRow, type RowResult } from '../../domain/csv/read-row.ts';
import type { FromRowWorker, RowWorkerData, ToRowWorker } from './row-messages.ts';

/** The thread that turns bytes of a file into contacts: decoding, CSV, phone numbers. It reads as far as it is asked to. */
const BATCH_ROWS = 1000;

const BROKEN_WORDS: Readonly<Record<BrokenReason, string>> = {
  quote_not_closed: 'a quote is opened and never closed',
  quote_in_field: 'a quote stands inside of a value that is not quoted',
  text_after_quote: 'text follows a closing quote',
  field_too_long: 'a value has more than 65,536 characters',
  row_too_long: 'the line has more than a million characters',
};

assert(parentPort !== null, 'runs as a worker');
const port = parentPort;
// Made by RowReader; the two are one module pair.
const { encoding, delimiter, rules, offset, rows: rowsBefore } = workerData as RowWorkerData;
const decoder = new TextDecoder(encoding);
const reader = new CsvReader({ delimiter, from: offset });
let toSkip = offset;
let headerRead = offset > 0;
let rowsDone = rowsBefore;
let position = offset;
let pulled = false;
let ended = false;
let rows: RowResult[] = [];

port.on('message', (message: ToRowWorker) => {
  if (message.type === 'pull') pulled = true;
  else take(message.bytes, message.last);
  if (pulled) read();
});

function take(bytes: Uint8Array, last: boolean): void {
  const text = decoder.decode(bytes, { stream: !last });
  const skipped = Math.min(toSkip, text.length);
  toSkip -= skipped;
  ended = last;
  reader.push(text.slice(skipped), last);
}

function read(): void {
  while (rows.length < BATCH_ROWS) {
    const record = reader.read();
    if (record === undefined) {
      if (ended) break;
      say({ type: 'need_bytes' });
      return;
    }
    position = record.end;
    if (!headerRead) headerRead = true;
    else if (record.type === 'fields') rows.push(readRow(record.fields, rules));
    else rows.push({ type: 'invalid', reason: BROKEN_WORDS[record.reason] });
  }
  pulled = false;
  const last = rows.length < BATCH_ROWS;
  say({ type: 'batch', firstRow: rowsDone + 1, rowsJson: JSON.stringify(rows), offset: position, last });
  rowsDone += rows.length;
  rows = [];
}

function say(message: FromRowWorker): void {
  port.postMessage(message);
}
