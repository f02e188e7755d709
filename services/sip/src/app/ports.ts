import type { Arrangement, MediaWish } from '../domain/call-arrangement.ts';
import type { LegFailure } from '../domain/end-cause.ts';
import type { SettleOutcome } from '../domain/call-action.ts';
import type { Key } from '../domain/key-info.ts';
import type { OfferPolicy } from '../domain/offer-policy.ts';
import type { Permit } from '../domain/permit.ts';
import type { ArrivedCall, CallerMatch, LostCause, RingOrder, RingOutcome } from '../domain/caller-state.ts';
import type { PassedMessage } from '../domain/call-ladders.ts';
import type { CallerInput } from '../domain/caller-step.ts';

/** What an INVITE needs. Call-ID and From tag are ours, so that the journal knows the dialog before the INVITE leaves. */
export interface LegOrder {
  /** Request-URI. */
  readonly uri: string;
  /** Next hop where it differs: the source of a phone's REGISTER. */
  readonly proxy?: string;
  readonly from: string;
  readonly to: string;
  readonly callId: string;
  readonly fromTag: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Our complete offer; empty for a trunk that wants to offer in its 200 (RFC 3725 Flow IV). */
  readonly sdp: string;
  /** What of the offer this phone is told; one that would leave no codec is passed over. */
  readonly media?: OfferPolicy;
  /** Answers a challenge of this realm, and of no other. */
  readonly credentials?: { readonly username: string; readonly password: string; readonly realm: string };
  /** Who is rung, for whoever reads a trace; an agent unless told. */
  readonly party?: 'lead' | 'colleague';
  /** Passed between the 2xx and its ACK. */
  readonly beforeAck?: () => Promise<void>;
}

/** What a leg reports; nothing after `failed` or `ended`, and nothing at all after `end()` but `failed` or `answered`. */
export interface LegEvents {
  /** A provisional response of 18x; `sdp` where it carries early media. */
  ringing(news: { readonly sdp: string | undefined }): void;
  /** 2xx; `sdp` is the answer to our offer. */
  answered(news: { readonly sdp: string }): void;
  failed(
    failure: LegFailure & { readonly retryAfterS?: number; readonly contacts?: readonly string[] },
  ): void;
  /** The far end hung up, or (`lost`) nobody answers any more. */
  ended(news: { readonly lost: boolean }): void;
  /** The far end changes its media: resolves with our answer. Rejects with INVALID_ARGUMENT for an unusable offer, with the code `aborted` for one that comes again later (491). */
  reoffered(sdp: string): Promise<string>;
  /** The far end asks for an offer of ours. */
  offerWanted(): Promise<string>;
  /** Its answer to that offer. */
  offerAnswered(sdp: string): Promise<void>;
  /** What it asks for since its last description: hold, or to talk. */
  readonly wished?: (wish: MediaWish) => void;
  /** A key came as INFO; keys in the media pass by themselves. */
  readonly keyPressed?: (key: Key) => void;
  /** REFER: resolves with the SIP status of the answer; 202 where its progress will be told. Left out: 403 to all. */
  readonly referred?: (referral: Referral) => Promise<number>;
}

/** What a phone's REFER asks for. */
export interface Referral {
  /** User part of the Refer-To URI. */
  readonly user: string;
  /** An attended transfer: the dialog that is to be replaced (RFC 3891). */
  readonly replaces?: { readonly callId: string };
}

/** Enough to end a leg whose object is gone, after a restart or over another connection. */
export interface LegTrace {
  readonly dialogId: string;
  /** Of the INVITE, once the server has named it; empty before. */
  readonly transactionId: string;
  readonly uri: string;
}

export interface Leg {
  /** CANCEL, BYE or, when it answers late, ACK and BYE: whatever fits. Idempotent. */
  end(): void;
  /** A key as INFO, in order. Resolves when the far end has answered; rejects where it does not take it. */
  sendKey(key: Key): Promise<void>;
  /** How the transfer goes that this leg's REFER asked for (RFC 3515). */
  tellTransfer(status: number): void;
  /** A re-INVITE of ours: resolves with the answer. Rejects with MEDIA_UNAVAILABLE where it is refused. */
  reoffer(sdp: string): Promise<string>;
  traces(): readonly LegTrace[];
}

