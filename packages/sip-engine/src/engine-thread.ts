import { assert, type Log, Secret } from '@firstring/kernel';
import { systemClock, systemRandom } from '@firstring/kernel/system';
import { parentPort, workerData } from 'node:worker_threads';
import { createSipEngine } from './engine.ts';
import type { FromThread, ThreadOptions, ToThread } from './worker.ts';

/** Entry of the engine's own thread; `startSipEngineThread` starts it. */
const port = parentPort;
assert(port !== null, 'engine-thread.ts runs as a worker');
const tell = (message: FromThread): void => port.postMessage(message);

const forward =
  (level: keyof Log) =>
  (fields: Readonly<Record<string, unknown>>, message: string): void =>
    tell({ type: 'log', level, fields: cloneable(fields), message });
const log: Log = {
  debug: forward('debug'),
  info: forward('info'),
  warn: forward('warn'),
  error: forward('error'),
};

// The parent passes exactly these options; the secret travels as text, because a Secret hides from structured clone.
const options = workerData as ThreadOptions;
const engine = await createSipEngine({
  ...options,
  clock: systemClock,
  random: systemRandom,
  log,
  control: { ...options.control, secret: new Secret(options.control.secret) },
});

port.on('message', (message: ToThread) => {
  if (message.type === 'stats') {
    tell({ type: 'stats', id: message.id, stats: engine.stats() });
    return;
  }
  engine.close().then(
    () => port.close(),
    (error: unknown) => {
      log.error({ err: error }, 'SIP engine did not close cleanly');
      port.close();
    },
  );
});
tell({ type: 'ready', listeningOn: engine.listeningOn, controlPort: engine.controlPort });

/** Errors and plain values survive structured clone; whatever else a field holds does so only as JSON. */
function cloneable(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => {
      const isPlain = value === null || (typeof value !== 'object' && typeof value !== 'function');
      return [name, isPlain || value instanceof Error ? value : JSON.stringify(value)];
    }),
  );
}
