import { Worker } from 'node:worker_threads';
import type { IngestConfig } from '@firstring/ingest-service/config';
import { deferred, type Log } from '@firstring/kernel';

/** What the thread is started with. */
export interface IngestThreadData {
  readonly config: IngestConfig;
  /** Folder of the database files. */
  readonly dataDir: string;
  readonly failpoint: string;
  /** For its telemetry: the OTEL_* names. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Lines below this level stay in the thread. */
  readonly logLevel: string;
}

export type FromIngestThread =
  | { readonly type: 'listening'; readonly httpPort: number }
  | {
      readonly type: 'log';
      readonly level: keyof Log;
      readonly fields: Readonly<Record<string, unknown>>;
      readonly message: string;
    };

export interface IngestThread extends AsyncDisposable {
  readonly httpPort: number;
}

/**
 * Ingest in a thread of its own: what vendors pour in is read and checked beside the loop on which agents' desks wait. Resolves once it
 * listens, rejects when it cannot. An error nobody expected ends the process, as it would on the main loop.
 */
export async function startIngestThread(data: IngestThreadData, log: Log): Promise<IngestThread> {
  const worker = new Worker(new URL('./ingest-worker.ts', import.meta.url), {
    workerData: data,
    name: 'ingest',
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  const listening = deferred<number>();
  const ended = deferred<void>();
  let isUp = false;
  worker.on('message', (message: FromIngestThread) => {
    if (message.type === 'log') log[message.level](message.fields, message.message);
    else listening.resolve(message.httpPort);
  });
  worker.on('error', (error) => {
    if (isUp) throw error;
    listening.reject(error);
  });
  worker.on('exit', () => {
    listening.reject(new Error('the ingest thread has ended'));
    ended.resolve();
  });
  const httpPort = await listening.promise;
  isUp = true;
  return {
    httpPort,
    async [Symbol.asyncDispose]() {
      worker.postMessage('close');
      await ended.promise;
    },
  };
}
