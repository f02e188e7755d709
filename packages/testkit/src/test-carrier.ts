import { EventEmitter } from 'node:events';
import { AppError, type Clock, type Log, type Random } from '@firstring/kernel';
import { PhoneAudio } from '@firstring/media-relay/testing';
import { AudioDialog, type DialogEnd } from './audio-dialog.ts';
import { CarrierLedger, type LedgerEntry } from './carrier-ledger.ts';
import { scriptByLastDigits, type CarrierPolicy, type CarrierScript } from './carrier-script.ts';
import type { SentSipRequest, SipApp, SipRequest, SipResponder, SipResponse } from './sip-app.ts';
import { TrunkLogin, type TrunkAccount } from './trunk-login.ts';

export interface TestCarrierOptions {
  app: SipApp;
  clock: Clock;
  random: Random;
  log: Log;
  /** Where its sound lives. */
  localAddress: string;
  /** What happens with a number; by default its last two digits decide (`scriptByLastDigits`). */
  policy?: CarrierPolicy;
  /** The sine its called parties send; 1000 by default. */
  toneHz?: number;
  /** When set, INVITEs are challenged (407) and must come with this account's digest. */
  account?: TrunkAccount;
}

export interface TestCarrierEvents {
  invited: [entry: LedgerEntry];
  answered: [entry: LedgerEntry, call: AudioDialog];
  ended: [entry: LedgerEntry];
}

export interface DialIn {
  /** Number of the caller and the number that is called. */
  from: string;
  to: string;
  target: { host: string; port: number };
  headers?: Record<string, string>;
}

/** A call from the carrier into the product. */
export interface DialedIn {
  /** Resolves when it is answered; rejects with AppError `UNAVAILABLE` and the SIP status in `details` when it is refused. */
  answered: Promise<AudioDialog>;
  /** Sound before the answer goes here too. */
  audio: PhoneAudio;
  /** Provisional statuses so far. */
  provisional: readonly number[];
  cancel(): void;
  /** Resolves with how it ended, once it was answered. */
  ended: Promise<DialogEnd>;
}

