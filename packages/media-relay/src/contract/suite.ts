import type { createSocket } from 'node:dgram';
import { once } from 'node:events';
import type { TestContext } from 'node:test';
import { AppError } from '@firstring/kernel';
import { toneSamples, writeWav } from '@firstring/rtp/audio';
import { buildOffer, describeAudio, parseSdp, TELEPHONY_CODECS, type AudioCodec } from '@firstring/rtp/sdp';
import type { Anchor, AnchorOptions } from '../anchor-call.ts';
import type { NgClient } from '../ng-client.ts';
import { parseNgMessage } from '../ng-message.ts';
import type { PhoneAudio } from '../testing/phone-audio.ts';

/** Where a relay does something else than the contract says: why, in a sentence. */
export interface Differences {
  /** Recordings are made, in a form of its own, and neither file nor end is told. */
  recordingTellsNothing?: string;
  /** Loss, jitter and score come only from phones that send RTCP, and keys are not counted. */
  qualityOnlyFromRtcp?: string;
}

/** A relay, and what tests of it need. What is got by a getter is there once the suite has begun. */
export interface ContractSuite {
  readonly ng: NgClient;
  readonly ngPort: number;
  /** Holds `music.wav`, a tone of 1400 Hz, and what is recorded, in `recordings`. */
  readonly folder: string;
  readonly differences: Differences;
  newCall(t: TestContext, options?: AnchorOptions): Promise<CallUnderTest>;
}

export interface CallUnderTest {
  callId: string;
  anchor: Anchor;
  agent: PhoneAudio;
  lead: PhoneAudio;
}

export async function bridge({ anchor, agent, lead }: CallUnderTest): Promise<void> {
  await anchor.agentAnswered(agent.answer(await anchor.agentOffer()));
  await anchor.leadAnswered(lead.answer(await anchor.leadOffer()));
}

export async function nextMatching(socket: ReturnType<typeof createSocket>, cookie: string) {
  for (;;) {
    const [datagram] = (await once(socket, 'message', { signal: AbortSignal.timeout(2000) })) as [Buffer];
    const message = parseNgMessage(datagram);
    if (message?.cookie === cookie) return [message];
  }
}

export function isRefusal(error: unknown): boolean {
  return error instanceof AppError && error.reason === 'MEDIA_UNAVAILABLE' && error.retry === 'never';
}

export function without(name: string): AudioCodec[] {
  return TELEPHONY_CODECS.filter((codec) => codec.name !== name);
}

export function portOf(sdp: string): number | undefined {
  return describeAudio(parseSdp(sdp))?.port;
}

export function someOffer(): string {
  return buildOffer({ address: '127.0.0.1', port: 9, sessionId: 1, sessionVersion: 1 });
}

export function wavOf(hz: number): Uint8Array {
  const samples = toneSamples({ frequenciesHz: [hz], amplitude: 0.5 }, 0, 8000);
  return writeWav({ encoding: 'PCMU', sampleRateHz: 8000, samples });
}
