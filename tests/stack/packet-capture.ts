import { spawn, type ChildProcess } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock as clock } from '@firstring/kernel/system';
import { eventually } from '@firstring/testkit';
import { freeUdpPort } from './free-port.ts';

const LOOPBACK = '127.0.0.1';

/** tcpdump on loopback. */
export class PacketCapture implements AsyncDisposable {
  /** A pcap file that grows while packets come. */
  readonly file: string;
  readonly #folder: string;
  readonly #process: ChildProcess;
  readonly #markerPort: number;

  private constructor(folder: string, process: ChildProcess, markerPort: number) {
    this.#folder = folder;
    this.file = join(folder, 'capture.pcap');
    this.#process = process;
    this.#markerPort = markerPort;
  }

  /** Resolves when it listens; `filter` as tcpdump reads it. */
  static async open(filter: string): Promise<PacketCapture> {
    const folder = mkdtempSync(join(tmpdir(), 'firstring-capture-'));
    const markerPort = await freeUdpPort();
    const options = ['-i', 'lo', '-Z', 'root', '-U', '--immediate-mode', '-w', join(folder, 'capture.pcap')];
    const process = spawn('tcpdump', [...options, `(${filter}) or udp dst port ${markerPort}`], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    process.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    await eventually(clock, `tcpdump listens: ${said}`, () => said.includes('listening on'));
    return new PacketCapture(folder, process, markerPort);
  }

  /** Resolves when everything sent before is in the file. */
  async settle(): Promise<void> {
    const marker = `marker ${clock.monotonicMs()}`;
    const socket = createSocket('udp4');
    socket.send(marker, this.#markerPort, LOOPBACK);
    await eventually(clock, 'the capture is written', () => readFileSync(this.file).includes(marker));
    socket.close();
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
