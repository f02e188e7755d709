import { reasonError } from '@firstring/contracts';
import { parseForm } from '../../domain/parse-form.ts';
import { parseJsonBatch, type BatchItem } from '../../domain/parse-json-batch.ts';
import { malformed, parseJsonObject, type RawFields } from '../../domain/parse-json-object.ts';

/** What a single request carries: a query string, JSON or a form. */
export function readFields(content: Content): RawFields {
  switch (mediaTypeOf(content)) {
    case 'query':
      return parseForm(content.bytes.toString('latin1'));
    case 'application/json':
      return parseJsonObject(content.bytes);
    case 'application/x-www-form-urlencoded':
      return parseForm(content.bytes.toString('latin1'));
    default:
      throw reasonError('MEDIA_TYPE_UNSUPPORTED');
  }
}

/** What a batch carries: a JSON array. */
export function readBatch(content: Content): readonly BatchItem[] {
  if (mediaTypeOf(content) !== 'application/json') {
    throw reasonError('MEDIA_TYPE_UNSUPPORTED', { message: 'send a batch as JSON' });
  }
  return parseJsonBatch(content.bytes);
}

/** The bytes a request carries: the body, or the query string of a GET. */
export interface Content {
  readonly bytes: Buffer;
  /** `query` for a query string, otherwise the Content-Type header. */
  readonly type: string;
}

function mediaTypeOf({ bytes, type: header }: Content): string {
  if (header === 'query') return header;
  if (bytes.byteLength === 0) throw malformed('the body is empty');
  const [type = '', ...parameters] = header.toLowerCase().split(';');
  const charset = parameters.map((text) => text.trim()).find((text) => text.startsWith('charset='));
  const name = charset?.slice('charset='.length).replaceAll('"', '');
  if (name !== undefined && name !== 'utf-8' && name !== 'utf8') {
    throw reasonError('MEDIA_TYPE_UNSUPPORTED', { message: 'send UTF-8' });
  }
  return type.trim();
}
