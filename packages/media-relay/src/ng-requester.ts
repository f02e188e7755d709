import { createSocket } from 'node:dgram';
import { AppError, deferred, type Clock, type Deferred, type Random, type Timer } from '@firstring/kernel';
import { bencodeText, type Bencode, type BencodeDictionary } from './bencode.ts';
import { formatNgMessage, parseNgMessage } from './ng-message.ts';

export interface NgClientOptions {
  clock: Clock;
  random: Random;
  host: string;
  port: number;
  /** How long one request is tried before it fails, retransmissions included. */
  timeoutMs: number;
}

const RETRANSMIT_FIRST_MS = 100;
const RETRANSMIT_MS_MAX = 1000;
const PENDING_MAX = 2000;
const DATAGRAM_BYTES_MAX = 65_000;

interface Pending {
  datagram: Uint8Array;
  answer: Deferred<BencodeDictionary>;
  timer: Timer;
}

export interface Requester {
  send(body: BencodeDictionary): Promise<BencodeDictionary>;
  close(): Promise<void>;
}

/** One socket, one cookie a request, one timer a pending request. */
export function createRequester(options: NgClientOptions): Requester {
  const { clock, random } = options;
  const socket = createSocket('udp4');
  const pending = new Map<string, Pending>();
  const prefix = Buffer.from(random.bytes(6)).toString('hex');
  let requestCount = 0;
  let closed = false;

  const settle = (cookie: string): Pending | undefined => {
    const waiting = pending.get(cookie);
    waiting?.timer.cancel();
    pending.delete(cookie);
    return waiting;
  };
  const transmit = (cookie: string, deadlineMs: number, waitMs: number): void => {
    const waiting = pending.get(cookie);
    if (waiting === undefined) return;
    const leftMs = deadlineMs - clock.monotonicMs();
    if (leftMs <= 0) {
      settle(cookie)?.answer.reject(silent());
      return;
    }
    // A send error (no route, name not found) may pass: the next transmission or the deadline decides.
    socket.send(waiting.datagram, options.port, options.host, () => {});
    waiting.timer = clock.setTimer(Math.min(waitMs, leftMs), () =>
      transmit(cookie, deadlineMs, Math.min(2 * waitMs, RETRANSMIT_MS_MAX)),
    );
  };
  socket.on('message', (datagram) => {
    const message = parseNgMessage(datagram);
    if (message !== undefined) settle(message.cookie)?.answer.resolve(message.body);
  });
  // Without a listener a socket error would end the process; pending requests run into their deadline.
  socket.on('error', () => {});

  return {
    async send(body) {
      if (closed) throw silent();
      if (pending.size >= PENDING_MAX) throw silent('too many requests are waiting for the media relay');
      requestCount += 1;
      const cookie = `${prefix}-${requestCount}`;
      const datagram = formatNgMessage({ cookie, body });
      if (datagram.length > DATAGRAM_BYTES_MAX)
        throw refused(bencodeText(body['command']), 'request is too long');
      const answer = deferred<BencodeDictionary>();
      pending.set(cookie, { datagram, answer, timer: { cancel: () => {} } });
      transmit(cookie, clock.monotonicMs() + options.timeoutMs, RETRANSMIT_FIRST_MS);
      return answer.promise;
    },
    async close() {
      if (closed) return;
      closed = true;
      for (const cookie of pending.keys()) settle(cookie)?.answer.reject(silent());
      await new Promise<void>((resolve) => {
        socket.close(resolve);
      });
    },
  };
}

function silent(message = 'the media relay does not answer'): AppError {
  return new AppError({ reason: 'MEDIA_UNAVAILABLE', code: 'unavailable', message, retry: 'later' });
}

/** rtpengine's words and ours for having no room now: no port is free, or as many calls as may be. */
const NO_ROOM = /ran out of ports|session limit/i;

/** The relay said no, or something that makes no sense. Only where it has no room it is worth asking again. */
export function refused(command: string, why: Bencode | undefined): AppError {
  const words = bencodeText(why) || 'no reason given';
  const noRoom = NO_ROOM.test(words);
  return new AppError({
    reason: 'MEDIA_UNAVAILABLE',
    code: noRoom ? 'resource_exhausted' : 'unavailable',
    message: `the media relay refused ${command}`,
    retry: noRoom ? 'later' : 'never',
    details: { command, why: words },
  });
}
