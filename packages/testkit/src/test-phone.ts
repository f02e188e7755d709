import { EventEmitter } from 'node:events';
import { AppError, type Clock, type Log, type Random, type Timer } from '@firstring/kernel';
import { PhoneAudio } from '@firstring/media-relay/testing';
import { AudioDialog, type DialogEnd } from './audio-dialog.ts';
import { Registration } from './registration.ts';
import { userOf, type SipApp, type SipRequest, type SipResponder } from './sip-app.ts';

export interface TestPhoneOptions {
  app: SipApp;
  clock: Clock;
  random: Random;
  log: Log;
  user: string;
  password: string;
  registrar: { host: string; port: number };
  /** Where its sound lives; the port is the system's choice. */
  localAddress: string;
  /** How long it rings before it answers by itself; left out: until `answer` or `reject` is called. */
  answerAfterMs?: number;
  /** The sine it sends while talking; 440 by default. */
  toneHz?: number;
  /** Seconds the registration is asked for. */
  expiresS?: number;
}

export interface TestPhoneEvents {
  /** `attemptId` is the product's own header; empty where the caller is somebody else. */
  ringing: [call: { callId: string; from: string; attemptId: string }];
  answered: [call: AudioDialog];
  /** Also for calls that were never answered. */
  ended: [end: DialogEnd | 'cancelled' | 'rejected' | 'failed'];
  /** A refresh of the registration failed. */
  unregistered: [status: number];
}

interface Ringing {
  request: SipRequest;
  response: SipResponder;
  cancelled: boolean;
  timer?: Timer;
}

/**
 * A scripted softphone: registers, rings, answers by itself or when told, sends a tone and says which tone it hears. One call
 * at a time; a second INVITE is answered 486.
 */
export class TestPhone extends EventEmitter<TestPhoneEvents> implements AsyncDisposable {
  readonly #options: TestPhoneOptions;
  readonly registration: Registration;
  readonly #unhook: () => void;
  #ringing: Ringing | undefined;
  /** Between picking up and the 200. */
  #answering = false;
  #call: AudioDialog | undefined;
  #audio: PhoneAudio | undefined;

  private constructor(options: TestPhoneOptions) {
    super();
    this.#options = options;
    this.registration = new Registration({
      ...options,
      onLost: (status) => this.emit('unregistered', status),
    });
    this.#unhook = options.app.onInvite(
      (user) => user === options.user,
      (request, response) => this.#invited(request, response),
    );
  }

  /** Resolves once the phone is registered. */
  static async create(options: TestPhoneOptions): Promise<TestPhone> {
    const phone = new TestPhone(options);
    await phone.registration.start().catch((error: unknown) => {
      phone.#unhook();
      throw error;
    });
    return phone;
  }

  get state(): 'idle' | 'ringing' | 'talking' {
    if (this.#call !== undefined) return 'talking';
    return this.#ringing === undefined && !this.#answering ? 'idle' : 'ringing';
  }

  /** The call in progress. */
  get call(): AudioDialog | undefined {
    return this.#call;
  }

  /** Frequency of the last 200 ms, undefined for silence. */
  heardHz(): number | undefined {
    return this.#call?.heardHz();
  }

  async answer(): Promise<AudioDialog> {
    const ringing = this.#takeRinging();
    this.#answering = true;
    const call = await this.#accept(ringing).finally(() => {
      this.#answering = false;
    });
    this.emit('answered', call);
    return call;
  }

  async #accept(ringing: Ringing): Promise<AudioDialog> {
    const { app, clock, random, log, localAddress, toneHz, user } = this.#options;
    const audio = await PhoneAudio.open({ clock, random, address: localAddress, toneHz: toneHz ?? 440 });
    try {
      // drachtio-srf would wait for ever for the answer to an INVITE that is gone.
      if (ringing.cancelled) throw notRinging();
      const localSdp = audio.answer(ringing.request.body ?? '');
      const contact = `sip:${user}@${app.contact.host}:${app.contact.port}`;
      const dialog = await app.srf.createUAS(ringing.request, ringing.response, {
        localSdp,
        headers: { Contact: `<${contact}>`, 'User-Agent': 'Firstring test phone' },
      });
      const call = new AudioDialog({ log, dialog, audio, contact, onEnd: (end) => this.#ended(end) });
      this.#call = call;
      this.#audio = audio;
      return call;
    } catch (error) {
      // The caller gave up in the same moment, or the offer cannot be answered.
      await audio.close();
      this.emit('ended', 'failed');
      throw error;
    }
  }

  reject(status = 486): void {
    this.#takeRinging().response.send(status);
    this.emit('ended', 'rejected');
  }

  async hangUp(): Promise<void> {
    await this.#call?.hangUp();
  }

  /** Gone without a word, as a phone is whose battery is empty: nothing is told, and no call finds it any more. */
  vanish(): void {
    this.#unhook();
    this.registration.vanish();
  }

  /** Hangs up and unregisters. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#unhook();
    if (this.#ringing !== undefined) this.reject(480);
    await this.hangUp();
    await this.registration.stop();
  }

  #invited(request: SipRequest, response: SipResponder): void {
    const { log, clock, answerAfterMs } = this.#options;
    if (this.state !== 'idle') {
      response.send(486);
      return;
    }
    const ringing: Ringing = { request, response, cancelled: false };
    this.#ringing = ringing;
    // Before anything else: nothing may be sent after a CANCEL.
    request.on('cancel', () => {
      ringing.cancelled = true;
      if (this.#ringing !== ringing) return;
      this.#takeRinging();
      this.emit('ended', 'cancelled');
    });
    response.send(180);
    if (answerAfterMs !== undefined) {
      ringing.timer = clock.setTimer(answerAfterMs, () => {
        this.answer().catch((error: unknown) => log.warn({ err: error }, 'the test phone could not answer'));
      });
    }
    this.emit('ringing', {
      callId: request.get('call-id') ?? '',
      from: userOf(request.get('from') ?? ''),
      attemptId: request.get('x-firstring-attempt') ?? '',
    });
  }

  #takeRinging(): Ringing {
    const ringing = this.#ringing;
    if (ringing === undefined) throw notRinging();
    ringing.timer?.cancel();
    this.#ringing = undefined;
    return ringing;
  }

  #ended(end: DialogEnd): void {
    const audio = this.#audio;
    this.#call = undefined;
    this.#audio = undefined;
    audio?.close().catch((error: unknown) => this.#options.log.warn({ err: error }, 'RTP port not closed'));
    this.emit('ended', end);
  }
}

function notRinging(): AppError {
  return new AppError({
    reason: 'CALL_NOT_FOUND',
    code: 'failed_precondition',
    message: 'the phone does not ring',
  });
}

/** Makes a phone and registers it. */
export function createTestPhone(options: TestPhoneOptions): Promise<TestPhone> {
  return TestPhone.create(options);
}
