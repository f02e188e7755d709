import type { SipRequest } from '../message/message.ts';
import type { Target } from '../transport/transport.ts';
import type { Dialog } from './dialog.ts';

/** Our INVITE was answered with a 2xx; the app owes the ACK (RFC 3261 section 13.2.2.4). */
export interface OwedAck {
  /** The INVITE as sent: its ACK carries the same sequence number and credentials. */
  readonly invite: SipRequest;
  /** Tag of whoever answered. */
  readonly tag: string;
  /** The ACK once sent; repeated for every repeated 2xx. */
  ack: { readonly message: SipRequest; readonly target: Target } | undefined;
}

/**
 * What an app calls a dialog: one id, and behind it the dialog itself or, while our INVITE is unanswered, one early dialog a fork.
 * `A` is the app's connection.
 */
export interface Session<A> {
  /** `Call-ID;from-tag=X`. */
  readonly id: string;
  readonly callId: string;
  readonly localTag: string;
  /** Method that opened it: INVITE or SUBSCRIBE. */
  readonly method: string;
  readonly role: 'uac' | 'uas';
  /** Whose it is; requests of the peer go there. Any app may use the id. */
  app: A;
  /** Dialogs by remote tag. */
  readonly forks: Map<string, Dialog>;
  /** Tag of the fork in use: the latest early one, then the one that was answered. */
  remoteTag: string;
  /** Peer behind a NAT: requests go here, whatever its Contact says (docs/control-protocol.md section 9). */
  natTarget: Target | undefined;
  /** The last 2xx to our INVITE. */
  owedAck: OwedAck | undefined;
  /** The engine sends a BYE with this reason once the app has acknowledged the 2xx. */
  endAfterAck: string | undefined;
}

/** The dialog in use; every session has one from its first entry in the table. */
export function currentDialog(session: Session<unknown>): Dialog | undefined {
  return session.forks.get(session.remoteTag);
}

/** Sessions by id, and by what a peer's request names: Call-ID and our tag. */
export class SessionTable<A, S extends Session<A>> {
  readonly #byId = new Map<string, S>();
  readonly #byLocal = new Map<string, S>();
  readonly #onRemoved: (session: S) => void;

  /** `onRemoved` stops what runs for a session that has ended. */
  constructor(onRemoved: (session: S) => void) {
    this.#onRemoved = onRemoved;
  }

  get size(): number {
    return this.#byId.size;
  }

  byId(id: string): S | undefined {
    return this.#byId.get(id);
  }

  /** The session a message with this Call-ID and this tag of ours belongs to. */
  byLocalTag(callId: string, localTag: string): S | undefined {
    return this.#byLocal.get(localKey(callId, localTag));
  }

  add(session: S): void {
    this.#byId.set(session.id, session);
    this.#byLocal.set(localKey(session.callId, session.localTag), session);
  }

  remove(session: S): void {
    if (this.#byId.get(session.id) === session) this.#byId.delete(session.id);
    const key = localKey(session.callId, session.localTag);
    if (this.#byLocal.get(key) === session) this.#byLocal.delete(key);
    this.#onRemoved(session);
  }

  ofApp(app: A): S[] {
    return [...this.#byId.values()].filter((session) => session.app === app);
  }

  all(): S[] {
    return [...this.#byId.values()];
  }
}

function localKey(callId: string, localTag: string): string {
  return `${callId}\n${localTag}`;
}
