import { AppError } from '@firstring/kernel';
import { decodeG711, encodeG711, type G711 } from '../g711.ts';

/** How samples lie in a WAV file; anything else is refused. */
export type WavEncoding = 'PCM16' | G711;

export interface WavAudio {
  encoding: WavEncoding;
  sampleRateHz: number;
  /** Mono; a file with more channels is mixed down on reading. */
  samples: Int16Array;
}

/** A file's channels apart, all of one length: `channels[0]` is the left one. */
export interface WavChannels {
  encoding: WavEncoding;
  sampleRateHz: number;
  channels: readonly Int16Array[];
}

/** How long a WAV header as written here is; samples follow at once. */
export const WAV_HEADER_BYTES = 44;
/** Longest file that is read: 64 MiB is over an hour of 8 kHz PCM16. */
const WAV_BYTES_MAX = 64 * 1024 * 1024;
const FORMAT_TAGS: Readonly<Record<WavEncoding, number>> = { PCM16: 1, PCMA: 6, PCMU: 7 };

interface WavFormat {
  encoding: WavEncoding;
  channels: number;
  sampleRateHz: number;
}

/** Reads a RIFF/WAVE file of PCM16, A-law or µ-law. Throws AppError `INVALID_ARGUMENT`. */
export function readWav(file: Uint8Array): WavAudio {
  const { channels, ...rest } = readWavChannels(file);
  return { ...rest, samples: mixedDown(channels) };
}

/** Reads a RIFF/WAVE file with its channels apart. Throws AppError `INVALID_ARGUMENT`. */
export function readWavChannels(file: Uint8Array): WavChannels {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (file.length > WAV_BYTES_MAX) throw invalid('file is too large');
  if (file.length < 12 || tagAt(view, 0) !== 'RIFF' || tagAt(view, 8) !== 'WAVE')
    throw invalid('not a WAVE file');
  let format: WavFormat | undefined;
  let offset = 12;
  while (offset + 8 <= file.length) {
    const length = view.getUint32(offset + 4, true);
    const start = offset + 8;
    const tag = tagAt(view, offset);
    if (tag === 'fmt ') format = readFormat(view, start, length);
    if (tag === 'data') {
      if (format === undefined) throw invalid('data comes before the format');
      // A recorder that was stopped hard leaves a length beyond the end: take what is there.
      const data = file.subarray(start, Math.min(start + length, file.length));
      const { encoding, sampleRateHz } = format;
      return { encoding, sampleRateHz, channels: decode(format, data) };
    }
    // Chunks are padded to even length.
    offset = start + length + (length % 2);
  }
  throw invalid('no data');
}

/** Writes a WAV file, mono or with channels. */
export function writeWav(audio: WavAudio | WavChannels): Uint8Array {
  const { encoding, sampleRateHz } = audio;
  const channels = 'channels' in audio ? audio.channels : [audio.samples];
  const samples = interleaved(channels);
  const data = encoding === 'PCM16' ? pcm16Bytes(samples) : encodeG711(encoding, samples);
  const file = new Uint8Array(WAV_HEADER_BYTES + data.length + (data.length % 2));
  file.set(wavHeader({ encoding, sampleRateHz, channels: channels.length, dataBytes: data.length }));
  file.set(data, WAV_HEADER_BYTES);
  return file;
}

/**
 * The header for `dataBytes` of samples. Whoever writes while it records writes it again from time to time with what is on disk
 * by then: so the file is whole at any moment, whatever ends the writer. Lengths stop at what 32 bits can say.
 */
export function wavHeader(of: {
  encoding: WavEncoding;
  sampleRateHz: number;
  channels: number;
  dataBytes: number;
}): Uint8Array {
  const header = new Uint8Array(WAV_HEADER_BYTES);
  const view = new DataView(header.buffer);
  const frameBytes = of.channels * (of.encoding === 'PCM16' ? 2 : 1);
  const dataBytes = Math.min(of.dataBytes, 0xffff_ff00);
  writeTag(header, 0, 'RIFF');
  view.setUint32(4, WAV_HEADER_BYTES - 8 + dataBytes + (dataBytes % 2), true);
  writeTag(header, 8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, FORMAT_TAGS[of.encoding], true);
  view.setUint16(22, of.channels, true);
  view.setUint32(24, of.sampleRateHz, true);
  view.setUint32(28, of.sampleRateHz * frameBytes, true);
  view.setUint16(32, frameBytes, true);
  view.setUint16(34, (8 * frameBytes) / of.channels, true);
  writeTag(header, 36, 'data');
  view.setUint32(40, dataBytes, true);
  return header;
}

