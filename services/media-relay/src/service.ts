import { resolve } from 'node:path';
import type { MachineGround, RunningService } from '@firstring/service-kit';
import { startMediaRelayThread } from '@firstring/media-relay';
import type { MediaRelayConfig } from './config.ts';
import { createMediaRelayEvents } from './events.ts';

/** The embedded media relay as a process of its own, in rtpengine's place beside a sip service; answers once it listens. */
export async function createMediaRelayService(
  config: MediaRelayConfig,
  { log }: MachineGround,
): Promise<RunningService> {
  const listen = config.MEDIA_RELAY_NG_LISTEN;
  const colon = listen.lastIndexOf(':');
  const folder = config.MEDIA_RELAY_RECORDINGS_FOLDER;
  const relay = await startMediaRelayThread({
    listenNg: { host: listen.slice(0, colon), port: Number(listen.slice(colon + 1)) },
    interface: config.MEDIA_RELAY_INTERFACE,
    portMin: config.MEDIA_RELAY_PORT_MIN,
    portMax: config.MEDIA_RELAY_PORT_MAX,
    ...(folder === '' ? {} : { recordingFolder: resolve(folder) }),
    limits: { recordingBytesMax: config.MEDIA_RELAY_RECORDINGS_BYTES_MAX },
    log,
  });
  createMediaRelayEvents(log).listening({ ngPort: relay.ngPort });
  return {
    name: 'media-relay',
    failed: neverUnless(relay.ended),
    [Symbol.asyncDispose]: () => relay.close(),
  };
}

/** Rejects when the thread has ended by a fault. */
async function neverUnless(ended: Promise<Error | undefined>): Promise<never> {
  const fault = await ended;
  if (fault !== undefined) throw fault;
  return new Promise<never>(() => undefined);
}
