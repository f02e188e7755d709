import type { ToneCountry } from '@firstring/rtp/audio';
import type { NgRecording, NgSideStats } from './ng-query.ts';
import type { AnchorSound } from './sounds.ts';

export type AnchorSide = 'agent' | 'lead';

/** A colleague is a second agent while being consulted or taking the call over. */
export type AnchorParty = AnchorSide | 'colleague';

/** Who talks with whom, and what the others hear instead; a party in neither is sent nothing and heard by nobody. */
export interface AnchorArrangement {
  readonly talk?: readonly [AnchorParty, AnchorParty] | undefined;
  readonly hears: Readonly<Partial<Record<AnchorParty, AnchorSound>>>;
  /** Whoever talks with it, and a recording, get silence for what this party says. */
  readonly muted?: AnchorParty | undefined;
}

/** What was heard of one side: `quality` and `keys` where the relay knows them. */
export interface AnchorSideStats extends Pick<NgSideStats, 'packets' | 'lastPacketAt' | 'quality' | 'keys'> {}

export interface AnchorOptions {
  /** Whose tones are played: ringback while the lead's phone rings, busy. */
  ringback?: ToneCountry;
  /** Keys may be pressed by `press`. Costs rtpengine the transcoding of all the call's sound; our relay nothing. */
  pressesKeys?: boolean;
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
  /** The same for a colleague's phone; the first offer opens its port. */
  colleagueOffer(): Promise<string>;
  colleagueAnswered(sdp: string): Promise<void>;
  colleagueReoffered(sdp: string): Promise<string>;
  /** The colleague is the agent from now on; the agent before is no party any more. */
  adoptColleague(): Promise<void>;
  /** No colleague any more: nobody answered, or the consultation is over. */
  dropColleague(): Promise<void>;
  /** Connects the parties anew. In the beginning agent and lead talk. Says the same to the relay only once. */
  arrange(arrangement: AnchorArrangement): Promise<void>;
  /** For an agent's leg that outlives its calls: the lead before is no party any more, and agent and next lead talk. */
  nextLead(): Promise<void>;
  /** Plays to the agent until `stopRingback`. The agent must have answered. */
  playRingback(): Promise<void>;
  stopRingback(): Promise<void>;
  /** Plays to one side (an announcement, a tone). A new sound replaces the one before. */
  play(side: AnchorSide, sound: AnchorSound, repeatTimes?: number): Promise<number | undefined>;
  stop(side: AnchorSide): Promise<void>;
  /**
   * This side waits: it hears the sound (left out: the built-in music) over and over, and neither side hears the other.
   * Again with another sound changes the sound. Says nothing to the phones: what a phone asked for by re-INVITE is answered
   * by `agentReoffered` and `leadReoffered` as ever, before or after, and a waiting side stays waiting.
   */
  hold(side: AnchorSide, sound?: AnchorSound): Promise<void>;
  /** The side waits no longer; once neither does, both hear each other. Safe to repeat. */
  resume(side: AnchorSide): Promise<void>;
  /** Presses keys as if this side had: whom it talks with gets them, one after another. Needs `pressesKeys`. */
  press(side: AnchorSide, digits: string): Promise<void>;
  /**
   * Writes down what agent and lead say to each other until `stopRecording` or the call's end, stereo with the agent on the
   * left. What is said while they are apart (hold, consultation) is left out; a colleague who takes over goes on as the
   * agent; `nextLead` ends it. Again while it runs changes nothing.
   */
  startRecording(order?: { file?: string; metadata?: string }): Promise<NgRecording | undefined>;
  /** Resolves when the file is closed; `end` says whether it is whole. Undefined where the relay does not tell. */
  stopRecording(): Promise<NgRecording | undefined>;
  /** What was heard of each side until now, how well, and when last. */
  query(): Promise<Record<AnchorSide, AnchorSideStats>>;
  /**
   * Sides that should be heard and were not for so long: the media timeout. While agent and lead are apart nobody is expected
   * to be heard, nor is a side that said it does not send, or has not answered yet.
   */
  silentSides(limitMs: number, nowAt: number): Promise<AnchorSide[]>;
  /** Frees the ports. Safe to repeat; the other methods fail afterwards. */
  release(): Promise<void>;
}
