import type { IncomingMessage } from 'node:http';
import { reasonError } from '@firstring/contracts';
import { parseForm } from '../../domain/parse-form.ts';
import { malformed, parseJsonObject, type RawFields } from '../../domain/parse-json-object.ts';
import { readBody } from './read-body.ts';

const BODY_BYTES_MAX = 64 * 1024;
const KEY = /^[\x21-\x7e]{1,255}$/;

/** What a POST carries: JSON or a form. */
export async function fieldsOfBody(request: IncomingMessage): Promise<RawFields> {
  const body = await readBody(request, BODY_BYTES_MAX);
  if (body.byteLength === 0) throw malformed('the body is empty');
  const { type, charset } = mediaType(request.headers['content-type'] ?? '');
  if (charset !== undefined && charset !== 'utf-8' && charset !== 'utf8') {
    throw reasonError('MEDIA_TYPE_UNSUPPORTED', { message: 'send UTF-8' });
  }
  switch (type) {
    case 'application/json':
      return parseJsonObject(body);
    case 'application/x-www-form-urlencoded':
      return parseForm(body.toString('latin1'));
    default:
      throw reasonError('MEDIA_TYPE_UNSUPPORTED');
  }
}

/** What a GET carries: its query string. */
export function fieldsOfQuery(request: IncomingMessage): RawFields {
  const url = request.url ?? '';
  const mark = url.indexOf('?');
  return parseForm(mark === -1 ? '' : url.slice(mark + 1));
}

/** The Idempotency-Key header; FIELD_INVALID when it cannot be one. */
export function idempotencyKey(request: IncomingMessage): string | undefined {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key !== 'string' || !KEY.test(key)) {
    throw reasonError('FIELD_INVALID', {
      message: 'Idempotency-Key has 1 to 255 printable characters',
      details: { field: 'Idempotency-Key' },
    });
  }
  return key;
}

function mediaType(header: string): { readonly type: string; readonly charset: string | undefined } {
  const [type = '', ...parameters] = header.toLowerCase().split(';');
  const charset = parameters.map((text) => text.trim()).find((text) => text.startsWith('charset='));
  return { type: type.trim(), charset: charset?.slice('charset='.length).replaceAll('"', '') };
}
