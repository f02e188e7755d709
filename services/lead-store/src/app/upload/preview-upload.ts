import { reasonError } from '@firstring/contracts';
import type { Stored } from '@firstring/store';
import { suggestTargets } from '../../domain/csv/columns.ts';
import type { Encoding } from '../../domain/csv/detect-encoding.ts';
import { detectDelimiter, firstRows, headerFault } from '../../domain/csv/detect-format.ts';
import type { UploadDoc } from '../../store/uploads.ts';
import { listCustomParameters } from '../custom-parameters.ts';
import type { LeadStoreDeps } from '../ports.ts';
import { firstText } from './upload-text.ts';
import { readUpload, type UploadRef } from './uploads.ts';

const PREVIEW_ROWS = 20;
const CELL_CHARS_MAX = 200;
const SAME_FILES_MAX = 10;

export interface FormatChoice {
  readonly encoding: Encoding | undefined;
  readonly delimiter: string | undefined;
}

export interface FilePreview {
  readonly upload: Stored<UploadDoc>;
  readonly encoding: Encoding;
  readonly delimiter: string;
  readonly columns: readonly { readonly name: string; readonly suggestedTarget: string }[];
  readonly rows: readonly (readonly string[])[];
  readonly sameFileUploadId: string | undefined;
}

/** the first rows as they would be read, and what each column probably is. UPLOAD_INVALID where the header is no header. */
export async function previewUpload(
  deps: LeadStoreDeps,
  ref: UploadRef,
  choice: FormatChoice,
): Promise<FilePreview> {
  const upload = await readUpload(deps, ref);
  if (upload.doc.state !== 'received') throw reasonError('UPLOAD_STATE');
  const { encoding, delimiter, header, rows } = await readHead(deps, upload, choice);
  const parameters = await listCustomParameters(deps, ref.processId);
  const targets = suggestTargets(header, parameters);
  return {
    upload,
    encoding,
    delimiter,
    columns: header.map((name, at) => ({ name: cut(name), suggestedTarget: targets[at] ?? '' })),
    rows: rows.map((row) => row.slice(0, header.length).map(cut)),
    sameFileUploadId: await sameFile(deps, upload),
  };
}

export interface FileHead {
  readonly encoding: Encoding;
  readonly delimiter: string;
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Header and first rows; UPLOAD_INVALID says what is wrong with the header. */
export async function readHead(
  deps: LeadStoreDeps,
  upload: Stored<UploadDoc>,
  choice: FormatChoice,
): Promise<FileHead> {
  const encoding = choice.encoding ?? upload.doc.encoding;
  const text = await firstText(deps, upload, encoding);
  const delimiter = choice.delimiter ?? detectDelimiter(text);
  const [header, ...rows] = firstRows(text, delimiter, PREVIEW_ROWS + 1);
  if (header === undefined)
    throw reasonError('UPLOAD_INVALID', { message: 'the file has no row that can be read' });
  const fault = headerFault(header);
  if (fault !== undefined) throw reasonError('UPLOAD_INVALID', { message: fault });
  return { encoding, delimiter, header: header.map((name) => name.trim()), rows };
}

async function sameFile(deps: LeadStoreDeps, upload: Stored<UploadDoc>): Promise<string | undefined> {
  const { processId, sha256 } = upload.doc;
  const page = await deps.uploads.query({
    index: 'file',
    equals: [processId, sha256],
    pageSize: SAME_FILES_MAX,
  });
  return page.items.find(({ id, doc }) => id !== upload.id && doc.startedAt !== undefined)?.id;
}

function cut(cell: string): string {
  return cell.length > CELL_CHARS_MAX ? `${cell.slice(0, CELL_CHARS_MAX)}…` : cell;
}
