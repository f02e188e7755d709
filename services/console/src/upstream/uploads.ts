import { fromTime } from '@firstring/contracts';
import {
  UploadControl,
  UploadServiceDefinition,
  UploadState,
  type ReceiveFileRequest,
  type Upload,
} from '@firstring/contracts/leads/upload_service';
import { streamOptions, type GrpcClients } from '@firstring/service-kit';
import type { NewFile, UploadCommand, Uploads } from '../app/list-ports.ts';
import type { UploadStateName, UploadView } from '../app/views/lists.ts';
import { required } from './lead-store.ts';

/** One message of the stream. */
const PIECE_BYTES = 524_288;

const STATES: Readonly<Record<UploadState, UploadStateName>> = {
  [UploadState.UPLOAD_STATE_UNSPECIFIED]: 'received',
  [UploadState.UPLOAD_STATE_RECEIVED]: 'received',
  [UploadState.UPLOAD_STATE_RUNNING]: 'running',
  [UploadState.UPLOAD_STATE_PAUSED]: 'paused',
  [UploadState.UPLOAD_STATE_DONE]: 'done',
  [UploadState.UPLOAD_STATE_FAILED]: 'failed',
  [UploadState.UPLOAD_STATE_CANCELLED]: 'cancelled',
  [UploadState.UNRECOGNIZED]: 'running',
};

const CONTROLS: Readonly<Record<UploadCommand, UploadControl>> = {
  pause: UploadControl.UPLOAD_CONTROL_PAUSE,
  resume: UploadControl.UPLOAD_CONTROL_RESUME,
  cancel: UploadControl.UPLOAD_CONTROL_CANCEL,
};

export function createUploads(clients: GrpcClients, address: string): Uploads {
  const uploads = clients.client(UploadServiceDefinition, address);
  return {
    async receive(file, bytes, signal) {
      const answer = await uploads.receiveFile(parts(file, bytes), streamOptions(signal));
      return toUploadView(required(answer.upload));
    },
    async preview(processId, uploadId, format) {
      const answer = await uploads.previewUpload({ processId, uploadId, format });
      return {
        upload: toUploadView(required(answer.upload)),
        format: required(answer.format),
        columns: answer.columns,
        rows: answer.rows.map(({ cells }) => cells),
        sameFileUploadId: answer.sameFileUploadId,
      };
    },
    async start(processId, uploadId, { requestId, targets, ...settings }) {
      const request = { requestId, processId, uploadId, settings: { ...settings, targets: [...targets] } };
      return toUploadView(required((await uploads.startUpload(request)).upload));
    },
    async control(processId, uploadId, { requestId, command }) {
      const request = { requestId, processId, uploadId, control: CONTROLS[command] };
      return toUploadView(required((await uploads.controlUpload(request)).upload));
    },
    async get(processId, uploadId) {
      return toUploadView(required((await uploads.getUpload({ processId, uploadId })).upload));
    },
    async list(processId, listId, page) {
      const answer = await uploads.listUploads({ processId, listId, page });
      return { uploads: answer.uploads.map(toUploadView), nextPageToken: answer.nextPageToken };
    },
    async *verdicts(processId, uploadId, signal) {
      const answers = uploads.streamVerdicts({ processId, uploadId }, streamOptions(signal));
      for await (const { text } of answers) yield text;
    },
  };
}

async function* parts(begin: NewFile, bytes: AsyncIterable<Uint8Array>): AsyncGenerator<ReceiveFileRequest> {
  yield { part: { $case: 'begin', value: begin } };
  for await (const piece of bytes) {
    for (let at = 0; at < piece.length; at += PIECE_BYTES)
      yield { part: { $case: 'chunk', value: Buffer.from(piece.subarray(at, at + PIECE_BYTES)) } };
  }
}

function toUploadView(upload: Upload): UploadView {
  const { counts } = upload;
  return {
    uploadId: upload.uploadId,
    listId: upload.listId,
    listName: upload.listName,
    fileName: upload.fileName,
    bytes: Number(upload.bytes),
    state: STATES[upload.state],
    counts: {
      added: Number(counts?.added ?? 0),
      updated: Number(counts?.updated ?? 0),
      moved: Number(counts?.moved ?? 0),
      repeated: Number(counts?.repeated ?? 0),
      duplicate: Number(counts?.duplicate ?? 0),
      invalid: Number(counts?.invalid ?? 0),
    },
    rows: Number(upload.rows),
    done: upload.done,
    createdAt: fromTime(upload.createTime),
    endedAt: fromTime(upload.endTime),
    createdBy: upload.createdBy,
    failure: upload.failureMessage,
    workedMs: Number(upload.workedMs),
    excluded: upload.excluded === undefined ? undefined : Number(upload.excluded),
  };
}
