import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import type { Log } from '@firstring/kernel';
import { DTMF_DIGITS } from '@firstring/rtp';
import { z } from 'zod';

/** A datagram of rtpengine's `--dtmf-log-dest`; one a key. */
const pressSchema = z.object({
  callid: z.string(),
  source_tag: z.string(),
  event: z.number().int().min(0).max(15),
});

/** What a side of a call has pressed. */
export interface KeyPress {
  /** The relay's name of the call. */
  readonly callId: string;
  /** Who pressed: the relay's name of the side. */
  readonly tag: string;
  readonly key: string;
}

/** Hears from the media relay of keys that are pressed in the sound; those that come as INFO are the legs' own. */
export async function listenForKeys(
  address: { readonly host: string; readonly port: number },
  { log, onKey }: { readonly log: Log; readonly onKey: (press: KeyPress) => void },
): Promise<AsyncDisposable> {
  const socket = createSocket('udp4');
  socket.on('message', (datagram) => {
    const press = read(datagram.toString('utf8'));
    if (press === undefined) log.debug({ bytes: datagram.length }, 'a datagram that is no key');
    else onKey(press);
  });
  socket.bind(address.port, address.host);
  await once(socket, 'listening');
  socket.on('error', (error) => log.error({ err: error }, 'keys are not heard any more'));
  return {
    async [Symbol.asyncDispose]() {
      const closed = once(socket, 'close');
      socket.close();
      await closed;
    },
  };
}

function read(text: string): KeyPress | undefined {
  try {
    const { callid, source_tag, event } = pressSchema.parse(JSON.parse(text));
    const key = DTMF_DIGITS[event];
    return key === undefined ? undefined : { callId: callid, tag: source_tag, key };
  } catch {
    return undefined;
  }
}