/** The leg of a call that came in. Before its answer it hears `ended` only: the caller has given up. */
export interface CallerLeg extends Leg {
  /** The INVITE, for the ladder. */
  readonly arrival: PassedMessage;
  /** The caller's description; empty where it wants ours (RFC 3261 section 13.2.1). */
  readonly offer: string;
  /** Who hears what becomes of it from now on; what has happened before is told at once. */
  listen(events: LegEvents): void;
  /** 180; with a description 183. Said again every minute until there is an answer (RFC 3261 section 13.3.1.1). */
  progress(sdp?: string): void;
  /** 200. Resolves once it is on its way; rejects where the caller was quicker. */
  answer(sdp: string): Promise<void>;
  /** No answer any more; one that was answered is hung up. */
  refuse(status: number): void;
}

/** The lead's half of a call: somebody who is dialled, or who has called. */
export interface LeadLeg {
  prepare(tryNumber: number): Promise<void>;
  redeem(tryNumber: number): Promise<void>;
  commit(tryNumber: number): Promise<void>;
  invite(tryNumber: number): Promise<void>;
  /** Hands the lead's description to the relay. */
  connect(): Promise<void>;
  end(tryNumber: number): void;
  sendKey(key: Key): Promise<void>;
  reoffer(sdp: string): Promise<string>;
  traces(): readonly LegTrace[];
  release(): void;
}

/** An agent's half of a call: a phone that is rung, or a line that is open already. */
export interface AgentLeg {
  prepare(): Promise<void>;
  invite(): Promise<void>;
  /** Hands the phone's answer to the relay. */
  connect(): Promise<void>;
  /** A colleague's leg becomes the agent's. */
  adopt(): Promise<void>;
  end(): void;
  sendKey(key: Key): Promise<void>;
  /** A re-INVITE of ours: resolves with the answer. */
  reoffer(sdp: string): Promise<string>;
  tellTransfer(status: number): void;
  traces(): readonly LegTrace[];
  /** The call is over, for whom it was. */
  release?(): void;
}

/** Calls through the SIP server. */
export interface SipGateway {
  readonly connected: boolean;
  /** One leg at several places at once: the first to answer has it. */
  ring(orders: readonly LegOrder[], events: LegEvents): Leg;
  /** Ends what may be left of a leg; never throws. Kept until the server is back when it is away. */
  endTrace(trace: LegTrace): void;
  /** Whether anybody answers at this address (host:port;transport=udp) within the time. */
  probe(address: string, waitMs: number): Promise<boolean>;
}

/** One REGISTER of ours at a carrier. */
export interface CarrierRegister {
  /** host:port;transport=udp. */
  readonly address: string;
  readonly user: string;
  readonly domain: string;
  /** 0 takes the registration back. */
  readonly expiresS: number;
  readonly callId: string;
  readonly cseq: number;
  readonly account: { readonly username: string; readonly password: string; readonly realm: string };
  /** Headers that answer the last challenge; empty: none. */
  readonly authorization: Readonly<Record<string, string>>;
}

export interface CarrierRegisterAnswer {
  readonly status: number;
  /** Lifetime of our own binding. */
  readonly grantedS?: number | undefined;
  readonly minExpiresS?: number | undefined;
  readonly retryAfterS?: number | undefined;
  readonly challenge?: 'answerable' | 'stale' | 'foreign' | undefined;
  /** Headers for the next try. */
  readonly authorization?: Readonly<Record<string, string>> | undefined;
}

/** Requests to a carrier that are no calls. `silent`: no answer within the time; `unsent`: our own SIP server is away. */
export interface CarrierLine {
  /** Our own SIP server is there. */
  readonly ready: boolean;
  options(
    address: string,
    waitMs: number,
  ): Promise<{ readonly status: number; readonly retryAfterS?: number | undefined } | 'silent' | 'unsent'>;
  register(order: CarrierRegister, waitMs: number): Promise<CarrierRegisterAnswer | 'silent' | 'unsent'>;
}

