import { AppError } from '@firstring/kernel';
import {
  answerDirection,
  buildAnswer,
  buildOffer,
  describeAudio,
  parseSdp,
  receives,
  TELEPHONY_CODECS,
  type AudioCodec,
  type AudioDescription,
} from '@firstring/rtp/sdp';
import type { NgClient, NgPlay } from './ng-client.ts';
import type { NgQuery } from './ng-query.ts';
import { ringbackWav } from './ringback.ts';

export type AnchorSide = 'agent' | 'lead';

export interface AnchorOptions {
  /** Cadence the agent hears while the lead's phone rings. */
  ringback?: 'us' | 'eu';
}

/**
 * One call's media, held in the relay so that neither leg waits for the other: each phone talks to its own relay port from
 * its first description to its last, whatever happens on the other side. Descriptions are built here, with one session id a
 * side and a version that rises only when something changed; what the relay says is read for its ports alone.
 *
 * Methods run one after another in the order they were called. They throw AppError `INVALID_ARGUMENT` for a phone's
 * description that cannot be used (answer 488) and `MEDIA_UNAVAILABLE` when the relay fails.
 */
export interface Anchor {
  /** A complete offer for the agent's phone. Also for a re-INVITE we send. */
  agentOffer(): Promise<string>;
  /** What the agent's phone answered; repeating it changes nothing. */
  agentAnswered(sdp: string): Promise<void>;
  /** An offer from the agent's phone (hold, new address): resolves with the answer. */
  agentReoffered(sdp: string): Promise<string>;
  leadOffer(): Promise<string>;
  /** What the lead's side answered in a 183 or 200; each fork's answer replaces the one before. */
  leadAnswered(sdp: string): Promise<void>;
  /** An offer from the lead's side: a re-INVITE, or the INVITE of a call that came in. */
  leadReoffered(sdp: string): Promise<string>;
  /** Plays to the agent until `stopRingback`. The agent must have answered. */
  playRingback(): Promise<void>;
  stopRingback(): Promise<void>;
  /** Plays a WAV file to one side (hold music, announcement). */
  play(side: AnchorSide, source: NgPlay['source'], repeatTimes?: number): Promise<void>;
  stop(side: AnchorSide): Promise<void>;
  /** When each side was last heard; for media timeouts. */
  query(): Promise<Record<AnchorSide, { packets: number; lastPacketAt?: number }>>;
  /** Frees the ports. Safe to repeat; the other methods fail afterwards. */
  release(): Promise<void>;
}

interface Side {
  readonly name: AnchorSide;
  /** The relay's address for this side's phone. */
  local: { address: string; port: number; rtcpPort: number };
  /** What the phone last said; undefined until it has. */
  remote?: AudioDescription;
  /** The last description given to the phone, and its version. */
  said?: { sdp: string; version: number };
}

type Sides = Record<AnchorSide, Side>;

/**
 * Ports stay when a phone's address changes; the best matching source is learned and no other is let in afterwards; a side
 * that has only the other G.711 law is transcoded.
 */
const FLAGS = [
  'port-latching',
  'strict-source',
  'endpoint-learning-heuristic',
  'codec-transcode-PCMU',
  'codec-transcode-PCMA',
];
/** Both sides at first: an address nobody has (RFC 5737). For zeros the relay would not tell its own address. */
const NOBODY = { address: '192.0.2.1', port: 9 };
/** A side that wants nothing sent to it. rtpengine heeds the zeros of RFC 2543, not the direction. */
const NOWHERE = { address: '0.0.0.0', port: 9 };
/** Ringback is stopped long before: 100 periods are ten minutes. */
const RINGBACK_REPEAT_TIMES = 100;

