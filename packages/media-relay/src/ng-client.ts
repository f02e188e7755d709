import { createSocket } from 'node:dgram';
import { AppError, deferred, type Clock, type Deferred, type Random, type Timer } from '@firstring/kernel';
import { bencodeText, type Bencode, type BencodeDictionary } from './bencode.ts';
import { formatNgMessage, parseNgMessage } from './ng-message.ts';
import { readNgQuery, type NgQuery } from './ng-query.ts';

export interface NgClientOptions {
  clock: Clock;
  random: Random;
  host: string;
  port: number;
  /** How long one request is tried before it fails, retransmissions included. */
  timeoutMs: number;
}

export interface NgOffer {
  callId: string;
  fromTag: string;
  /** Left out in a first offer; the answer names the other side. */
  toTag?: string;
  sdp: string;
  /** Handed on as they are: `port-latching`, `codec-transcode-PCMA`. */
  flags?: readonly string[];
}

export type NgAnswer = NgOffer & { toTag: string };

/** A call, or one party of it. */
export interface NgParty {
  callId: string;
  /** Left out: every party. */
  fromTag?: string;
}

export interface NgPlay {
  callId: string;
  /** Who is to hear it. */
  fromTag: string;
  /** A WAV file: its bytes (at most 60,000, one datagram) or its path on the relay's machine. */
  source: { type: 'blob'; bytes: Uint8Array } | { type: 'file'; path: string };
  /** Left out: once. */
  repeatTimes?: number;
}

/**
 * Speaks the `ng` control protocol to a media relay: ours or rtpengine. Every request is sent again with the same cookie
 * until it is answered, so that a lost datagram costs 100 ms and nothing is carried out twice. Every method throws AppError
 * `MEDIA_UNAVAILABLE`: with retry `later` when the relay is silent, with retry `never` when it said no.
 */
export interface NgClient {
  ping(): Promise<void>;
  /** Resolves with the description for the other side. */
  offer(request: NgOffer): Promise<string>;
  /** Resolves with the description for the offerer. */
  answer(request: NgAnswer): Promise<string>;
  /** Ends a call at once; one the relay does not know is ended already. */
  delete(request: { callId: string }): Promise<void>;
  query(request: { callId: string }): Promise<NgQuery>;
  playMedia(request: NgPlay): Promise<void>;
  stopMedia(request: { callId: string; fromTag: string }): Promise<void>;
  /** Nothing a party says is handed on, neither sound nor keys; what is played to others goes on. */
  block(party: NgParty): Promise<void>;
  unblock(party: NgParty): Promise<void>;
  close(): Promise<void>;
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

export function createNgClient(options: NgClientOptions): NgClient {
  const requester = createRequester(options);
  const request = async (command: string, fields: BencodeDictionary): Promise<BencodeDictionary> => {
    const answer = await requester.send({ command, ...fields });
    if (answer['result'] === 'error') throw refused(command, answer['error-reason']);
    return answer;
  };
  const exchange = async (command: 'offer' | 'answer', exchanged: NgOffer): Promise<string> => {
    const answer = await request(command, {
      'call-id': exchanged.callId,
      'from-tag': exchanged.fromTag,
      ...(exchanged.toTag !== undefined && { 'to-tag': exchanged.toTag }),
      sdp: exchanged.sdp,
      flags: exchanged.flags ?? [],
      replace: ['origin'],
      ICE: 'remove',
    });
    if (typeof answer['sdp'] !== 'string') throw refused(command, 'no description came back');
    return answer['sdp'];
  };
  return {
    ping: async () => {
      await request('ping', {});
    },
    offer: (offer) => exchange('offer', offer),
    answer: (answer) => exchange('answer', answer),
    delete: async ({ callId }) => {
      const answer = await requester.send({ command: 'delete', 'call-id': callId, 'delete delay': 0 });
      if (answer['result'] === 'error' && !isUnknownCall(answer))
        throw refused('delete', answer['error-reason']);
    },
    query: async ({ callId }) => readNgQuery(await request('query', { 'call-id': callId })),
    playMedia: async (play) => {
      await request('play media', {
        'call-id': play.callId,
        'from-tag': play.fromTag,
        ...(play.source.type === 'blob' ? { blob: play.source.bytes } : { file: play.source.path }),
        'repeat-times': play.repeatTimes ?? 1,
      });
    },
    stopMedia: async ({ callId, fromTag }) => {
      await request('stop media', { 'call-id': callId, 'from-tag': fromTag });
    },
    block: async (party) => {
      await request('block media', partyFields(party));
      await request('block DTMF', partyFields(party));
    },
    unblock: async (party) => {
      await request('unblock media', partyFields(party));
      await request('unblock DTMF', partyFields(party));
    },
    close: requester.close,
  };
}

function partyFields({ callId, fromTag }: NgParty): BencodeDictionary {
  if (fromTag === undefined) return { 'call-id': callId };
  return { 'call-id': callId, 'from-tag': fromTag, flags: ['directional'] };
}

interface Requester {
  send(body: BencodeDictionary): Promise<BencodeDictionary>;
  close(): Promise<void>;
}

/** One socket, one cookie a request, one timer a pending request. */
function createRequester(options: NgClientOptions): Requester {
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

function isUnknownCall(answer: BencodeDictionary): boolean {
  return bencodeText(answer['error-reason']).toLowerCase().includes('unknown call-id');
}

function silent(message = 'the media relay does not answer'): AppError {
  return new AppError({ reason: 'MEDIA_UNAVAILABLE', code: 'unavailable', message, retry: 'later' });
}

function refused(command: string, why: Bencode | undefined): AppError {
  return new AppError({
    reason: 'MEDIA_UNAVAILABLE',
    code: 'unavailable',
    message: `the media relay refused ${command}`,
    retry: 'never',
    details: { command, why: bencodeText(why) || 'no reason given' },
  });
}
