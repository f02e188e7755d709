import assert from 'node:assert/strict';
import {
  UploadState,
  type ReceiveFileRequest,
  type Upload,
  type UploadSettings,
} from '@firstring/contracts/leads/upload_service';
import { systemClock } from '@firstring/kernel/system';
import { PROCESS, requestId, type LeadStoreUnderTest } from './_harness.ts';

type Service = Pick<LeadStoreUnderTest, 'uploads' | 'lists' | 'leads'>;

export async function makeList(service: Pick<Service, 'lists'>, change: object = {}) {
  const given = { processId: PROCESS, name: 'Spring fair', ...change };
  const { list } = await service.lists.putList({ requestId: requestId(), list: given });
  assert.ok(list);
  return list;
}

export interface SentFile {
  readonly listId: string;
  readonly content: string | Uint8Array;
  readonly fileName?: string;
  readonly requestId?: string;
}

export async function sendFile(service: Pick<Service, 'uploads'>, file: SentFile): Promise<Upload> {
  const { upload } = await service.uploads.receiveFile(parts(file));
  assert.ok(upload);
  return upload;
}

async function* parts(file: SentFile): AsyncGenerator<ReceiveFileRequest> {
  const { listId, content, fileName = 'people.csv' } = file;
  const begin = {
    requestId: file.requestId ?? requestId(),
    processId: PROCESS,
    listId,
    fileName,
    createdBy: 'sue',
  };
  yield { part: { $case: 'begin', value: begin } };
  const bytes = Buffer.from(content);
  for (let at = 0; at < bytes.length; at += 1_000_000)
    yield { part: { $case: 'chunk', value: bytes.subarray(at, at + 1_000_000) } };
}

/** Takes the suggestions for columns and starts. */
export async function start(
  service: Pick<Service, 'uploads'>,
  upload: Upload,
  settings: Partial<UploadSettings> = {},
): Promise<void> {
  const ref = { processId: PROCESS, uploadId: upload.uploadId };
  const preview = await service.uploads.previewUpload(ref);
  const targets = preview.columns.map((column) => column.suggestedTarget);
  await service.uploads.startUpload({
    ...ref,
    requestId: requestId(),
    settings: { format: preview.format, targets, defaultCountry: 'US', ...settings },
  });
}

const ENDED: readonly UploadState[] = [
  UploadState.UPLOAD_STATE_DONE,
  UploadState.UPLOAD_STATE_FAILED,
  UploadState.UPLOAD_STATE_CANCELLED,
];

/** The import shares its loop with whoever asks. */
const LOOK_MS = 10;

/** Waits until the import is over. */
export async function ended(service: Pick<Service, 'uploads'>, { uploadId }: Upload): Promise<Upload> {
  const deadline = AbortSignal.timeout(180_000);
  for (;;) {
    const { upload } = await service.uploads.getUpload({ processId: PROCESS, uploadId });
    assert.ok(upload);
    if (ENDED.includes(upload.state)) return upload;
    await systemClock.sleep(LOOK_MS, deadline);
  }
}

/** Sends, takes the suggestions, waits. */
export async function upload(
  service: Pick<Service, 'uploads'>,
  file: SentFile,
  settings: Partial<UploadSettings> = {},
): Promise<Upload> {
  const sent = await sendFile(service, file);
  await start(service, sent, settings);
  return ended(service, sent);
}

/** `added 2, invalid 1`, zeros left out. */
export function countsOf({ counts }: Upload): string {
  const told = Object.entries(counts ?? {}).filter(([, count]) => count > 0n);
  return told.map(([verdict, count]) => `${verdict} ${count}`).join(', ');
}

export async function verdicts(service: Pick<Service, 'uploads'>, { uploadId }: Upload): Promise<string[]> {
  let text = '';
  for await (const piece of service.uploads.streamVerdicts({ processId: PROCESS, uploadId }))
    text += piece.text;
  return text.trimEnd().split('\r\n');
}

export async function leadsOf(service: Pick<Service, 'leads'>) {
  const { leads } = await service.leads.listLeads({
    processId: PROCESS,
    page: { pageSize: 1000, pageToken: '' },
  });
  return leads;
}
