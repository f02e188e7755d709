import { AppError } from '@firstring/kernel';
import type { ToneCountry } from '@firstring/rtp/audio';
import { answerDirection, type AudioCodec, type AudioDescription } from '@firstring/rtp/sdp';
import {
  codecsLike,
  placeholder,
  readLocal,
  readRemote,
  relayView,
  sayAnswer,
  sayOffer,
  sessionIdOf,
  wants,
  type RelayAddress,
  type Said,
} from './anchor-sdp.ts';
import type { NgClient } from './ng-client.ts';
import type { NgQuery } from './ng-query.ts';
import { soundSource, type AnchorSound } from './sounds.ts';

export type AnchorSide = 'agent' | 'lead';

/** What was heard of one side. */
export interface AnchorSideStats {
  packets: number;
  /** ms since the epoch in whole seconds; left out when nothing ever came. */
  lastPacketAt?: number;
}

export interface AnchorOptions {
  /** Whose tones are played: ringback while the lead's phone rings, busy. */
  ringback?: ToneCountry;
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
  /** Plays to one side (an announcement, a tone). A new sound replaces the one before. */
  play(side: AnchorSide, sound: AnchorSound, repeatTimes?: number): Promise<void>;
  stop(side: AnchorSide): Promise<void>;
  /**
   * This side waits: it hears the sound (left out: the built-in music) over and over, and neither side hears the other.
   * Again with another sound changes the sound. Says nothing to the phones: what a phone asked for by re-INVITE is answered
   * by `agentReoffered` and `leadReoffered` as ever, before or after, and a waiting side stays waiting.
   */
  hold(side: AnchorSide, sound?: AnchorSound): Promise<void>;
  /** The side waits no longer; once neither does, both hear each other. Safe to repeat. */
  resume(side: AnchorSide): Promise<void>;
  /** When each side was last heard; for media timeouts. */
  query(): Promise<Record<AnchorSide, AnchorSideStats>>;
  /** Frees the ports. Safe to repeat; the other methods fail afterwards. */
  release(): Promise<void>;
}

interface Side {
  readonly name: AnchorSide;
  readonly sessionId: number;
  readonly local: RelayAddress;
  /** What it was first offered or answered; payload types keep their meaning for a session (RFC 3264 section 8.3.2). */
  codecs?: readonly AudioCodec[];
  /** What the phone last said; undefined until it has. */
  remote?: AudioDescription;
  said?: Said;
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
/** Ringback is stopped long before: 100 periods are ten minutes. */
const RINGBACK_REPEAT_TIMES = 100;
/** Seven seconds of music make 19 hours. */
const HOLD_REPEAT_TIMES = 10_000;

/** An anchor for one call; `callId` is the relay's name for it. Nothing is asked of the relay before the first method is called. */
export function createAnchor(ng: NgClient, callId: string, options: AnchorOptions = {}): Anchor {
  return new CallAnchor(ng, callId, options);
}

class CallAnchor implements Anchor {
  readonly #ng: NgClient;
  readonly #callId: string;
  readonly #country: ToneCountry;
  /** Sides on hold by us. */
  readonly #waiting = new Set<AnchorSide>();
  #sides: Sides | undefined;
  #state: 'unopened' | 'opened' | 'released' = 'unopened';
  #tail: Promise<unknown> = Promise.resolve();

  constructor(ng: NgClient, callId: string, options: AnchorOptions) {
    this.#ng = ng;
    this.#callId = callId;
    this.#country = options.ringback ?? 'us';
  }

  agentOffer(): Promise<string> {
    return this.#offer('agent');
  }

  agentAnswered(sdp: string): Promise<void> {
    return this.#answered('agent', sdp);
  }

  agentReoffered(sdp: string): Promise<string> {
    return this.#reoffered('agent', sdp);
  }

  leadOffer(): Promise<string> {
    return this.#offer('lead');
  }

  leadAnswered(sdp: string): Promise<void> {
    return this.#answered('lead', sdp);
  }

  leadReoffered(sdp: string): Promise<string> {
    return this.#reoffered('lead', sdp);
  }

  playRingback(): Promise<void> {
    return this.play('agent', { type: 'tone', tone: 'ringback' }, RINGBACK_REPEAT_TIMES);
  }

  stopRingback(): Promise<void> {
    return this.stop('agent');
  }

  play(name: AnchorSide, sound: AnchorSound, repeatTimes = 1): Promise<void> {
    return this.#serially(() => this.#play(name, sound, repeatTimes));
  }

  stop(name: AnchorSide): Promise<void> {
    return this.#serially(async () => {
      if (this.#state === 'opened') await this.#ng.stopMedia({ callId: this.#callId, fromTag: name });
    });
  }

