import type { Clock } from '@firstring/kernel';
import type { ConsoleEvents } from '../../events.ts';
import type { DeskStreams } from './desk-streams.ts';
import type { ApiCall } from './endpoint.ts';
import { EventStream } from './event-stream.ts';

export interface StreamDeps {
  streams: DeskStreams;
  clock: Clock;
  beatMs: number;
  slowReaderMs: number;
  events: Pick<ConsoleEvents, 'streamDropped'>;
}

/** Answers a call with events until the page leaves or its session is over. STREAM_LIMIT; who feeds it tells `streams` of it. */
export function openStream(
  { streams, clock, beatMs, slowReaderMs, events }: StreamDeps,
  { actor, response, expiresAt }: ApiCall,
): EventStream {
  streams.admit(actor.sessionId);
  const stream = new EventStream(response, {
    clock,
    beatMs,
    slowReaderMs,
    onDropped: events.streamDropped,
  });
  const expiry = clock.setTimer(expiresAt - clock.now(), () => stream.close('signed_out'));
  stream.signal.addEventListener('abort', () => expiry.cancel(), { once: true });
  return stream;
}
