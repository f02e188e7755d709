import { hideSecrets } from './hide-secrets.ts';
import { readTitle, type MessageTitle } from './ladder-message.ts';

/** Whose messages they are. */
export interface LadderSubject {
  readonly attemptId: string;
  /** Empty for a test call. */
  readonly processId: string;
  readonly agentId: string;
  /** E.164; empty for a test call. */
  readonly phone: string;
  readonly test: boolean;
}

export interface LadderMessage extends Omit<MessageTitle, 'callId'> {
  /** ms since the epoch, with the fraction that the SIP server told. */
  readonly at: number;
  /** Name of the leg: what follows the attempt's id in the Call-ID. */
  readonly leg: string;
  readonly sent: boolean;
  /** Without secrets. */
  readonly raw: string;
  readonly cut: boolean;
  /** The very same message came before on this leg. */
  readonly repeated: boolean;
  /** The SIP server made it up itself, because nothing was heard. */
  readonly madeUp: boolean;
}

export interface LadderLeg {
  readonly name: string;
  /** proto/host:port of the far end, as far as the server told. */
  readonly peer: string;
}

export interface CallLadder {
  readonly subject: LadderSubject;
  readonly startedAt: number;
  /** Undefined while the call lives. */
  readonly endedAt: number | undefined;
  /** Of the lead's leg, once the call has ended. */
  readonly trunkId: string;
  readonly legs: readonly LadderLeg[];
  readonly messages: readonly LadderMessage[];
  /** Left out in the middle, before the message at `omittedBefore`. */
  readonly omitted: number;
  readonly omittedBefore: number;
}

export interface LadderLimits {
  /** Of one call; a longer one keeps its first and its last half. */
  readonly messagesMax: number;
  /** A longer message is cut. */
  readonly messageCharsMax: number;
  /** Ended calls that are kept, and how long. */
  readonly endedMax: number;
  readonly keepMs: number;
  /** All messages together: ended calls make room first, then new messages are only counted. */
  readonly charsMax: number;
}

/** One SIP message as the control connection showed it. */
export interface PassedMessage {
  /** True when it left our side. */
  readonly sent: boolean;
  /** udp, tcp, tls; the server leaves it out for some messages. */
  readonly protocol: string;
  /** Empty for what was on no wire. */
  readonly address: string;
  readonly port: number;
  /** Time of day in UTC, ms since midnight. */
  readonly timeOfDayMs: number;
  readonly raw: string;
}

interface Kept {
  subject: LadderSubject;
  /** Of the leg that came in, which has the carrier's own. */
  readonly callId: string | undefined;
  readonly startedAt: number;
  endedAt: number | undefined;
  trunkId: string;
  readonly peers: Map<string, string>;
  readonly messages: LadderMessage[];
  chars: number;
  omitted: number;
}

/** A far end that makes up Call-IDs after ours fills no memory: twenty phones, four tries, five transfers are fewer. */
const LEGS_MAX = 128;
/** A call that came in has one leg of the trunk's. */
const INCOMING_LEG = 'l1';
/** Call-IDs of ours are `<attempt>-<leg>`. */
const LEG = /^(.+?)-([a-z]\d{1,3}(?:-\d{1,3})?)$/;

/**
 * The messages of the calls of this instance, live ones and those ended lately. Only calls that were begun here are recorded, so
 * nobody outside fills the memory with Call-IDs of their own; and the memory is bounded whatever the calls do.
 */
export class CallLadders {
  readonly #limits: LadderLimits;
  readonly #live = new Map<string, Kept>();
  /** In the order in which they ended. */
  readonly #ended = new Map<string, Kept>();
  /** Attempts by the Call-ID with which they came in. */
  readonly #incoming = new Map<string, string>();
  #chars = 0;

  constructor(limits: LadderLimits) {
    this.#limits = limits;
  }

  /** Characters of all kept messages. */
  get chars(): number {
    return this.#chars;
  }

