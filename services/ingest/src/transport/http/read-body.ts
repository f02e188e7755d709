import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { reasonError } from '@firstring/contracts';

/**
 * The whole body, unpacked. BODY_TOO_LARGE as soon as it is known to be, before the rest is read; MEDIA_TYPE_UNSUPPORTED for an
 * encoding other than gzip; BODY_MALFORMED when it breaks off.
 */
export function readBody(request: IncomingMessage, bytesMax: number): Promise<Buffer> {
  if (request.destroyed) return Promise.reject(brokenOff());
  if (Number(request.headers['content-length'] ?? 0) > bytesMax) return Promise.reject(tooLarge());
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity' && encoding !== 'gzip') {
    return Promise.reject(
      reasonError('MEDIA_TYPE_UNSUPPORTED', { message: 'send the body plain or as gzip' }),
    );
  }
  const source = encoding === 'gzip' ? request.pipe(createGunzip()) : request;
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => {
      if (source !== request) {
        request.unpipe();
        source.destroy();
      }
      reject(error);
    };
    collect(source, bytesMax, { resolve, reject: fail });
    request.once('close', () => {
      if (!request.complete) fail(brokenOff());
    });
  });
}

function collect(
  source: Readable,
  bytesMax: number,
  done: { resolve(body: Buffer): void; reject(error: Error): void },
): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  source.on('data', (chunk: Buffer) => {
    bytes += chunk.byteLength;
    if (bytes > bytesMax) {
      source.removeAllListeners('data');
      source.pause();
      done.reject(tooLarge());
      return;
    }
    chunks.push(chunk);
  });
  source.once('end', () =>
    done.resolve(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks)),
  );
  source.on('error', (cause) => done.reject(reasonError('BODY_MALFORMED', { cause })));
}

function tooLarge(): Error {
  return reasonError('BODY_TOO_LARGE');
}

function brokenOff(): Error {
  return reasonError('BODY_MALFORMED', { message: 'the body broke off' });
}
