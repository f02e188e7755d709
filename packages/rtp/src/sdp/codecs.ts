import type { Sdp } from './parse-sdp.ts';

/** A payload format of a media line. */
export interface AudioCodec {
  /** 0-127. */
  payloadType: number;
  /** As written, compared without case: PCMU, PCMA, telephone-event. */
  name: string;
  clockRateHz: number;
  channels: number;
  fmtp?: string;
}

/** What our own endpoints speak, best first. */
export const TELEPHONY_CODECS: readonly AudioCodec[] = [
  { payloadType: 0, name: 'PCMU', clockRateHz: 8000, channels: 1 },
  { payloadType: 8, name: 'PCMA', clockRateHz: 8000, channels: 1 },
  { payloadType: 101, name: 'telephone-event', clockRateHz: 8000, channels: 1, fmtp: '0-15' },
];

/** Payload types that need no rtpmap line (RFC 3551 table 4), as far as telephones still send them. */
const STATIC_CODECS: ReadonlyMap<number, { name: string; clockRateHz: number }> = new Map([
  [0, { name: 'PCMU', clockRateHz: 8000 }],
  [3, { name: 'GSM', clockRateHz: 8000 }],
  [8, { name: 'PCMA', clockRateHz: 8000 }],
  [9, { name: 'G722', clockRateHz: 8000 }],
  [13, { name: 'CN', clockRateHz: 8000 }],
  [18, { name: 'G729', clockRateHz: 8000 }],
]);

/** The codecs of one media line in the order of preference written there. */
export function codecsOf(media: Sdp['media'][number]): AudioCodec[] {
  // A single payload type is parsed to a number, whatever the declared type says.
  // oxlint-disable-next-line typescript/no-unnecessary-type-conversion
  const payloadTypes = String(media.payloads ?? '')
    .split(/\s+/)
    .filter((token) => /^\d{1,3}$/.test(token))
    .map(Number);
  return payloadTypes.flatMap((payloadType) => {
    const mapped = media.rtp.find((line) => line.payload === payloadType);
    const fixed = STATIC_CODECS.get(payloadType);
    const name = mapped?.codec ?? fixed?.name;
    if (name === undefined || payloadType > 127) return [];
    const fmtp = media.fmtp.find((line) => line.payload === payloadType)?.config;
    return [
      {
        payloadType,
        name,
        clockRateHz: mapped?.rate ?? fixed?.clockRateHz ?? 8000,
        channels: mapped?.encoding ?? 1,
        ...(fmtp !== undefined && { fmtp }),
      },
    ];
  });
}

/**
 * The codecs both sides have, in the offerer's order and with the offerer's payload types (RFC 3264 section 6.1: the answer
 * uses the offer's numbers). `telephone-event` alone is nothing to talk with, so it does not count as common ground.
 */
export function commonCodecs(offered: readonly AudioCodec[], supported: readonly AudioCodec[]): AudioCodec[] {
  const common = offered.filter((codec) => supported.some((mine) => sameCodec(codec, mine)));
  return common.some((codec) => !isTelephoneEvent(codec)) ? common : [];
}

/** The codec voice is sent with: the first that is not telephone-event. */
export function voiceCodec(codecs: readonly AudioCodec[]): AudioCodec | undefined {
  return codecs.find((codec) => !isTelephoneEvent(codec) && codec.name.toUpperCase() !== 'CN');
}

export function isTelephoneEvent(codec: AudioCodec): boolean {
  return codec.name.toLowerCase() === 'telephone-event';
}

function sameCodec(a: AudioCodec, b: AudioCodec): boolean {
  return (
    a.name.toLowerCase() === b.name.toLowerCase() &&
    a.clockRateHz === b.clockRateHz &&
    a.channels === b.channels
  );
}