/** One call's media in the relay (packages/media-relay, `Anchor`). */
export interface MediaAnchor {
  agentOffer(): Promise<string>;
  agentAnswered(sdp: string): Promise<void>;
  agentReoffered(sdp: string): Promise<string>;
  leadOffer(): Promise<string>;
  leadAnswered(sdp: string): Promise<void>;
  leadReoffered(sdp: string): Promise<string>;
  colleagueOffer(): Promise<string>;
  colleagueAnswered(sdp: string): Promise<void>;
  colleagueReoffered(sdp: string): Promise<string>;
  adoptColleague(): Promise<void>;
  dropColleague(): Promise<void>;
  arrange(arrangement: Arrangement): Promise<void>;
  /** Only where it matters which trunk it is: direct media. */
  readonly useTrunk?: (direct: boolean) => Promise<void>;
  playRingback(): Promise<void>;
  stopRingback(): Promise<void>;
  /** Sides that should be heard now and were not for so long; none while the two are apart. */
  silentSides(limitMs: number, nowAt: number): Promise<ReadonlyArray<'agent' | 'lead'>>;
  /** Writes down what the two say, into a file of this name. Rejects with MEDIA_UNAVAILABLE, and the relay's words why not. */
  startRecording(order: { readonly file: string }): Promise<unknown>;
  /** `end` says whether the file is whole, where the relay tells. */
  stopRecording(): Promise<{ readonly end?: string } | undefined>;
  release(): Promise<void>;
}

/** The phones of one call, for media that is negotiated between them. */
export interface PhonesOfCall {
  /** A re-INVITE of ours: resolves with the answer. */
  reoffer(side: 'agent' | 'lead', sdp: string): Promise<string>;
  /** Whether it has answered. */
  isUp(side: 'agent' | 'lead'): boolean;
}

/** Media of an agent's leg that outlives its calls. */
export interface LineMedia extends MediaAnchor {
  /** The lead of the call that is over is no party any more. */
  nextLead(): Promise<void>;
}

/** The claim service, as an attempt sees it. */
export interface ClaimGate {
  /** Right before an INVITE; any doubt is a refusal. Never throws. */
  redeem(permit: Permit, tryNumber: number): Promise<RedeemResult>;
  /** Throws when claim did not take it; the caller tries again. */
  settle(permit: Permit, outcome: SettleOutcome): Promise<void>;
}

export type RedeemResult =
  | { readonly type: 'redeemed' }
  /** From the error catalogue. */
  | { readonly type: 'refused'; readonly reason: string };

/** Media of a call that came in: a waiting caller hears something. */
export interface CallerMedia extends MediaAnchor {
  /** Resolves with how long it plays once, ms, where the relay tells. */
  play(side: 'lead', sound: PlayedSound, repeatTimes?: number): Promise<number | undefined>;
  stop(side: 'lead'): Promise<void>;
}

export type PlayedSound =
  | { readonly type: 'music' }
  | { readonly type: 'tone'; readonly tone: 'ringback' }
  /** A WAV file, by its path on the relay's machine. */
  | { readonly type: 'file'; readonly path: string };

/** The blacklists at claim. */
export interface CallerBlacklist {
  /** Throws when claim does not answer. */
  blocks(processId: string, phone: string): Promise<boolean>;
}

/** The dial-back service, as a call that came in sees it. */
export interface MissedCalls {
  /** The same call again is the same missed call. Throws when it was not taken. */
  report(call: ArrivedCall, lost: LostCall): Promise<void>;
}

export interface LostCall {
  readonly match: CallerMatch;
  readonly cause: LostCause;
  readonly missedAt: number;
}

/** Where callers wait: the scheduler (ADR 20). */
export interface CallerQueue {
  /** Tells it of the call, and again whenever it was away; until `leave`. */
  attend(call: ArrivedCall, listener: QueueListener): Attendance;
}

export interface QueueListener {
  order(order: QueueOrder): void;
  /** It is away: to it the caller has gone. It will be told anew. */
  lost(): void;
  /** The agent who has the call already; empty: none. */
  connectedAgentId(): string;
}

export type QueueOrder = Extract<CallerInput, { readonly type: 'matched' | 'ring' | 'stop' | 'dismiss' }>;

export interface Attendance {
  /** News of no use to somebody who is away are not kept. */
  ringOver(order: RingOrder, outcome: RingOutcome): void;
  connected(order: RingOrder): void;
  /** The call is over. */
  leave(): void;
}
