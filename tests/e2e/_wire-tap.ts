import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock as clock } from '@firstring/kernel/system';
import { decodeG711, parseRtpPacket } from '@firstring/rtp';
import { dominantFrequencyHz } from '@firstring/rtp/audio';
import { eventually } from '@firstring/testkit';

/** 300 ms at 8 kHz. */
const HEARD_SAMPLES = 2400;
const FILE_HEADER = 24;
const RECORD_HEADER = 16;
const ETHERNET_HEADER = 14;
const UDP_HEADER = 8;

/** tcpdump on loopback: hears what arrives at ports of programs that cannot record themselves. */
export class WireTap implements AsyncDisposable {
  readonly #folder: string;
  readonly #process: ChildProcess;

  private constructor(folder: string, process: ChildProcess) {
    this.#folder = folder;
    this.#process = process;
  }

  /** Listens to UDP datagrams to the ports from `first` to `last`. */
  static async open(first: number, last: number): Promise<WireTap> {
    const folder = mkdtempSync(join(tmpdir(), 'firstring-tap-'));
    const file = join(folder, 'tap.pcap');
    const filter = `udp dst portrange ${first}-${last}`;
    const process = spawn(
      'tcpdump',
      ['-i', 'lo', '-Z', 'root', '-U', '--immediate-mode', '-w', file, filter],
      {
        stdio: ['ignore', 'ignore', 'pipe'],
      },
    );
    let said = '';
    process.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    await eventually(clock, `tcpdump listens: ${said}`, () => said.includes('listening on'), 5000);
    return new WireTap(folder, process);
  }

  /** The frequency of the last 300 ms of G.711 that arrived at a port; undefined for silence or too little. */
  heardHz(port: number): number | undefined {
    const samples = datagramsTo(readFileSync(join(this.#folder, 'tap.pcap')), port).flatMap((datagram) => {
      const packet = parseRtpPacket(datagram);
      if (packet === undefined || (packet.payloadType !== 0 && packet.payloadType !== 8)) return [];
      return [...decodeG711(packet.payloadType === 0 ? 'PCMU' : 'PCMA', packet.payload)];
    });
    if (samples.length < HEARD_SAMPLES) return undefined;
    return dominantFrequencyHz(Int16Array.from(samples.slice(-HEARD_SAMPLES)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#process.exitCode === null) {
      const gone = once(this.#process, 'exit');
      this.#process.kill('SIGINT');
      await gone;
    }
    rmSync(this.#folder, { recursive: true, force: true });
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
