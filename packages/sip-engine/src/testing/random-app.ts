import { header, type SipMessage } from '../message/message.ts';
import type { AppFrame, SimulatedEngine } from './simulated-engine.ts';

const SDP =
  'v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n';

/** A request of the network the app was asked to answer. */
interface Asked {
  readonly transactionId: string;
  readonly method: string;
}

/** A request of the app, by the transaction id of its echo. */
export interface Sent {
  readonly method: string;
  finals: number;
}

/** An app that does whatever it is told, in whatever order, and keeps the books of what it was told in turn. */
export class RandomApp {
  readonly asked: Asked[] = [];
  readonly sent = new Map<string, Sent>();
  /** Dialogs it may use, also those that have ended. */
  readonly dialogs: string[] = [];
  /** Dialogs with a 2xx to acknowledge: the one order this app keeps is ACK before the next INVITE. */
  readonly owing = new Set<string>();
  /** RAck of each reliable response, with its dialog. */
  readonly unacknowledged: { dialogId: string; rack: string }[] = [];
  /** Replies to each command. */
  readonly replies = new Map<string, number>();
  readonly #engine: SimulatedEngine;
  readonly #methods = new Map<string, string>();
  #read = 0;

  constructor(engine: SimulatedEngine) {
    this.#engine = engine;
  }

  /** A request outside any dialog. */
  open(method: 'INVITE' | 'SUBSCRIBE' | 'OPTIONS'): void {
    const extra =
      method === 'SUBSCRIBE' ? 'Event: presence\r\nExpires: 60\r\n' : 'Supported: 100rel, timer\r\n';
    this.#send({}, method, `${method} sip:bob@192.0.2.2 SIP/2.0\r\n${extra}\r\n${bodyOf(method)}`);
  }

  within(dialogId: string, method: string): void {
    if (method === 'INVITE' && this.owing.has(dialogId)) return;
    if (method === 'ACK') this.owing.delete(dialogId);
    this.#send({ dialogId }, method, `${method} sip:placeholder SIP/2.0\r\n\r\n${bodyOf(method)}`);
  }

  prack(which: { dialogId: string; rack: string }): void {
    const text = `PRACK sip:placeholder SIP/2.0\r\nRAck: ${which.rack}\r\n\r\n`;
    this.#send({ dialogId: which.dialogId }, 'PRACK', text);
  }

  cancel(transactionId: string): void {
    this.#send({ transactionId }, 'CANCEL', 'CANCEL sip:placeholder SIP/2.0\r\n\r\n');
  }

  answer(asked: Asked, status: number): void {
    const reliable = status === 183 ? 'Require: 100rel\r\n' : '';
    const body = asked.method === 'INVITE' && status < 300 ? SDP : '';
    const text = `SIP/2.0 ${status} Some\r\n${reliable}\r\n${body}`;
    this.#send({ transactionId: asked.transactionId }, 'response', text);
  }

  /** Takes note of what the engine told since the last time. */
  listen(): void {
    for (const frame of this.#engine.toApp.slice(this.#read)) this.#hear(frame);
    this.#read = this.#engine.toApp.length;
  }

  #send(tokens: { transactionId?: string; dialogId?: string }, method: string, text: string): void {
    const id = this.#engine.command(tokens, text);
    this.#methods.set(id, method);
    this.replies.set(id, 0);
    this.listen();
  }

  #hear({ tokens, message }: AppFrame): void {
    if (tokens[1] === 'response') this.#hearReply(tokens);
    else if (message?.type === 'request') this.#hearRequest(tokens, message.method);
    else if (message !== undefined) this.#hearResponse(tokens, message);
  }

  #hearReply(tokens: readonly string[]): void {
    const id = tokens[2] ?? '';
    this.replies.set(id, (this.replies.get(id) ?? 0) + 1);
    this.#noteSent(id, tokens);
  }

  #noteSent(id: string, tokens: readonly string[]): void {
    const method = this.#methods.get(id);
    const transactionId = tokens[10] ?? '';
    if (tokens[3] !== 'OK' || method === undefined || transactionId === '') return;
    if (method === 'response') {
      this.#noteDialog(tokens[11] ?? '');
      return;
    }
    if (method === 'ACK' || method === 'CANCEL' || this.sent.has(transactionId)) return;
    this.sent.set(transactionId, { method, finals: 0 });
  }

  #hearRequest(tokens: readonly string[], method: string): void {
    const [transactionId = '', dialogId = ''] = [tokens[8], tokens[9]];
    this.#noteDialog(dialogId);
    const needsAnswer = method !== 'ACK' && method !== 'CANCEL' && transactionId !== 'unsolicited';
    if (needsAnswer) this.asked.push({ transactionId, method });
  }

  #hearResponse(tokens: readonly string[], message: SipMessage): void {
    const [transactionId = '', dialogId = ''] = [tokens[8], tokens[9]];
    this.#noteDialog(dialogId);
    const sent = this.sent.get(transactionId);
    if (sent === undefined || message.type !== 'response') return;
    if (message.status >= 200) sent.finals += 1;
    if (sent.method === 'INVITE' && message.status >= 200 && message.status < 300) this.owing.add(dialogId);
    const rseq = header(message, 'RSeq');
    if (rseq !== undefined)
      this.unacknowledged.push({ dialogId, rack: `${rseq} ${header(message, 'CSeq')}` });
  }

  #noteDialog(dialogId: string): void {
    if (dialogId !== '' && !this.dialogs.includes(dialogId)) this.dialogs.push(dialogId);
  }
}

function bodyOf(method: string): string {
  return method === 'INVITE' || method === 'UPDATE' ? SDP : '';
}
