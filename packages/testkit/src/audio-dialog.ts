import { AppError, type Log } from '@firstring/kernel';
import type { PhoneAudio } from '@firstring/media-relay/testing';
import type { Direction } from '@firstring/rtp/sdp';
import type { SipDialog, SipRequest, SipResponder } from './sip-app.ts';

/** Why a call ended: this side's BYE, the other side's, or the engine's (no ACK, no session refresh). */
export type DialogEnd = 'hung-up' | 'remote-hung-up' | 'lost';

export interface AudioDialogDeps {
  log: Log;
  dialog: SipDialog;
  audio: PhoneAudio;
  /** URI user and address for the Contact of our requests. */
  contact: string;
  onEnd(end: DialogEnd): void;
}

/** An answered call with sound: answers re-INVITEs, holds, moves, hangs up. */
export class AudioDialog {
  readonly #deps: AudioDialogDeps;
  #direction: Direction = 'sendrecv';
  #over = false;

  constructor(deps: AudioDialogDeps) {
    this.#deps = deps;
    deps.dialog.on('destroy', (_request: SipRequest, reason: string) =>
      this.#end(reason === 'normal release' ? 'remote-hung-up' : 'lost'),
    );
    deps.dialog.on('modify', (request: SipRequest, response: SipResponder) =>
      this.#reoffered(request, response),
    );
  }

  get callId(): string {
    return this.#deps.dialog.sip.callId;
  }

  /** Frequency of the last 200 ms, undefined for silence. */
  heardHz(): number | undefined {
    return this.#deps.audio.ear.heardHz();
  }

  get audio(): PhoneAudio {
    return this.#deps.audio;
  }

  /** INFO of the other side, by its body; each is answered 200. */
  onInfo(listener: (body: string) => void): void {
    this.#deps.dialog.on('info', (request: SipRequest, response: SipResponder) => {
      response.send(200);
      listener(request.body ?? '');
    });
  }

  press(digit: string): void {
    this.#deps.audio.ear.press(digit);
  }

  /** Puts the other side on hold: it may send nothing and gets nothing of ours. */
  hold(): Promise<void> {
    return this.#reinvite('inactive');
  }

  resume(): Promise<void> {
    return this.#reinvite('sendrecv');
  }

  /** Resolves when the BYE is answered. */
  async hangUp(): Promise<void> {
    if (this.#over) return;
    const gone = this.#deps.dialog.destroy();
    this.#end('hung-up');
    await gone;
  }

  async #reinvite(direction: Direction): Promise<void> {
    const { audio, dialog, contact } = this.#deps;
    const body = audio.offer({ direction });
    const response = await dialog.request({
      method: 'INVITE',
      headers: { Contact: `<${contact}>`, 'Content-Type': 'application/sdp' },
      body,
    });
    if (response.status !== 200) {
      throw new AppError({
        reason: 'UNAVAILABLE',
        code: 'aborted',
        message: `a re-INVITE was answered ${response.status}`,
      });
    }
    this.#direction = direction;
    audio.obey(response.body ?? '');
  }

  #reoffered(request: SipRequest, response: SipResponder): void {
    const { audio, dialog, log } = this.#deps;
    try {
      // Without an offer in it we make one; its answer comes in the ACK, which the engine hands to the dialog.
      const body =
        request.body === undefined || request.body === ''
          ? audio.offer({ direction: this.#direction })
          : audio.answer(request.body, { direction: this.#direction });
      dialog.local.sdp = body;
      response.send(200, { headers: { 'Content-Type': 'application/sdp' }, body });
    } catch (error) {
      log.warn({ err: error }, 'a re-INVITE cannot be answered');
      response.send(488);
    }
  }

  #end(end: DialogEnd): void {
    if (this.#over) return;
    this.#over = true;
    this.#deps.audio.ear.stop();
    this.#deps.onEnd(end);
  }
}