  hold(name: AnchorSide, sound: AnchorSound = { type: 'music' }): Promise<void> {
    return this.#serially(async () => {
      await this.#open();
      if (this.#waiting.size === 0) await this.#ng.block({ callId: this.#callId });
      this.#waiting.add(name);
      await this.#play(name, sound, HOLD_REPEAT_TIMES);
    });
  }

  resume(name: AnchorSide): Promise<void> {
    return this.#serially(async () => {
      if (this.#state !== 'opened' || !this.#waiting.has(name)) return;
      await this.#ng.stopMedia({ callId: this.#callId, fromTag: name });
      if (this.#waiting.size === 1) await this.#ng.unblock({ callId: this.#callId });
      this.#waiting.delete(name);
    });
  }

  async query(): Promise<Record<AnchorSide, AnchorSideStats>> {
    return readStats(await this.#ng.query({ callId: this.#callId }));
  }

  release(): Promise<void> {
    return this.#serially(async () => {
      const wasOpened = this.#state === 'opened';
      this.#state = 'released';
      if (wasOpened) await this.#ng.delete({ callId: this.#callId });
    });
  }

  async #play(name: AnchorSide, sound: AnchorSound, repeatTimes: number): Promise<void> {
    await this.#open();
    const source = soundSource(sound, this.#country);
    await this.#ng.playMedia({ callId: this.#callId, fromTag: name, source, repeatTimes });
  }

  #offer(name: AnchorSide): Promise<string> {
    return this.#serially(async () => {
      const sides = await this.#open();
      const side = sides[name];
      side.codecs ??= codecsLike(sides[otherOf(name)].remote);
      side.said = sayOffer({ ...side, codecs: side.codecs, last: side.said });
      return side.said.sdp;
    });
  }

  #answered(name: AnchorSide, sdp: string): Promise<void> {
    return this.#serially(async () => {
      const remote = readRemote(sdp);
      await this.#feed(await this.#open(), name, remote);
    });
  }

  #reoffered(name: AnchorSide, sdp: string): Promise<string> {
    return this.#serially(async () => {
      const remote = readRemote(sdp);
      const sides = await this.#open();
      const side = sides[name];
      side.codecs ??= codecsLike(remote);
      const said = sayAnswer({ ...side, codecs: side.codecs, last: side.said }, sdp);
      await this.#feed(sides, name, remote);
      side.said = said;
      return said.sdp;
    });
  }

  /** One at a time: the relay must see an offer and its answer together. */
  #serially<T>(task: () => Promise<T>): Promise<T> {
    const result = this.#tail.then(task);
    // Whoever called gets the failure; the next task only waits for the end.
    this.#tail = Promise.allSettled([result]);
    return result;
  }

  /** Both ports at once: a placeholder for the lead's side offered, the same for the agent's side answered. */
  async #open(): Promise<Sides> {
    if (this.#state === 'released') throw mediaLost('it was released');
    // From the first attempt on: a failed one may have opened ports that `release` has to close.
    this.#state = 'opened';
    if (this.#sides === undefined) {
      const exchange = {
        callId: this.#callId,
        fromTag: 'lead',
        toTag: 'agent',
        flags: FLAGS,
        sdp: placeholder(),
      };
      const forAgent = readLocal(await this.#ng.offer(exchange));
      const forLead = readLocal(await this.#ng.answer(exchange));
      if (forAgent === undefined || forLead === undefined) throw mediaLost('the relay gave no port');
      this.#sides = { agent: this.#side('agent', forAgent), lead: this.#side('lead', forLead) };
    }
    return this.#sides;
  }

  #side(name: AnchorSide, local: RelayAddress): Side {
    return { name, local, sessionId: sessionIdOf(`${this.#callId}/${name}`) };
  }

  /**
   * Tells the relay what one side has said: as that side's offer, answered by what is known of the other. The side's state
   * changes only when both went through, so a failed attempt can be repeated.
   */
  async #feed(sides: Sides, name: AnchorSide, remote: AudioDescription): Promise<void> {
    const side = sides[name];
    const other = sides[otherOf(name)];
    const exchange = { callId: this.#callId, fromTag: side.name, toTag: other.name, flags: FLAGS };
    const offered = wants(remote);
    const answered = answerDirection(offered, wants(other.remote));
    const forOther = await this.#ng.offer({ ...exchange, sdp: relayView(remote, offered) });
    const forSide = await this.#ng.answer({ ...exchange, sdp: relayView(other.remote, answered) });
    // A relay that was restarted opens new ports that no phone knows.
    if (readLocal(forOther)?.port !== other.local.port || readLocal(forSide)?.port !== side.local.port) {
      throw mediaLost('the relay has forgotten it');
    }
    side.remote = remote;
  }
}

function otherOf(name: AnchorSide): AnchorSide {
  return name === 'agent' ? 'lead' : 'agent';
}

function readStats(query: NgQuery): Record<AnchorSide, AnchorSideStats> {
  const of = (name: AnchorSide): AnchorSideStats => {
    const side = query.sides.find((candidate) => candidate.tag === name);
    const lastPacketAt = side?.lastPacketAt;
    return { packets: side?.packets ?? 0, ...(lastPacketAt !== undefined && { lastPacketAt }) };
  };
  return { agent: of('agent'), lead: of('lead') };
}

function mediaLost(why: string): AppError {
  return new AppError({
    reason: 'MEDIA_UNAVAILABLE',
    code: 'unavailable',
    message: `the call has lost its media: ${why}`,
  });
}