const NUMBER = /^\+?[0-9*#]+$/;

/**
 * The telephone network behind a trunk: takes INVITEs for every number, does what its script says, talks in a sine of its own,
 * and keeps a ledger of all INVITEs. Calls in, too.
 */
export class TestCarrier extends EventEmitter<TestCarrierEvents> implements AsyncDisposable {
  readonly ledger = new CarrierLedger();
  readonly #options: TestCarrierOptions;
  readonly #login: TrunkLogin | undefined;
  readonly #unhook: () => void;
  readonly #calls = new Map<string, AudioDialog>();

  constructor(options: TestCarrierOptions) {
    super();
    this.#options = options;
    this.#login = options.account && new TrunkLogin(options, options.account);
    this.#unhook = options.app.onInvite(
      (user) => NUMBER.test(user),
      (request, response) => this.#invited(request, response),
    );
  }

  /** The answered calls, by Call-ID. */
  get calls(): ReadonlyMap<string, AudioDialog> {
    return this.#calls;
  }

  /** The answered call to a number that is on now. */
  callTo(number: string): AudioDialog | undefined {
    const entry = this.ledger.entries.findLast((each) => each.number === number && each.end === undefined);
    return entry && this.#calls.get(entry.callId);
  }

  /** Calls in from a number. */
  async dialIn(dial: DialIn): Promise<DialedIn> {
    const { app, log, toneHz } = this.#options;
    const audio = await this.#openAudio(toneHz ?? 1000);
    const contact = this.#contactOf(dial.from);
    const provisional: number[] = [];
    const ended = Promise.withResolvers<DialogEnd>();
    let sent: SentSipRequest | undefined;
    const answered = app.srf
      .createUAC(
        `sip:${dial.to}@${dial.target.host}:${dial.target.port}`,
        {
          localSdp: audio.offer(),
          headers: { From: `<${contact}>`, Contact: `<${contact}>`, ...dial.headers },
        },
        {
          cbRequest: (_error: unknown, request: SentSipRequest) => {
            sent = request;
          },
          cbProvisional: (response: SipResponse) => {
            provisional.push(response.status);
            if (response.body !== undefined && response.body !== '') audio.obey(response.body);
          },
        },
      )
      .then((dialog) => {
        audio.obey(dialog.remote.sdp);
        const onEnd = (end: DialogEnd): void => {
          ended.resolve(end);
          this.#closeAudio(audio);
        };
        return new AudioDialog({ log, dialog, audio, contact, onEnd });
      })
      .catch((error: unknown) => {
        this.#closeAudio(audio);
        throw refusedCall(error);
      });
    const cancel = (): void => sent?.cancel((error) => log.debug({ err: error }, 'CANCEL sent'));
    return { answered, audio, provisional, cancel, ended: ended.promise };
  }

  /** Hangs up all calls and takes no more. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#unhook();
    await Promise.all([...this.#calls.values()].map((call) => call.hangUp()));
  }

  #invited(request: SipRequest, response: SipResponder): void {
    const { clock, log, policy } = this.#options;
    if (this.#login !== undefined && !this.#login.admit(request, response)) return;
    const entry = this.ledger.open(request, clock.now());
    const gone = new AbortController();
    request.on('cancel', () => {
      this.#close(entry, 'cancelled', 487);
      gone.abort();
    });
    this.emit('invited', entry);
    const script = (policy ?? scriptByLastDigits)(entry.number);
    this.#play(script, { request, response, entry, signal: gone.signal }).catch((error: unknown) => {
      if (!gone.signal.aborted) log.warn({ err: error }, 'the test carrier could not play its script');
      this.#close(entry, gone.signal.aborted ? 'cancelled' : 'lost');
    });
  }

  async #play(script: CarrierScript, invited: Invited): Promise<void> {
    const { clock, toneHz } = this.#options;
    const { entry, response, signal } = invited;
    let audio: PhoneAudio | undefined;
    signal.addEventListener('abort', () => audio && this.#closeAudio(audio), { once: true });
    if (script.ringAfterMs !== undefined) {
      await clock.sleep(script.ringAfterMs, signal);
      if (script.earlyMedia === true) audio = await this.#openAudioUnlessGone(toneHz ?? 1000, signal);
      if (signal.aborted) return;
      this.#ring(invited, audio);
    }
    const { outcome } = script;
    if (outcome.type === 'no-answer') return;
    await clock.sleep(outcome.afterMs, signal);
    if (outcome.type === 'reject') {
      response.send(outcome.status);
      if (audio !== undefined) this.#closeAudio(audio);
      this.#close(entry, 'rejected', outcome.status);
      return;
    }
    audio ??= await this.#openAudioUnlessGone(toneHz ?? 1000, signal);
    if (audio === undefined) return;
    const call = await this.#answer(invited, audio);
    if (outcome.hangUpAfterMs === undefined) return;
    await clock.sleep(outcome.hangUpAfterMs);
    await call.hangUp();
  }

  #ring({ request, response, entry }: Invited, audio: PhoneAudio | undefined): void {
    entry.ringingAt = this.#options.clock.now();
    if (audio === undefined) {
      response.send(180);
      return;
    }
    const body = audio.answer(request.body ?? '');
    response.send(183, { headers: { 'Content-Type': 'application/sdp' }, body });
  }

  async #answer({ request, response, entry }: Invited, audio: PhoneAudio): Promise<AudioDialog> {
    const { app, clock, log } = this.#options;
    const contact = this.#contactOf(entry.number);
    const answered = app.srf.createUAS(request, response, {
      localSdp: audio.answer(request.body ?? ''),
      headers: { Contact: `<${contact}>` },
    });
    // The caller's CANCEL was quicker.
    const dialog = await answered.catch((error: unknown) => {
      this.#closeAudio(audio);
      throw error;
    });
    entry.answeredAt = clock.now();
    entry.status = 200;
    const onEnd = (end: DialogEnd): void => {
      this.#closeAudio(audio);
      this.#close(entry, ENDS[end]);
    };
    const call = new AudioDialog({ log, dialog, audio, contact, onEnd });
    this.#calls.set(entry.callId, call);
    this.emit('answered', entry, call);
    return call;
  }

  #close(entry: LedgerEntry, end: NonNullable<LedgerEntry['end']>, status?: number): void {
    if (entry.end !== undefined) return;
    if (status !== undefined) entry.status = status;
    this.#calls.delete(entry.callId);
    this.ledger.close(entry, end, this.#options.clock.now());
    this.emit('ended', entry);
  }

  #openAudio(toneHz: number): Promise<PhoneAudio> {
    const { clock, random, localAddress } = this.#options;
    return PhoneAudio.open({ clock, random, address: localAddress, toneHz });
  }

  /** The caller may give up while the port is being opened: then nobody else would close it. */
  async #openAudioUnlessGone(toneHz: number, signal: AbortSignal): Promise<PhoneAudio | undefined> {
    const audio = await this.#openAudio(toneHz);
    if (!signal.aborted) return audio;
    this.#closeAudio(audio);
    return undefined;
  }

  #closeAudio(audio: PhoneAudio): void {
    audio.close().catch((error: unknown) => this.#options.log.warn({ err: error }, 'RTP port not closed'));
  }

  #contactOf(user: string): string {
    const { host, port } = this.#options.app.contact;
    return `sip:${user}@${host}:${port}`;
  }
}

interface Invited {
  request: SipRequest;
  response: SipResponder;
  entry: LedgerEntry;
  /** Aborted when the caller gives up. */
  signal: AbortSignal;
}

const ENDS: Readonly<Record<DialogEnd, NonNullable<LedgerEntry['end']>>> = {
  'hung-up': 'callee-hung-up',
  'remote-hung-up': 'caller-hung-up',
  lost: 'lost',
};

function refusedCall(error: unknown): AppError {
  const status = typeof error === 'object' && error !== null && 'status' in error ? Number(error.status) : 0;
  return new AppError({
    reason: 'UNAVAILABLE',
    code: 'unavailable',
    message: 'the call was not answered',
    details: { status: String(status) },
    cause: error,
  });
}
