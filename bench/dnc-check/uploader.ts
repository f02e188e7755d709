import { parentPort, workerData } from 'node:worker_threads';

/** What the thread is told: where to sign in, and which numbers to send. */
export interface UploaderTask {
  readonly consoleUrl: string;
  readonly username: string;
  readonly password: string;
  /** Where in the endless row of numbers to begin. */
  readonly first: number;
  readonly numbers: number;
  /** Numbers of one request, and requests under way at once: as the page does it. */
  readonly batch: number;
  readonly inFlight: number;
}

export interface Uploaded {
  readonly elapsedMs: number;
  readonly added: number;
}

/** A browser's part of an upload, in a thread of its own so that the product's main loop is measured alone. */
async function upload(task: UploaderTask): Promise<Uploaded> {
  const { consoleUrl, numbers, batch } = task;
  const signedIn = await fetch(`${consoleUrl}/api/session`, {
    method: 'POST',
    headers: { Origin: consoleUrl, 'Content-Type': 'application/json' },
    body: JSON.stringify({ username: task.username, password: task.password }),
  });
  const { csrfToken } = (await signedIn.json()) as { csrfToken: string }; // the console's own answer
  const headers = {
    Origin: consoleUrl,
    'Content-Type': 'application/json',
    Cookie: signedIn.headers.getSetCookie()[0]?.split(';')[0] ?? '',
    'X-CSRF-Token': csrfToken,
  };
  let from = task.first;
  const end = task.first + numbers;
  let added = 0;
  const sendBatches = async (): Promise<void> => {
    while (from < end) {
      const first = from;
      from += batch;
      const body = {
        requestId: crypto.randomUUID(),
        cause: 'registry',
        // Scattered over ten digits, as a registry's file has them.
        numbers: Array.from(
          { length: batch },
          (_, at) => `+1${2_000_000_000 + (((first + at) * 7_919_777) % 7_000_000_000)}`,
        ),
      };
      const sent = { method: 'POST', headers, body: JSON.stringify(body) };
      const response = await fetch(`${consoleUrl}/api/exclusions/numbers`, sent);
      if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
      added += ((await response.json()) as { added: number }).added; // the console's own answer
    }
  };
  const startMs = performance.now();
  await Promise.all(Array.from({ length: task.inFlight }, () => sendBatches()));
  return { elapsedMs: performance.now() - startMs, added };
}

// The owner of this thread gives it one task.
parentPort?.postMessage(await upload(workerData as UploaderTask));