  /** `callId` is given for a call that came in. Begun again, it goes on with another agent. */
  begin(subject: LadderSubject, nowAt: number, callId?: string): void {
    const { attemptId } = subject;
    const known = this.#live.get(attemptId);
    if (known !== undefined) {
      known.subject = subject;
      return;
    }
    this.#drop(this.#ended, attemptId);
    if (callId !== undefined) this.#incoming.set(callId, attemptId);
    this.#live.set(attemptId, {
      subject,
      callId,
      startedAt: nowAt,
      endedAt: undefined,
      trunkId: '',
      peers: new Map(),
      messages: [],
      chars: 0,
      omitted: 0,
    });
  }

  /** Takes a message that passed; one of no known call is left alone. */
  record(passed: PassedMessage, nowAt: number): void {
    const title = readTitle(passed.raw);
    const { attemptId, leg } = this.#legOf(title?.callId ?? '');
    const kept = this.#live.get(attemptId) ?? this.#ended.get(attemptId);
    if (kept === undefined || title === undefined) return;
    const { sent, protocol, address, port } = passed;
    if (address !== '' && (kept.peers.has(leg) || kept.peers.size < LEGS_MAX)) {
      kept.peers.set(leg, peerOf({ protocol, address, port }, kept.peers.get(leg)));
    }
    const { messageCharsMax } = this.#limits;
    const raw = hideSecrets(passed.raw.slice(0, messageCharsMax));
    const { method, status, reason } = title;
    this.#keep(kept, {
      at: instantOf(passed.timeOfDayMs, nowAt),
      leg,
      sent,
      method,
      status,
      reason,
      raw,
      cut: passed.raw.length > messageCharsMax,
      repeated: kept.messages.some((other) => other.leg === leg && other.sent === sent && other.raw === raw),
      madeUp: !sent && status > 0 && address === '',
    });
  }

  /** The call is over: its ladder is kept for a while. */
  end(attemptId: string, last: { readonly trunkId: string }, nowAt: number): void {
    const kept = this.#live.get(attemptId);
    if (kept === undefined) return;
    this.#live.delete(attemptId);
    kept.endedAt = nowAt;
    kept.trunkId = last.trunkId;
    this.#ended.set(attemptId, kept);
    this.#forget(nowAt);
  }

  /** Undefined when the call is not known, or not any more. */
  get(attemptId: string, nowAt: number): CallLadder | undefined {
    this.#forget(nowAt);
    const kept = this.#live.get(attemptId) ?? this.#ended.get(attemptId);
    if (kept === undefined) return undefined;
    const { subject, startedAt, endedAt, trunkId, messages, omitted } = kept;
    const legs = [...kept.peers].map(([name, peer]) => ({ name, peer }));
    const omittedBefore = omitted === 0 ? 0 : Math.min(this.#headMax, messages.length);
    return { subject, startedAt, endedAt, trunkId, legs, messages: [...messages], omitted, omittedBefore };
  }

  #legOf(callId: string): { readonly attemptId: string; readonly leg: string } {
    const incoming = this.#incoming.get(callId);
    if (incoming !== undefined) return { attemptId: incoming, leg: INCOMING_LEG };
    const [, attemptId = '', leg = ''] = LEG.exec(callId) ?? [];
    return { attemptId, leg };
  }

  get #headMax(): number {
    return Math.ceil(this.#limits.messagesMax / 2);
  }

  #keep(kept: Kept, message: LadderMessage): void {
    this.#add(kept, message);
    if (kept.messages.length > this.#limits.messagesMax) {
      const [left] = kept.messages.splice(this.#headMax, 1);
      this.#omit(kept, left);
    }
    while (this.#chars > this.#limits.charsMax && this.#dropOldestEnded(kept));
    if (this.#chars > this.#limits.charsMax) this.#omit(kept, kept.messages.pop());
  }

  #add(kept: Kept, message: LadderMessage): void {
    kept.messages.push(message);
    kept.chars += message.raw.length;
    this.#chars += message.raw.length;
  }

  #omit(kept: Kept, message: LadderMessage | undefined): void {
    const chars = message?.raw.length ?? 0;
    kept.chars -= chars;
    this.#chars -= chars;
    kept.omitted += 1;
  }

  #forget(nowAt: number): void {
    for (const [attemptId, { endedAt = nowAt }] of this.#ended) {
      if (this.#ended.size <= this.#limits.endedMax && endedAt + this.#limits.keepMs > nowAt) return;
      this.#drop(this.#ended, attemptId);
    }
  }

  /** False when there is no other to drop. */
  #dropOldestEnded(but: Kept): boolean {
    for (const [attemptId, kept] of this.#ended) {
      if (kept === but) continue;
      this.#drop(this.#ended, attemptId);
      return true;
    }
    return false;
  }

  #drop(from: Map<string, Kept>, attemptId: string): void {
    const kept = from.get(attemptId);
    this.#chars -= kept?.chars ?? 0;
    if (kept?.callId !== undefined) this.#incoming.delete(kept.callId);
    from.delete(attemptId);
  }
}

function peerOf(
  passed: Pick<PassedMessage, 'protocol' | 'address' | 'port'>,
  known: string | undefined,
): string {
  const protocol = passed.protocol === '' ? (known?.split('/')[0] ?? '') : passed.protocol;
  const host = passed.address.includes(':') ? `[${passed.address}]` : passed.address;
  return `${protocol}/${host}:${passed.port}`;
}

const DAY_MS = 86_400_000;

/** The server tells the time of day only: the day is the one that makes it nearest to now. */
function instantOf(timeOfDayMs: number, nowAt: number): number {
  const at = nowAt - (nowAt % DAY_MS) + timeOfDayMs;
  if (at - nowAt > DAY_MS / 2) return at - DAY_MS;
  return nowAt - at > DAY_MS / 2 ? at + DAY_MS : at;
}
