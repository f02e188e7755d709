import { readFileSync } from 'node:fs';
import { decodeG711, parseRtpPacket } from '@firstring/rtp';
import { dominantFrequencyHz } from '@firstring/rtp/audio';
import { PacketCapture } from '../stack/packet-capture.ts';

/** 300 ms at 8 kHz. */
const HEARD_SAMPLES = 2400;
const FILE_HEADER = 24;
const RECORD_HEADER = 16;
const ETHERNET_HEADER = 14;
const UDP_HEADER = 8;

/** Hears what arrives at ports of programs that cannot record themselves. */
export class WireTap implements AsyncDisposable {
  readonly #capture: PacketCapture;

  private constructor(capture: PacketCapture) {
    this.#capture = capture;
  }

  /** Listens to UDP datagrams to the ports from `first` to `last`. */
  static async open(first: number, last: number): Promise<WireTap> {
    return new WireTap(await PacketCapture.open(`udp dst portrange ${first}-${last}`));
  }

  /** The frequency of the last 300 ms of G.711 that arrived at a port; undefined for silence or too little. */
  heardHz(port: number): number | undefined {
    const samples = datagramsTo(readFileSync(this.#capture.file), port).flatMap((datagram) => {
      const packet = parseRtpPacket(datagram);
      if (packet === undefined || (packet.payloadType !== 0 && packet.payloadType !== 8)) return [];
      return [...decodeG711(packet.payloadType === 0 ? 'PCMU' : 'PCMA', packet.payload)];
    });
    if (samples.length < HEARD_SAMPLES) return undefined;
    return dominantFrequencyHz(Int16Array.from(samples.slice(-HEARD_SAMPLES)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#capture[Symbol.asyncDispose]();
  }
}

/** Payloads of IPv4 UDP datagrams to a port, from a pcap file in this machine's byte order (little-endian); the last record may be cut off. */
function datagramsTo(file: Buffer, port: number): Uint8Array[] {
  const found: Uint8Array[] = [];
  let at = FILE_HEADER;
  while (at + RECORD_HEADER <= file.length) {
    const start = at + RECORD_HEADER + ETHERNET_HEADER;
    const end = at + RECORD_HEADER + file.readUInt32LE(at + 8);
    if (end > file.length) break;
    const udp = start + ((file[start] ?? 0) & 0x0f) * 4;
    if (file.readUInt16BE(udp + 2) === port) found.push(file.subarray(udp + UDP_HEADER, end));
    at = end;
  }
  return found;
}
