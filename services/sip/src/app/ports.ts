import type { Arrangement, MediaWish } from '../domain/call-arrangement.ts';
import type { LegFailure } from '../domain/end-cause.ts';
import type { SettleOutcome } from '../domain/call-action.ts';
import type { Key } from '../domain/key-info.ts';
import type { OfferPolicy } from '../domain/offer-policy.ts';
import type { Permit } from '../domain/permit.ts';

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

/** The blacklist of the process that takes incoming calls. */
export interface CallerBlacklist {
  /** Throws when claim does not answer. */
  blocks(phone: string): Promise<boolean>;
}

/** The dial-back service, as an inbound call sees it. */
export interface MissedCalls {
  report(call: { readonly phone: string; readonly missedAt: number; readonly callId: string }): Promise<void>;
}
