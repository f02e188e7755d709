import { ApiProblem, csrfHeader } from '../api-client.ts';
import type { UploadView } from '../../../src/app/views/lists.ts';

/** Sends a file as it is; unlike fetch, XMLHttpRequest tells how much has gone. */
export function sendFile(
  url: string,
  file: File,
  { onProgress, signal }: { onProgress(part: number): void; signal: AbortSignal },
): Promise<UploadView> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', url);
    request.setRequestHeader('Content-Type', 'text/csv');
    for (const [name, value] of Object.entries(csrfHeader())) request.setRequestHeader(name, value);
    request.responseType = 'json';
    request.upload.addEventListener('progress', ({ loaded, total }) =>
      onProgress(total === 0 ? 0 : loaded / total),
    );
    request.addEventListener('load', () => {
      const answer: unknown = request.response;
      if (request.status < 300) resolve(answer as UploadView); // the server's own type describes its answer
      else reject(new ApiProblem(request.status, isRecord(answer) ? answer : {}));
    });
    const failed = (title: string) => () => reject(new ApiProblem(0, { title }));
    request.addEventListener('error', failed('The file did not get through. Check your connection.'));
    request.addEventListener('abort', failed('The upload was stopped.'));
    signal.addEventListener('abort', () => request.abort(), { once: true });
    request.send(file);
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