/** The same sound at 8 kHz, by averaging (down) or linear interpolation (up); good enough for prompts and hold music. */
export function resampleTo8k(audio: WavAudio): Int16Array {
  const ratio = audio.sampleRateHz / 8000;
  if (ratio === 1) return audio.samples;
  const source = audio.samples;
  const out = new Int16Array(Math.floor(source.length / ratio));
  for (let i = 0; i < out.length; i += 1) {
    const from = i * ratio;
    const first = Math.floor(from);
    const last = Math.max(first + 1, Math.floor(from + ratio));
    if (ratio > 1) {
      let sum = 0;
      for (let j = first; j < last; j += 1) sum += source[j] ?? 0;
      out[i] = Math.round(sum / (last - first));
    } else {
      const a = source[first] ?? 0;
      const b = source[first + 1] ?? a;
      out[i] = Math.round(a + (b - a) * (from - first));
    }
  }
  return out;
}

function readFormat(view: DataView, start: number, length: number): WavFormat {
  if (length < 16 || start + 16 > view.byteLength) throw invalid('format is cut off');
  const tag = view.getUint16(start, true);
  const channels = view.getUint16(start + 2, true);
  const sampleRateHz = view.getUint32(start + 4, true);
  const bits = view.getUint16(start + 14, true);
  const encoding = (['PCM16', 'PCMA', 'PCMU'] as const).find((name) => FORMAT_TAGS[name] === tag);
  if (encoding === undefined || bits !== (encoding === 'PCM16' ? 16 : 8))
    throw invalid('encoding is not PCM16 or G.711');
  if (channels < 1 || channels > 8) throw invalid('channel count is not 1-8');
  if (sampleRateHz < 4000 || sampleRateHz > 192_000) throw invalid('sample rate is not 4-192 kHz');
  return { encoding, channels, sampleRateHz };
}

function decode(format: WavFormat, data: Uint8Array): Int16Array[] {
  const all = format.encoding === 'PCM16' ? pcm16Samples(data) : decodeG711(format.encoding, data);
  if (format.channels === 1) return [all];
  const length = Math.floor(all.length / format.channels);
  return Array.from({ length: format.channels }, (_, channel) => {
    const samples = new Int16Array(length);
    for (let i = 0; i < length; i += 1) samples[i] = all[i * format.channels + channel] ?? 0;
    return samples;
  });
}

function mixedDown(channels: readonly Int16Array[]): Int16Array {
  const [first, ...others] = channels;
  if (first === undefined || others.length === 0) return first ?? new Int16Array(0);
  const samples = new Int16Array(first.length);
  for (let i = 0; i < samples.length; i += 1) {
    let sum = first[i] ?? 0;
    for (const other of others) sum += other[i] ?? 0;
    samples[i] = Math.round(sum / channels.length);
  }
  return samples;
}

function interleaved(channels: readonly Int16Array[]): Int16Array {
  const [first] = channels;
  if (first === undefined || channels.length === 1) return first ?? new Int16Array(0);
  const samples = new Int16Array(first.length * channels.length);
  for (const [number, channel] of channels.entries()) {
    for (let i = 0; i < first.length; i += 1) samples[i * channels.length + number] = channel[i] ?? 0;
  }
  return samples;
}

/** A loop and no callback a sample: a long prompt must not hold up the packets of other calls. */
function pcm16Samples(data: Uint8Array): Int16Array {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const samples = new Int16Array(data.length >> 1);
  for (let i = 0; i < samples.length; i += 1) samples[i] = view.getInt16(2 * i, true);
  return samples;
}

function pcm16Bytes(samples: Int16Array): Uint8Array {
  const bytes = new Uint8Array(samples.length * 2);
  const view = new DataView(bytes.buffer);
  for (const [i, sample] of samples.entries()) view.setInt16(2 * i, sample, true);
  return bytes;
}

function tagAt(view: DataView, offset: number): string {
  return String.fromCharCode(...[0, 1, 2, 3].map((i) => view.getUint8(offset + i)));
}

function writeTag(file: Uint8Array, offset: number, tag: string): void {
  for (let i = 0; i < tag.length; i += 1) file[offset + i] = tag.charCodeAt(i);
}

function invalid(message: string): AppError {
  return new AppError({ reason: 'INVALID_ARGUMENT', code: 'invalid_argument', message: `WAV: ${message}` });
}
