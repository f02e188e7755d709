import { pipeline } from 'node:stream/promises';
import { reasonError } from '@firstring/contracts';
import type { Response } from 'express';
import { z } from 'zod';
import { processOf } from '../../app/actor.ts';
import type { Uploads } from '../../app/list-ports.ts';
import { STREAMING, type ApiCall, type Endpoint } from './endpoint.ts';
import { id, pageQuery, processQuery, readInput, requestId, text } from './input.ts';
import { listOrProspectsIn, processIn } from './call-params.ts';

export interface UploadRoutesDeps {
  uploads: Uploads;
}

const COLUMNS_MAX = 500;
const encoding = z.enum(['', 'utf-8', 'utf-16le', 'utf-16be', 'windows-1252']);
const delimiter = z.enum(['', ',', ';', '\t', '|']);
const fileQuery = processQuery.extend({ requestId, fileName: z.string().max(8192).default('') });
const uploadsQuery = pageQuery.extend({ listId: id.or(z.literal('')).default('') });
const previewQuery = processQuery.extend({
  encoding: encoding.default(''),
  delimiter: delimiter.default(''),
});
const startBody = z.strictObject({
  requestId,
  format: z.strictObject({ encoding, delimiter }),
  targets: z.array(text(128)).max(COLUMNS_MAX),
  defaultCountry: z
    .string()
    .regex(/^([A-Z]{2})?$/, 'two capital letters')
    .default(''),
  dateOrder: z.enum(['', 'YMD', 'DMY', 'MDY']).default(''),
  updateDuplicates: z.boolean().default(false),
  migrateDuplicates: z.boolean().default(false),
});
const controlBody = z.strictObject({ requestId, command: z.enum(['pause', 'resume', 'cancel']) });

/** Files of contacts on their way into lists. */
export function uploadEndpoints(deps: UploadRoutesDeps): Endpoint[] {
  return [...sendingEndpoints(deps), ...watchingEndpoints(deps)];
}

const uploadIn = ({ request }: ApiCall): string => readInput(id, request.params['uploadId']);

function sendingEndpoints({ uploads }: UploadRoutesDeps): Endpoint[] {
  return [
    {
      method: 'post',
      path: '/lists/:listId/uploads',
      file: 'upload',
      needs: ['list:upload'],
      audit: { action: 'upload.receive' },
      async handle(call) {
        const { request, actor } = call;
        const query = readInput(fileQuery, request.query);
        const processId = processOf(actor, query.processId);
        if (request.is('text/csv') === false)
          throw reasonError('MEDIA_TYPE_UNSUPPORTED', { message: 'send text/csv' });
        const file = { ...query, processId, listId: listOrProspectsIn(call), createdBy: actor.userId };
        const upload = await uploads.receive(file, request, goneSignal(call));
        call.note({ resourceId: upload.uploadId });
        return upload;
      },
    },
    {
      method: 'get',
      path: '/uploads/:uploadId/preview',
      needs: ['list:upload'],
      async handle(call) {
        const { processId, ...format } = readInput(previewQuery, call.request.query);
        return uploads.preview(processOf(call.actor, processId), uploadIn(call), format);
      },
    },
    {
      method: 'post',
      path: '/uploads/:uploadId/start',
      needs: ['list:upload'],
      audit: { action: 'upload.start' },
      handle: async (call) =>
        uploads.start(processIn(call), uploadIn(call), readInput(startBody, call.request.body)),
    },
    {
      method: 'post',
      path: '/uploads/:uploadId/control',
      needs: ['list:upload'],
      audit: { action: 'upload.control' },
      handle: async (call) =>
        uploads.control(processIn(call), uploadIn(call), readInput(controlBody, call.request.body)),
    },
  ];
}

function watchingEndpoints({ uploads }: UploadRoutesDeps): Endpoint[] {
  return [
    {
      method: 'get',
      path: '/uploads',
      needs: ['list:read'],
      async handle({ request, actor }) {
        const { processId, listId, ...page } = readInput(uploadsQuery, request.query);
        return uploads.list(processOf(actor, processId), listId, page);
      },
    },
    {
      method: 'get',
      path: '/uploads/:uploadId',
      needs: ['list:read'],
      handle: async (call) => uploads.get(processIn(call), uploadIn(call)),
    },
    {
      method: 'get',
      path: '/uploads/:uploadId/verdicts',
      file: 'export',
      needs: ['list:read'],
      audit: { action: 'upload.verdicts' },
      async handle(call) {
        const uploadId = uploadIn(call);
        const pieces = uploads.verdicts(processIn(call), uploadId, goneSignal(call));
        await sendText(call.response, `upload-${uploadId}.csv`, pieces);
        return STREAMING;
      },
    },
  ];
}

/** Ends when the browser goes away before its answer. */
function goneSignal({ response }: ApiCall): AbortSignal {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  return gone.signal;
}

/** Streams a file; the first piece is read before the headers go, so that a refusal is still an answer of its own. */
async function sendText(response: Response, fileName: string, pieces: AsyncIterable<string>): Promise<void> {
  const iterator = pieces[Symbol.asyncIterator]();
  const first = await iterator.next();
  response.type('text/csv').attachment(fileName);
  await pipeline(async function* () {
    if (first.done !== true) yield first.value;
    yield* { [Symbol.asyncIterator]: () => iterator };
  }, response);
}
