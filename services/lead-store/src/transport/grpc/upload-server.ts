import { reasonError } from '@firstring/contracts';
import {
  UploadControl,
  type FileBegin,
  type FileFormat,
  type ReceiveFileRequest,
  type StartUploadRequest,
  type UploadServiceDefinition,
} from '@firstring/contracts/leads/upload_service';
import { isCountry } from '@firstring/domain/phone';
import type { ServiceImplementation } from '@firstring/service-kit';
import type { Stored } from '@firstring/store';
import type { LeadStoreDeps } from '../../app/ports.ts';
import { controlUpload, type UploadCommand } from '../../app/upload/control-upload.ts';
import { previewUpload, type FormatChoice } from '../../app/upload/preview-upload.ts';
import { receiveFile, type ReceiveFile } from '../../app/upload/receive-file.ts';
import { startUpload, type StartUpload } from '../../app/upload/start-upload.ts';
import { listUploads, readUpload, showUploads, type UploadRef } from '../../app/upload/uploads.ts';
import { verdictFile } from '../../app/upload/verdict-file.ts';
import { DATE_ORDERS } from '../../domain/custom-value.ts';
import { ENCODINGS } from '../../domain/csv/detect-encoding.ts';
import { COLUMNS_MAX, DELIMITERS } from '../../domain/csv/detect-format.ts';
import type { UploadDoc } from '../../store/uploads.ts';
import { id, invalid, optionalId, page, requestId, text } from './decode.ts';

const FILE_NAME_CHARS_MAX = 200;

const COMMANDS: Readonly<Partial<Record<UploadControl, UploadCommand>>> = {
  [UploadControl.UPLOAD_CONTROL_PAUSE]: 'pause',
  [UploadControl.UPLOAD_CONTROL_RESUME]: 'resume',
  [UploadControl.UPLOAD_CONTROL_CANCEL]: 'cancel',
};

/** The method table of UploadService: decode, use case, encode. */
export function uploadServer(
  deps: LeadStoreDeps,
  receivedMax: number,
): ServiceImplementation<typeof UploadServiceDefinition> {
  let receiving = 0;
  const show = async (upload: Stored<UploadDoc>) => (await showUploads(deps, [upload]))[0];
  return {
    async receiveFile(requests) {
      if (receiving >= receivedMax) throw reasonError('UPLOADS_BUSY');
      receiving += 1;
      try {
        const { begin, pieces } = await splitStream(requests);
        return { upload: await show(await receiveFile(deps, begin, pieces)) };
      } finally {
        receiving -= 1;
      }
    },
    async previewUpload(request) {
      const preview = await previewUpload(deps, uploadRef(request), decodeFormat(request.format));
      return {
        upload: await show(preview.upload),
        format: { encoding: preview.encoding, delimiter: preview.delimiter },
        columns: [...preview.columns],
        rows: preview.rows.map((cells) => ({ cells: [...cells] })),
        sameFileUploadId: preview.sameFileUploadId ?? '',
      };
    },
    async startUpload(request) {
      return { upload: await show(await startUpload(deps, decodeStart(request))) };
    },
    async controlUpload(request) {
      requestId(request.requestId);
      const command = COMMANDS[request.control];
      if (command === undefined) throw invalid('control', 'is required');
      return { upload: await show(await controlUpload(deps, uploadRef(request), command)) };
    },
    async getUpload(request) {
      return { upload: await show(await readUpload(deps, uploadRef(request))) };
    },
    async listUploads(request) {
      const listId = optionalId(request.listId, 'list_id');
      const query = { processId: id(request.processId, 'process_id'), listId, ...page(request.page) };
      const { items, nextPageToken } = await listUploads(deps, query);
      return { uploads: await showUploads(deps, items), nextPageToken: nextPageToken ?? '' };
    },
    async *streamVerdicts(request, { signal }) {
      const upload = await readUpload(deps, uploadRef(request));
      for await (const piece of verdictFile(deps, upload, signal)) yield { text: piece };
    },
  };
}

function uploadRef(request: UploadRef): UploadRef {
  return { processId: id(request.processId, 'process_id'), uploadId: id(request.uploadId, 'upload_id') };
}

/** The first message says what comes, all others are bytes. */
async function splitStream(
  requests: AsyncIterable<ReceiveFileRequest>,
): Promise<{ begin: ReceiveFile; pieces: AsyncGenerator<Uint8Array> }> {
  const iterator = requests[Symbol.asyncIterator]();
  const first = await iterator.next();
  const part = first.done === true ? undefined : first.value.part;
  if (part?.$case !== 'begin') throw invalid('begin', 'is required first');
  return { begin: decodeBegin(part.value), pieces: piecesOf({ [Symbol.asyncIterator]: () => iterator }) };
}

async function* piecesOf(requests: AsyncIterable<ReceiveFileRequest>): AsyncGenerator<Uint8Array> {
  for await (const { part } of requests) {
    if (part?.$case !== 'chunk') throw invalid('chunk', 'is required');
    yield part.value;
  }
}

function decodeBegin(begin: FileBegin): ReceiveFile {
  return {
    requestId: requestId(begin.requestId),
    processId: id(begin.processId, 'process_id'),
    listId: optionalId(begin.listId, 'list_id') ?? '',
    fileName: shownName(begin.fileName),
    createdBy: text(begin.createdBy, 'created_by'),
  };
}

/** A file name is shown to people and is nothing else: no path, no control characters, no line break (csv/34, csv/35). */
function shownName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? '';
  const shown = last
    .replace(/[\p{Cc}\p{Cf}]/gu, '')
    .toWellFormed()
    .trim();
  return shown === '' ? 'file.csv' : shown.slice(0, FILE_NAME_CHARS_MAX);
}

function decodeFormat(format: FileFormat | undefined): FormatChoice {
  return {
    encoding: oneOf(format?.encoding ?? '', ENCODINGS, 'format.encoding'),
    delimiter: oneOf(format?.delimiter ?? '', DELIMITERS, 'format.delimiter'),
  };
}

function decodeStart(request: StartUploadRequest): StartUpload {
  const { settings } = request;
  if (settings === undefined) throw invalid('settings', 'is required');
  if (settings.targets.length > COLUMNS_MAX)
    throw invalid('settings.targets', `has at most ${COLUMNS_MAX} entries`);
  const country = settings.defaultCountry;
  if (country !== '' && !isCountry(country))
    throw invalid('settings.default_country', 'must be ISO 3166 alpha-2, like US');
  return {
    ...uploadRef(request),
    requestId: requestId(request.requestId),
    format: decodeFormat(settings.format),
    targets: settings.targets.map((target) => text(target, 'settings.targets')),
    defaultCountry: country === '' ? undefined : country,
    dateOrder: oneOf(settings.dateOrder, DATE_ORDERS, 'settings.date_order'),
    boxes: { update: settings.updateDuplicates, migrate: settings.migrateDuplicates },
  };
}

function oneOf<Value extends string>(
  text: string,
  values: readonly Value[],
  field: string,
): Value | undefined {
  if (text === '') return undefined;
  const value = values.find((candidate) => candidate === text);
  if (value === undefined) throw invalid(field, `must be one of ${values.join(' ')}`);
  return value;
}
