import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { createIngestService } from '@firstring/ingest-service';
import { armFailpoints, assert, type Log } from '@firstring/kernel';
import { systemClock, systemFailpointEffects, systemRandom } from '@firstring/kernel/system';
import { openSqliteStore, openSqliteThread } from '@firstring/store/sqlite';
import { startTelemetry, traceFields } from '@firstring/telemetry';
import type { FromIngestThread, IngestThreadData } from './ingest-thread.ts';

// The entry of the ingest thread; ingest-thread.ts is the other end.
assert(parentPort !== null, 'ingest-worker.ts runs in a worker thread');
const parent = parentPort;
const say = (message: FromIngestThread): void => parent.postMessage(message);
const { config, dataDir, failpoint, logLevel, env } = workerData as IngestThreadData; // Given by ingest-thread.ts alone.
const silent = (): void => {};
const logAt =
  (level: keyof Log): Log[keyof Log] =>
  (fields, message) =>
    say({ type: 'log', level, fields: { ...fields, ...errorIn(fields), ...traceFields() }, message });
// A line for each lead would cross threads only to be dropped there.
const log: Log = {
  debug: logLevel === 'debug' ? logAt('debug') : silent,
  info: logLevel === 'debug' || logLevel === 'info' ? logAt('info') : silent,
  warn: logAt('warn'),
  error: logAt('error'),
};

armFailpoints(failpoint, systemFailpointEffects);
const opened = new AsyncDisposableStack();
opened.use(await startTelemetry({ service: 'standalone', env, scraped: false, clock: systemClock, log }));
const thread = opened.use(openSqliteThread());
const store = opened.use(await openSqliteStore(thread, { file: join(dataDir, 'ingest.db') }));
const platform = { clock: systemClock, random: systemRandom, log, store };
const ingest = opened.use(await createIngestService(config, platform));
parent.once('message', () => {
  opened
    .disposeAsync()
    .then(() => parent.close())
    .catch((err: unknown) => log.error({ err }, 'ingest could not be closed'));
});
say({ type: 'listening', httpPort: ingest.httpPort });

/** Errors cross threads as text. */
function errorIn({ err }: Readonly<Record<string, unknown>>): { err?: string } {
  return err instanceof Error ? { err: err.stack ?? err.message } : {};
}
