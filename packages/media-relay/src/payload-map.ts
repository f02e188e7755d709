import { decodeG711, encodeG711, type G711 } from '@firstring/rtp';
import { isTelephoneEvent, type AudioCodec } from '@firstring/rtp/sdp';

/** What becomes of one payload type on its way through the relay. */
export interface PayloadRule {
  payloadType: number;
  /** Key presses, not sound. */
  keys?: true;
  /** Each octet's replacement when the other side has only the other G.711 law. */
  recode?: Uint8Array;
}

const everyCode = Uint8Array.from({ length: 256 }, (_, code) => code);
const RECODE: Readonly<Record<G711, Uint8Array>> = {
  PCMU: encodeG711('PCMA', decodeG711('PCMU', everyCode)),
  PCMA: encodeG711('PCMU', decodeG711('PCMA', everyCode)),
};

/**
 * Rules for packets from a side with codecs `from` to a side with codecs `to`: the same codec under the other side's number;
 * with `transcode`, G.711 of the law the other side lacks as the law it has. A type without a rule passes when the other
 * side knows the number and is dropped otherwise.
 */
export function payloadRules(
  from: readonly AudioCodec[],
  to: readonly AudioCodec[],
  transcode: boolean,
): ReadonlyMap<number, PayloadRule> {
  const rules = new Map<number, PayloadRule>();
  for (const codec of to) rules.set(codec.payloadType, plainRule(codec));
  for (const codec of from) {
    const same = find(to, codec.name, codec.clockRateHz);
    const law = lawOf(codec);
    const other =
      law === undefined ? undefined : find(to, law === 'PCMU' ? 'PCMA' : 'PCMU', codec.clockRateHz);
    if (same !== undefined) rules.set(codec.payloadType, plainRule(same));
    else if (transcode && law !== undefined && other !== undefined) {
      rules.set(codec.payloadType, { payloadType: other.payloadType, recode: RECODE[law] });
    }
  }
  return rules;
}

/** The G.711 law a side would rather hear, with the number it has there. */
export function preferredLaw(codecs: readonly AudioCodec[]): { law: G711; payloadType: number } | undefined {
  for (const codec of codecs) {
    const law = lawOf(codec);
    if (law !== undefined) return { law, payloadType: codec.payloadType };
  }
  return undefined;
}

function plainRule(codec: AudioCodec): PayloadRule {
  return { payloadType: codec.payloadType, ...(isTelephoneEvent(codec) && { keys: true }) };
}

/** The G.711 law of a codec, undefined for any other. */
export function lawOf(codec: AudioCodec): G711 | undefined {
  const name = codec.name.toUpperCase();
  return (name === 'PCMU' || name === 'PCMA') && codec.clockRateHz === 8000 ? name : undefined;
}

function find(codecs: readonly AudioCodec[], name: string, clockRateHz: number): AudioCodec | undefined {
  return codecs.find(
    (codec) => codec.name.toUpperCase() === name.toUpperCase() && codec.clockRateHz === clockRateHz,
  );
}