export function createAnchor(ng: NgClient, callId: string, options: AnchorOptions = {}): Anchor {
  let sides: Sides | undefined;
  let released = false;
  let tail: Promise<unknown> = Promise.resolve();

  /** One at a time: the relay must see an offer and its answer together. */
  function serially<T>(task: () => Promise<T>): Promise<T> {
    const result = tail.then(task);
    tail = result.catch(() => undefined);
    return result;
  }
  async function open(): Promise<Sides> {
    if (released) throw mediaLost('the call was released');
    sides ??= await openSides(ng, callId);
    return sides;
  }
  const offer = (name: AnchorSide): Promise<string> =>
    serially(async () =>
      say((await open())[name], (local) => buildOffer({ ...local, codecs: TELEPHONY_CODECS }), callId),
    );

  const answered = (name: AnchorSide, sdp: string): Promise<void> =>
    serially(async () => {
      const remote = readRemote(sdp);
      await feed(ng, callId, await open(), { name, remote });
    });

  const reoffered = (name: AnchorSide, sdp: string): Promise<string> =>
    serially(async () => {
      const remote = readRemote(sdp);
      const open_ = await open();
      const answer = say(open_[name], (local) => answerTo(sdp, local), callId);
      await feed(ng, callId, open_, { name, remote });
      return answer;
    });

  const play = (name: AnchorSide, source: NgPlay['source'], repeatTimes: number): Promise<void> =>
    serially(async () => {
      await open();
      await ng.playMedia({ callId, fromTag: name, source, repeatTimes });
    });
  const stop = (name: AnchorSide): Promise<void> =>
    serially(async () => {
      if (sides !== undefined && !released) await ng.stopMedia({ callId, fromTag: name });
    });

  return {
    agentOffer: () => offer('agent'),
    agentAnswered: (sdp) => answered('agent', sdp),
    agentReoffered: (sdp) => reoffered('agent', sdp),
    leadOffer: () => offer('lead'),
    leadAnswered: (sdp) => answered('lead', sdp),
    leadReoffered: (sdp) => reoffered('lead', sdp),
    playRingback: () =>
      play('agent', { type: 'blob', bytes: ringbackWav(options.ringback ?? 'us') }, RINGBACK_REPEAT_TIMES),
    stopRingback: () => stop('agent'),
    play: (name, source, repeatTimes = 1) => play(name, source, repeatTimes),
    stop,
    query: async () => readStats(await ng.query({ callId })),
    release: () =>
      serially(async () => {
        const known = sides !== undefined && !released;
        released = true;
        if (known) await ng.delete({ callId });
      }),
  };
}

/** Both ports at once: a placeholder for the lead's side offered, the same for the agent's side answered. */
async function openSides(ng: NgClient, callId: string): Promise<Sides> {
  const placeholder = buildOffer({ ...NOBODY, sessionId: 1, sessionVersion: 1 });
  const lead = { callId, fromTag: 'lead', toTag: 'agent', flags: FLAGS, sdp: placeholder };
  const forAgent = await ng.offer(lead);
  const forLead = await ng.answer(lead);
  return {
    agent: { name: 'agent', local: localOf(forAgent) },
    lead: { name: 'lead', local: localOf(forLead) },
  };
}

/**
 * Tells the relay what one side has said: as that side's offer, answered by what is known of the other. The side's own state
 * changes only when both went through, so a failed attempt can be repeated.
 */
async function feed(
  ng: NgClient,
  callId: string,
  sides: Sides,
  change: { name: AnchorSide; remote: AudioDescription },
): Promise<void> {
  const side = sides[change.name];
  const other = sides[change.name === 'agent' ? 'lead' : 'agent'];
  const exchange = { callId, fromTag: side.name, toTag: other.name, flags: FLAGS };
  const offered = wants(change.remote);
  const answered = answerDirection(offered, wants(other.remote));
  const forOther = await ng.offer({ ...exchange, sdp: relayView(change.remote, offered) });
  const forSide = await ng.answer({ ...exchange, sdp: relayView(other.remote, answered) });
  if (localOf(forOther).port !== other.local.port || localOf(forSide).port !== side.local.port) {
    throw mediaLost('the relay has forgotten the call');
  }
  side.remote = change.remote;
}

