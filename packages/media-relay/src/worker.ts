import { parentPort, workerData } from 'node:worker_threads';
import { assert, type Log } from '@firstring/kernel';
import { systemClock, systemRandom } from '@firstring/kernel/system';
import { startMediaRelay } from './relay.ts';
import type { FromRelayThread, RelayThreadData, ToRelayThread } from './thread-messages.ts';

// The entry of the relay's own thread; thread.ts is the other end.
assert(parentPort !== null, 'worker.ts runs in a worker thread');
const parent = parentPort;
const say = (message: FromRelayThread): void => parent.postMessage(message);

const logAt =
  (level: keyof Log) =>
  (fields: Readonly<Record<string, unknown>>, message: string): void =>
    say({ type: 'log', level, fields: { ...fields, ...errorIn(fields) }, message });

// Debug lines would cross threads for every request; they stay here.
const log: Log = { debug: () => {}, info: logAt('info'), warn: logAt('warn'), error: logAt('error') };

const options = workerData as RelayThreadData; // Given by thread.ts alone.
const relay = await startMediaRelay({ ...options, clock: systemClock, random: systemRandom, log });
parent.on('message', (message: ToRelayThread) => {
  if (message.type === 'stats') {
    say({ type: 'stats', id: message.id, stats: relay.stats() });
    return;
  }
  relay
    .close()
    .then(() => parent.close())
    .catch((error: unknown) => log.error({ err: error }, 'the media relay could not be closed'));
});
say({ type: 'listening', ngPort: relay.ngPort });

/** Errors cross threads as text. */
function errorIn(fields: Readonly<Record<string, unknown>>): { err?: string } {
  return 'err' in fields && fields.err instanceof Error
    ? { err: fields.err.stack ?? fields.err.message }
    : {};
}
