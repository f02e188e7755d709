import type { Stored } from '@firstring/store';
import { safeCell } from '../../domain/csv/safe-cell.ts';
import { rowLeadId } from '../../domain/row-lead-id.ts';
import { verdictId, type UploadDoc, type VerdictDoc } from '../../store/uploads.ts';
import type { LeadStoreDeps } from '../ports.ts';

/** Rows written at a stretch. */
const ROWS_AT_ONCE = 1000;
const HEADER = 'row,verdict,reason,lead_id\r\n';

type Other = VerdictDoc['others'][number];

/** The verdicts of an upload as a CSV file, a line each row that is done: their counts add up to the upload's. */
export async function* verdictFile(
  deps: LeadStoreDeps,
  upload: Stored<UploadDoc>,
  signal: AbortSignal,
): AsyncGenerator<string> {
  yield HEADER;
  const rows = upload.doc.checkpoint?.rows ?? 0;
  const others = new Lookahead(othersOf(deps, upload.id));
  for (let from = 1; from <= rows; from += ROWS_AT_ONCE) {
    signal.throwIfAborted();
    const to = Math.min(rows, from + ROWS_AT_ONCE - 1);
    const told = await others.upTo(to);
    const lines: string[] = [];
    for (let row = from; row <= to; row += 1) lines.push(line(upload, row, told.get(row)));
    yield lines.join('');
  }
}

function line({ id: uploadId, doc }: Stored<UploadDoc>, row: number, other: Other | undefined): string {
  if (other === undefined)
    return `${row},added,,${rowLeadId({ uploadId, createdAt: doc.createdAt }, row)}\r\n`;
  return `${row},${other.verdict},${safeCell(other.reason)},${other.leadId}\r\n`;
}

async function* othersOf(
  deps: LeadStoreDeps,
  uploadId: string,
  fromRow = 0,
): AsyncGenerator<Other, undefined> {
  let pageToken: string | undefined;
  do {
    const from = verdictId(uploadId, fromRow);
    const to = `${uploadId};`;
    const page = await deps.uploadVerdicts.query({
      index: 'id',
      range: { from, to },
      pageSize: 10,
      pageToken,
    });
    for (const { doc } of page.items) yield* doc.others;
    pageToken = page.nextPageToken;
  } while (pageToken !== undefined);
}

/** Rows from one to another, both included, that were not simply added. */
export async function othersBetween(
  deps: LeadStoreDeps,
  uploadId: string,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<ReadonlyMap<number, Other>> {
  const found = new Map<number, Other>();
  for await (const other of othersOf(deps, uploadId, await firstRowOfRun(deps, uploadId, from))) {
    if (other.row > to) break;
    if (other.row >= from) found.set(other.row, other);
  }
  return found;
}

/** The run of rows that this one is in, or the last one before it, begins there. */
async function firstRowOfRun(deps: LeadStoreDeps, uploadId: string, row: number): Promise<number> {
  const range = { from: verdictId(uploadId, 0), to: verdictId(uploadId, row + 1) };
  const { items } = await deps.uploadVerdicts.query({ index: 'id', range, order: 'desc', pageSize: 1 });
  return items[0]?.doc.firstRow ?? 0;
}

/** Takes from a sorted sequence up to a row, and remembers the one it has seen too early. */
class Lookahead {
  readonly #others: AsyncIterator<Other, undefined>;
  #next: Other | undefined;
  #ended = false;

  constructor(others: AsyncIterable<Other, undefined>) {
    this.#others = others[Symbol.asyncIterator]();
  }

  async upTo(row: number): Promise<ReadonlyMap<number, Other>> {
    const found = new Map<number, Other>();
    for (;;) {
      if (this.#next === undefined && !this.#ended) {
        const { done, value } = await this.#others.next();
        this.#ended = done === true;
        this.#next = this.#ended ? undefined : value;
      }
      if (this.#next === undefined || this.#next.row > row) return found;
      found.set(this.#next.row, this.#next);
      this.#next = undefined;
    }
  }
}