/** A phone always may send (its hold music is for the other side); whether it gets anything is what it decides. */
function wants(remote: AudioDescription | undefined): 'sendrecv' | 'sendonly' {
  return remote !== undefined && remote.address !== '0.0.0.0' && receives(remote.direction)
    ? 'sendrecv'
    : 'sendonly';
}

/** One side as the relay is told: the address only when it wants something, its codecs, the direction decided here. */
function relayView(remote: AudioDescription | undefined, direction: AudioDescription['direction']): string {
  const target =
    remote !== undefined && receives(direction)
      ? { address: remote.address, port: remote.port, rtcpPort: remote.rtcpPort }
      : NOWHERE;
  return buildOffer({
    ...target,
    codecs: remote === undefined ? TELEPHONY_CODECS : remote.codecs.filter(isTelephony),
    direction,
    sessionId: 1,
    sessionVersion: 1,
  });
}

/** Reads a phone's description; it must have a voice codec the relay can carry. */
function readRemote(sdp: string): AudioDescription {
  const remote = describeAudio(parseSdp(sdp));
  if (remote === undefined) throw unusable('there is no plain RTP audio in it');
  if (
    !remote.codecs.some((codec) => codec.name.toUpperCase() === 'PCMU' || codec.name.toUpperCase() === 'PCMA')
  ) {
    throw unusable('neither PCMU nor PCMA is in it');
  }
  return remote;
}

type Local = Side['local'] & { sessionId: number; sessionVersion: number };

function answerTo(offer: string, local: Local): string {
  const answer = buildAnswer(parseSdp(offer), local);
  if (answer.type === 'refused') throw unusable(answer.reason);
  return answer.sdp;
}

/** Gives a side its next description; the version rises only when the text differs from the last (RFC 3264 section 8). */
function say(side: Side, build: (local: Local) => string, callId: string): string {
  const version = side.said?.version ?? 1;
  const sessionId = sessionIdOf(`${callId}/${side.name}`);
  const same = build({ ...side.local, sessionId, sessionVersion: version });
  const sdp =
    side.said === undefined || side.said.sdp === same
      ? { sdp: same, version }
      : { sdp: build({ ...side.local, sessionId, sessionVersion: version + 1 }), version: version + 1 };
  side.said = sdp;
  return sdp.sdp;
}

function localOf(sdp: string): Side['local'] {
  const audio = describeAudio(parseSdp(sdp));
  if (audio === undefined) throw mediaLost('the relay gave no port');
  return { address: audio.address, port: audio.port, rtcpPort: audio.rtcpPort };
}

function isTelephony(codec: AudioCodec): boolean {
  return TELEPHONY_CODECS.some((known) => known.name.toLowerCase() === codec.name.toLowerCase());
}

function readStats(query: NgQuery): Record<AnchorSide, { packets: number; lastPacketAt?: number }> {
  const of = (name: AnchorSide): { packets: number; lastPacketAt?: number } => {
    const side = query.sides.find((candidate) => candidate.tag === name);
    return {
      packets: side?.packets ?? 0,
      ...(side?.lastPacketAt !== undefined && { lastPacketAt: side.lastPacketAt }),
    };
  };
  return { agent: of('agent'), lead: of('lead') };
}

/** FNV-1a: a number that stays the same for one side of one call. */
function sessionIdOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return hash;
}

function unusable(why: string): AppError {
  return new AppError({
    reason: 'INVALID_ARGUMENT',
    code: 'invalid_argument',
    message: `the description cannot be used: ${why}`,
  });
}

function mediaLost(why: string): AppError {
  return new AppError({
    reason: 'MEDIA_UNAVAILABLE',
    code: 'unavailable',
    message: `the call has lost its media: ${why}`,
  });
}
