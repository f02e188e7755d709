import { assert, type Clock } from '@firstring/kernel';
import { eventually } from '@firstring/kernel/testing';
import { toneShare } from '@firstring/rtp/audio';
import {
  buildAnswer,
  buildOffer,
  describeAudio,
  parseSdp,
  receives,
  type AudioCodec,
  type Direction,
} from '@firstring/rtp/sdp';
import { RtpEndpoint, type RtpEndpointOptions } from './rtp-endpoint.ts';

export interface PhoneAudioOptions extends RtpEndpointOptions {
  /** The sine this phone sends from the beginning. */
  toneHz: number;
}

/** The media half of a telephone: describes itself, obeys descriptions, sends its tone and listens. */
export class PhoneAudio {
  readonly ear: RtpEndpoint;
  readonly #clock: Clock;
  #version = 0;

  private constructor(ear: RtpEndpoint, clock: Clock) {
    this.ear = ear;
    this.#clock = clock;
  }

  static async open(options: PhoneAudioOptions): Promise<PhoneAudio> {
    const ear = await RtpEndpoint.open(options);
    ear.play(options.toneHz);
    return new PhoneAudio(ear, options.clock);
  }

  /** Answers an offer and begins to send to it. */
  answer(
    offer: string,
    said: { direction?: Direction; codecs?: readonly AudioCodec[]; port?: number } = {},
  ): string {
    const answer = buildAnswer(parseSdp(offer), this.#local(said));
    if (answer.type === 'refused') throw new Error(answer.reason);
    this.obey(offer);
    return answer.sdp;
  }

  offer(said: { direction?: Direction; codecs?: readonly AudioCodec[] } = {}): string {
    return buildOffer(this.#local(said));
  }

  /** Sends to where a description points, unless it wants nothing. */
  obey(description: string): void {
    const audio = describeAudio(parseSdp(description));
    const listening = audio !== undefined && receives(audio.direction) && audio.address !== '0.0.0.0';
    this.ear.sendTo(listening ? { address: audio.address, port: audio.port } : undefined);
  }

  /** Resolves once 100 ms that come in from now on have this frequency, or one of these (within 10 Hz). */
  hears(hz: number | readonly number[], deadlineMs?: number): Promise<true> {
    this.ear.forget();
    const wanted = typeof hz === 'number' ? [hz] : hz;
    const look = (): boolean => {
      const heard = this.ear.heardHz();
      return heard !== undefined && wanted.some((each) => Math.abs(heard - each) <= 10);
    };
    return eventually(this.#clock, `hears ${wanted.join(' or ')} Hz`, look, deadlineMs);
  }

  /** Resolves when half a second came in that is nearly all of this frequency. */
  async hearsOnly(hz: number): Promise<void> {
    this.ear.forget();
    await eventually(this.#clock, 'half a second', () => this.ear.heardSamples().length >= 4000);
    const share = toneShare(this.ear.heardSamples().subarray(0, 4000), hz);
    assert(share > 0.95, `only ${share.toFixed(2)} of what is heard is ${hz} Hz`);
  }

  /** Resolves when no packet has come for `quietMs`. */
  async hearsNothing(quietMs = 300): Promise<void> {
    let { packetsReceived } = this.ear.stats;
    let quietSinceMs = this.#clock.monotonicMs();
    const silent = (): boolean => {
      if (this.ear.stats.packetsReceived !== packetsReceived) {
        packetsReceived = this.ear.stats.packetsReceived;
        quietSinceMs = this.#clock.monotonicMs();
      }
      return this.#clock.monotonicMs() - quietSinceMs >= quietMs;
    };
    await eventually(this.#clock, `hears nothing for ${quietMs} ms`, silent, quietMs + 3000);
  }

  close(): Promise<void> {
    return this.ear.close();
  }

  #local(said: { direction?: Direction; codecs?: readonly AudioCodec[]; port?: number }) {
    this.#version += 1;
    const { address, port } = this.ear;
    return { address, port, sessionId: 1, sessionVersion: this.#version, ...said };
  }
}
