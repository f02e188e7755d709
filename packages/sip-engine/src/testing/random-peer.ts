import { createCancel, createResponse } from '../message/build.ts';
import {
  header,
  type Header,
  type SipMessage,
  type SipRequest,
  type SipResponse,
} from '../message/message.ts';
import { parseCSeq } from '../message/headers/cseq.ts';
import { toTag } from '../message/tags.ts';
import type { SimulatedEngine } from './simulated-engine.ts';

const SDP =
  'v=0\r\no=- 2 2 IN IP4 192.0.2.2\r\ns=-\r\nc=IN IP4 192.0.2.2\r\nt=0 0\r\nm=audio 5000 RTP/AVP 0\r\n';
const CONTACT: Header = { name: 'Contact', value: '<sip:bob@192.0.2.2>' };

/** A dialog as the peer sees it. */
interface PeerDialog {
  readonly callId: string;
  readonly from: string;
  readonly to: string;
  /** Of the INVITE or SUBSCRIBE that opened it. */
  readonly openedBy: number;
  readonly isCaller: boolean;
  /** RSeq of reliable responses of the engine. */
  readonly rseqs: string[];
}

/** A peer that sends anything at any time, in and out of order, and keeps the books of what it got. */
export class RandomPeer {
  /** Requests of the engine that may be answered, again and again. */
  readonly open: SipRequest[] = [];
  readonly dialogs: PeerDialog[] = [];
  /** INVITEs that can be taken back. */
  readonly invites: SipRequest[] = [];
  readonly #sent: { message: SipMessage; atMs: number }[] = [];
  /** Final statuses the engine gave to each request of ours, by branch and method. */
  readonly finals = new Map<string, Set<number>>();
  /** First INVITEs of the engine whose first answer was a 2xx in time: each is owed an ACK. */
  readonly owedAcks = new Set<string>();
  readonly #answered = new Set<string>();
  readonly #engine: SimulatedEngine;
  readonly #seenAtMs = new Map<string, number>();
  #count = 0;
  #read = 0;

  constructor(engine: SimulatedEngine) {
    this.#engine = engine;
  }

  call(method: 'INVITE' | 'SUBSCRIBE' | 'OPTIONS', timer: string | undefined): void {
    this.#count += 1;
    const headers: Header[] = [
      { name: 'From', value: `<sip:bob@192.0.2.2>;tag=p${this.#count}` },
      { name: 'To', value: '<sip:app@192.0.2.1>' },
      { name: 'Call-ID', value: `peer-${this.#count}` },
      { name: 'Supported', value: '100rel' },
    ];
    if (timer !== undefined) headers.push({ name: 'Supported', value: 'timer' }, sessionExpires(timer));
    if (method === 'SUBSCRIBE') headers.push({ name: 'Expires', value: '60' });
    const request = this.#request(method, headers, 1);
    if (method === 'INVITE') this.invites.push(request);
    this.#send(request);
  }

  answer(request: SipRequest, status: number, how: { toTag: string; timer: string | undefined }): void {
    const headers: Header[] = [CONTACT, { name: 'Expires', value: '60' }];
    if (status === 183) headers.push({ name: 'RSeq', value: '9' }, { name: 'Require', value: '100rel' });
    if (status === 422) headers.push({ name: 'Min-SE', value: '120' });
    if (how.timer !== undefined && status === 200) headers.push(sessionExpires(how.timer));
    const body =
      request.method === 'INVITE' && status > 100 && status < 300 ? Buffer.from(SDP) : new Uint8Array(0);
    if (body.length > 0) headers.push({ name: 'Content-Type', value: 'application/sdp' });
    const response = createResponse(request, status, { toTag: how.toTag, headers, body });
    if (status > 100 && status < 300) this.#noteDialog(response, false);
    this.#noteFinal(request, status);
    this.#send(response);
  }

  within(dialog: PeerDialog, method: string): void {
    this.#count += 1;
    // Who hangs up waits for no ACK any more, whichever INVITE of the call it thinks the dialog is of.
    if (method === 'BYE') {
      for (const call of this.owedAcks) if (call.startsWith(`${dialog.callId} `)) this.owedAcks.delete(call);
    }
    const cseq = method === 'ACK' ? dialog.openedBy : this.#count + 1;
    const headers: Header[] = [
      { name: 'From', value: dialog.from },
      { name: 'To', value: dialog.to },
      { name: 'Call-ID', value: dialog.callId },
    ];
    const rseq = dialog.rseqs.at(-1);
    if (method === 'PRACK') headers.push({ name: 'RAck', value: `${rseq ?? 1} ${dialog.openedBy} INVITE` });
    if (method === 'NOTIFY') headers.push({ name: 'Subscription-State', value: 'terminated' });
    this.#send(this.#request(method, headers, cseq));
  }

