/** The two companding laws of ITU-T G.711: `PCMU` is µ-law (payload type 0), `PCMA` is A-law (payload type 8). */
export type G711 = 'PCMU' | 'PCMA';

const MU_LAW_BIAS = 0x84;
const MU_LAW_CLIP = 32_635;
/** A-law inverts every second bit, so that silence is not a run of zeros on the line. */
const A_LAW_TOGGLE = 0x55;

const muLawDecode = Int16Array.from({ length: 256 }, (_, code) => decodeMuLaw(code));
const aLawDecode = Int16Array.from({ length: 256 }, (_, code) => decodeALaw(code));
/** Indexed by the sample's upper 14 bits (µ-law keeps no more of them). */
const muLawEncode = Uint8Array.from({ length: 1 << 14 }, (_, i) => encodeMuLaw(((i << 18) >> 18) << 2));
/** Indexed by the sample's upper 13 bits. */
const aLawEncode = Uint8Array.from({ length: 1 << 13 }, (_, i) => encodeALaw(((i << 19) >> 19) << 3));

/** PCM16 at 8 kHz to one octet a sample. */
export function encodeG711(law: G711, samples: Int16Array): Uint8Array {
  const codes = new Uint8Array(samples.length);
  if (law === 'PCMU') {
    for (let i = 0; i < samples.length; i += 1)
      codes[i] = muLawEncode[((samples[i] ?? 0) >> 2) & 0x3fff] ?? 0;
  } else {
    for (let i = 0; i < samples.length; i += 1) codes[i] = aLawEncode[((samples[i] ?? 0) >> 3) & 0x1fff] ?? 0;
  }
  return codes;
}

/** One octet a sample back to PCM16. */
export function decodeG711(law: G711, codes: Uint8Array): Int16Array {
  const table = law === 'PCMU' ? muLawDecode : aLawDecode;
  const samples = new Int16Array(codes.length);
  for (let i = 0; i < codes.length; i += 1) samples[i] = table[codes[i] ?? 0] ?? 0;
  return samples;
}

/** The code for a sample of zero: what a silent frame is filled with. */
export function silenceOf(law: G711): number {
  return law === 'PCMU' ? 0xff : 0xd5;
}

function decodeMuLaw(code: number): number {
  const bits = ~code & 0xff;
  const magnitude = ((((bits & 0x0f) << 3) + MU_LAW_BIAS) << ((bits & 0x70) >> 4)) - MU_LAW_BIAS;
  return (bits & 0x80) !== 0 ? -magnitude : magnitude;
}

function encodeMuLaw(sample: number): number {
  const magnitude = Math.min(Math.abs(sample), MU_LAW_CLIP) + MU_LAW_BIAS;
  const exponent = 31 - Math.clz32(magnitude) - 7;
  const mantissa = (magnitude >> (exponent + 3)) & 0x0f;
  return ~((sample < 0 ? 0x80 : 0) | (exponent << 4) | mantissa) & 0xff;
}

function decodeALaw(code: number): number {
  const bits = code ^ A_LAW_TOGGLE;
  const exponent = (bits & 0x70) >> 4;
  const step = ((bits & 0x0f) << 4) + (exponent === 0 ? 0x08 : 0x108);
  const magnitude = exponent < 2 ? step : step << (exponent - 1);
  return (bits & 0x80) !== 0 ? magnitude : -magnitude;
}

function encodeALaw(sample: number): number {
  // One's complement for negatives: -1 mirrors 0, as the standard's decision values ask.
  const magnitude = (sample < 0 ? ~sample : sample) >> 3;
  const exponent = Math.max(0, 31 - Math.clz32(magnitude | 1) - 4);
  const mantissa = (exponent < 2 ? magnitude >> 1 : magnitude >> exponent) & 0x0f;
  return ((sample < 0 ? 0 : 0x80) | (exponent << 4) | mantissa) ^ A_LAW_TOGGLE;
}
