import { bencodeText, type BencodeDictionary } from './bencode.ts';
import { readNgQuery, readNgRecording, type NgQuery, type NgRecording } from './ng-query.ts';
import { createRequester, refused, type NgClientOptions } from './ng-requester.ts';

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

export interface NgPress {
  callId: string;
  /** Who seems to press it. */
  fromTag: string;
  digit: string;
  /** 100 to 5,000; left out: 250. */
  durationMs?: number;
}

export interface NgRecordingOrder {
  callId: string;
  /** Whose voices are on the channels. Sent again while a recording runs, they name others. */
  leftTag: string;
  rightTag: string;
  /** Path below the relay's folder for recordings; left out: the relay names it. */
  file?: string;
  /** Kept with the recording, at most 2,000 characters. */
  metadata?: string;
}

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
 * `MEDIA_UNAVAILABLE`: with retry `later` when the relay is silent or (code `resource_exhausted`) has no port or place for a
 * call, with retry `never` when it said no.
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
  /** Resolves with how long it plays once, ms, where the relay tells. */
  playMedia(request: NgPlay): Promise<number | undefined>;
  stopMedia(request: { callId: string; fromTag: string }): Promise<void>;
  /** Nothing a party says is handed on, neither sound nor keys; what is played to others goes on. */
  block(party: NgParty): Promise<void>;
  unblock(party: NgParty): Promise<void>;
  /** What a party says is handed on as silence (where its codec has none: not at all); its keys pass. */
  silence(party: Required<NgParty>): Promise<void>;
  unsilence(party: Required<NgParty>): Promise<void>;
  /** Presses a key as if this party had: its peer gets it. rtpengine does it for calls offered with the flag `inject-DTMF`. */
  playDtmf(press: NgPress): Promise<void>;
  /** Resolves with what the relay tells of it; rtpengine tells nothing. */
  startRecording(order: NgRecordingOrder): Promise<NgRecording | undefined>;
  stopRecording(request: { callId: string }): Promise<NgRecording | undefined>;
  /** Ids of running calls, at most as many as fit into one datagram. */
  list(limit?: number): Promise<string[]>;
  close(): Promise<void>;
}

type Request = (command: string, fields: BencodeDictionary) => Promise<BencodeDictionary>;

export function createNgClient(options: NgClientOptions): NgClient {
  const requester = createRequester(options);
  const request: Request = async (command, fields) => {
    const answer = await requester.send({ command, ...fields });
    if (answer['result'] === 'error') throw refused(command, answer['error-reason']);
    return answer;
  };
  return {
    ping: async () => {
      await request('ping', {});
    },
    offer: (offer) => exchange(request, 'offer', offer),
    answer: (answer) => exchange(request, 'answer', answer),
    delete: async ({ callId }) => {
      const answer = await requester.send({ command: 'delete', 'call-id': callId, 'delete delay': 0 });
      if (answer['result'] === 'error' && !isUnknownCall(answer))
        throw refused('delete', answer['error-reason']);
    },
    query: async ({ callId }) => readNgQuery(await request('query', { 'call-id': callId })),
    list: async (limit) => {
      const { calls } = await request('list', limit === undefined ? {} : { limit });
      return Array.isArray(calls) ? calls.filter((callId) => typeof callId === 'string') : [];
    },
    ...soundMethods(request),
    ...recordingMethods(request),
    close: requester.close,
  };
}

async function exchange(request: Request, command: 'offer' | 'answer', exchanged: NgOffer): Promise<string> {
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
}

function soundMethods(request: Request) {
  return {
    playMedia: async (play: NgPlay) => {
      const { duration } = await request('play media', {
        'call-id': play.callId,
        'from-tag': play.fromTag,
        ...(play.source.type === 'blob' ? { blob: play.source.bytes } : { file: play.source.path }),
        'repeat-times': play.repeatTimes ?? 1,
      });
      return typeof duration === 'number' ? duration : undefined;
    },
    stopMedia: async ({ callId, fromTag }: { callId: string; fromTag: string }) => {
      await request('stop media', { 'call-id': callId, 'from-tag': fromTag });
    },
    block: async (party: NgParty) => {
      await request('block media', partyFields(party));
      await request('block DTMF', partyFields(party));
    },
    unblock: async (party: NgParty) => {
      await request('unblock media', partyFields(party));
      await request('unblock DTMF', partyFields(party));
    },
    silence: async (party: Required<NgParty>) => {
      await request('silence media', partyFields(party));
    },
    unsilence: async (party: Required<NgParty>) => {
      await request('unsilence media', partyFields(party));
    },
    playDtmf: async ({ callId, fromTag, digit, durationMs }: NgPress) => {
      const party = { 'call-id': callId, 'from-tag': fromTag };
      await request('play DTMF', { ...party, code: digit, duration: durationMs ?? 250 });
    },
  };
}

function recordingMethods(request: Request) {
  return {
    startRecording: async (order: NgRecordingOrder) => {
      const { recording } = await request('start recording', {
        'call-id': order.callId,
        'from-tag': order.leftTag,
        'to-tag': order.rightTag,
        ...(order.file !== undefined && { 'recording-file': order.file }),
        ...(order.metadata !== undefined && { metadata: order.metadata }),
      });
      return readNgRecording(recording);
    },
    stopRecording: async ({ callId }: { callId: string }) => {
      const { recording } = await request('stop recording', { 'call-id': callId });
      return readNgRecording(recording);
    },
  };
}

function partyFields({ callId, fromTag }: NgParty): BencodeDictionary {
  if (fromTag === undefined) return { 'call-id': callId };
  return { 'call-id': callId, 'from-tag': fromTag, flags: ['directional'] };
}

function isUnknownCall(answer: BencodeDictionary): boolean {
  return bencodeText(answer['error-reason']).toLowerCase().includes('unknown call-id');
}