  /** Once: what comes again is a repetition. */
  cancel(invite: SipRequest): void {
    this.invites.splice(this.invites.indexOf(invite), 1);
    this.#send(createCancel(invite));
  }

  /** What was sent a short while ago: a client repeats nothing after 64*T1, and what comes then is new. */
  repeatable(): SipMessage[] {
    const sinceMs = this.#engine.clock.monotonicMs() - 30_000;
    return this.#sent.filter((it) => it.atMs > sinceMs).map((it) => it.message);
  }

  repeat(message: SipMessage): void {
    this.#engine.receive(message);
  }

  /** Takes note of what the engine sent since the last time. */
  listen(): void {
    for (const message of this.#engine.toPeer.slice(this.#read)) {
      if (message.type === 'response') this.#hearResponse(message);
      else if (message.method === 'ACK') this.owedAcks.delete(callOf(message));
      else this.#hearRequest(message);
    }
    this.#read = this.#engine.toPeer.length;
  }

  #hearRequest(request: SipRequest): void {
    this.open.push(request);
    const call = callOf(request);
    if (request.method === 'INVITE' && !this.#seenAtMs.has(call)) {
      this.#seenAtMs.set(call, this.#engine.clock.monotonicMs());
    }
  }

  #noteFinal(request: SipRequest, status: number): void {
    const call = callOf(request);
    if (request.method !== 'INVITE' || status < 200 || this.#answered.has(call)) return;
    this.#answered.add(call);
    const waitedMs = this.#engine.clock.monotonicMs() - (this.#seenAtMs.get(call) ?? 0);
    // A random app also offers where it may not; what it then leaves open is its own affair.
    if (status < 300 && waitedMs < 30_000 && toTag(request) === undefined) this.owedAcks.add(call);
  }

  #hearResponse(response: SipResponse): void {
    if (response.status > 100 && response.status < 300) this.#noteDialog(response, true);
    if (response.status < 200) return;
    const key = `${header(response, 'Via')?.split('branch=')[1]} ${header(response, 'CSeq')}`;
    const known = this.finals.get(key) ?? new Set();
    this.finals.set(key, known.add(response.status));
  }

  #noteDialog(response: SipResponse, isCaller: boolean): void {
    const cseq = parseCSeq(header(response, 'CSeq') ?? '');
    if (cseq === undefined || (cseq.method !== 'INVITE' && cseq.method !== 'SUBSCRIBE')) return;
    const [from = '', to = ''] = [header(response, 'From'), header(response, 'To')];
    const callId = header(response, 'Call-ID') ?? '';
    const isSame = (it: PeerDialog): boolean =>
      it.callId === callId && it.openedBy === cseq.number && it.to === (isCaller ? to : from);
    const known = this.dialogs.find(isSame);
    const rseq = header(response, 'RSeq');
    if (known !== undefined && rseq !== undefined) known.rseqs.push(rseq);
    if (known !== undefined || toTag(response) === undefined) return;
    const ends = isCaller ? { from, to } : { from: to, to: from };
    const rseqs = rseq === undefined ? [] : [rseq];
    this.dialogs.push({ callId, ...ends, openedBy: cseq.number, isCaller, rseqs });
  }

  #request(method: string, headers: readonly Header[], cseq: number): SipRequest {
    const hasBody = method === 'INVITE' || method === 'UPDATE';
    const content: Header[] = hasBody ? [{ name: 'Content-Type', value: 'application/sdp' }] : [];
    return {
      type: 'request',
      method,
      uri: 'sip:app@192.0.2.1',
      headers: [
        { name: 'Via', value: `SIP/2.0/UDP 192.0.2.2;rport;branch=z9hG4bKpeer${this.#count}` },
        ...headers,
        { name: 'CSeq', value: `${cseq} ${method}` },
        CONTACT,
        ...content,
      ],
      body: hasBody ? Buffer.from(SDP) : new Uint8Array(0),
    };
  }

  #send(message: SipMessage): void {
    this.#sent.push({ message, atMs: this.#engine.clock.monotonicMs() });
    this.#engine.receive(message);
  }
}

/** What an INVITE and its ACK have in common. */
function callOf(message: SipMessage): string {
  return `${header(message, 'Call-ID')} ${parseCSeq(header(message, 'CSeq') ?? '')?.number}`;
}

function sessionExpires(refresher: string): Header {
  return { name: 'Session-Expires', value: `90;refresher=${refresher}` };
}
