import { spawn, type ChildProcess } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock as clock } from '@firstring/kernel/system';
import { dominantFrequencyHz, readWav, SAMPLE_RATE_HZ, toneSamples, writeWav } from '@firstring/rtp/audio';
import { eventually } from '@firstring/testkit';
import { freeTcpPort } from './free-port.ts';

const LOOPBACK = '127.0.0.1';
const START_MS = 10_000;
const VOICE_S = 60;
/** EADDRINUSE: somebody took the port between its choice and its use. */
const ADDRESS_IN_USE = 98;
const TRIES_MAX = 3;

export interface BaresipOptions {
  readonly user: string;
  readonly password: string;
  readonly registrar: { readonly host: string; readonly port: number };
  /** The sine its microphone hears. */
  readonly toneHz: number;
  /** Its own SIP port; else the system's choice. */
  readonly port?: number;
  /** UDP unless said otherwise. */
  readonly protocol?: 'udp' | 'tcp' | 'tls';
  /** Whose certificates it believes over TLS. */
  readonly caFile?: string;
  /** Every call at once; absent: whoever holds it says when. */
  readonly liftsByItself?: boolean;
}

/** What baresip says of its calls and its registration. */
interface BaresipEvent {
  readonly type: string;
  readonly class: string;
  readonly peeruri?: string;
  readonly param?: string;
}

/** baresip as the agent's softphone: registers with digest, rings, talks in a sine, records what it hears. */
export class Baresip implements AsyncDisposable {
  readonly events: BaresipEvent[] = [];
  readonly #folder: string;
  readonly #process: ChildProcess;
  readonly #control: Control;
  #output = '';

  private constructor(folder: string, process: ChildProcess, control: Control) {
    this.#folder = folder;
    this.#process = process;
    this.#control = control;
    const keep = (chunk: Buffer): void => {
      this.#output = (this.#output + chunk.toString()).slice(-20_000);
    };
    process.stdout?.on('data', keep);
    process.stderr?.on('data', keep);
    control.on('event', (event) => this.events.push(event));
  }

  /** Resolves once it is registered. */
  static async start(options: BaresipOptions): Promise<Baresip> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await Baresip.#start(options);
      } catch (error) {
        const isPortTaken = error instanceof EndedEarly && error.exitCode === ADDRESS_IN_USE;
        if (!isPortTaken || tries === TRIES_MAX) throw error;
      }
    }
  }

  static async #start(options: BaresipOptions): Promise<Baresip> {
    const folder = mkdtempSync(join(tmpdir(), 'firstring-baresip-'));
    const controlPort = await freeTcpPort();
    writeFileSync(join(folder, 'config'), configText(folder, controlPort, options));
    writeFileSync(join(folder, 'accounts'), accountText(options));
    writeFileSync(join(folder, 'contacts'), '');
    writeFileSync(join(folder, 'voice.wav'), toneFile(options.toneHz));
    const process = spawn('baresip', ['-v', '-f', folder], { stdio: ['ignore', 'pipe', 'pipe'] });
    try {
      const control = await Control.connect(controlPort, process);
      const phone = new Baresip(folder, process, control);
      await phone.#registered();
      return phone;
    } catch (error) {
      process.kill('SIGKILL');
      throw error;
    }
  }

  /** Calls of a kind so far: CALL_INCOMING, CALL_ESTABLISHED, CALL_CLOSED. */
  count(type: string): number {
    return this.events.filter((event) => event.type === type).length;
  }

  /** Resolves when it rings for the `nth` time. */
  rings(nth = 1, deadlineMs = 10_000): Promise<true> {
    return this.#reaches('CALL_INCOMING', nth, deadlineMs);
  }

  answered(nth = 1): Promise<true> {
    return this.#reaches('CALL_ESTABLISHED', nth, 10_000);
  }

  closed(nth = 1, deadlineMs = 10_000): Promise<true> {
    return this.#reaches('CALL_CLOSED', nth, deadlineMs);
  }

  /** Lifts. */
  accept(): Promise<string> {
    return this.#control.command('accept');
  }

  dial(uri: string): Promise<string> {
    return this.#control.command('dial', uri);
  }

  hangUp(): Promise<string> {
    return this.#control.command('hangup');
  }

  /** The frequency of the last 300 ms it has recorded, undefined for silence. */
  heardHz(): number | undefined {
    const recordings = readdirSync(this.#folder).filter((name) => name.endsWith('-dec.wav'));
    const newest = recordings.toSorted().at(-1);
    if (newest === undefined) return undefined;
    // The header's length is written at the end of the call only: the samples are what follows it.
    const file = readFileSync(join(this.#folder, newest));
    if (file.length < 44 + 4800) return undefined;
    const { samples } = readWav(withLength(file));
    return dominantFrequencyHz(samples.subarray(-2400));
  }

  /** What it printed last, for a failed test. */
  get output(): string {
    return this.#output;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#control.close();
    if (this.#process.exitCode === null && this.#process.signalCode === null) {
      const gone = once(this.#process, 'exit');
      this.#process.kill('SIGINT');
      const hard = clock.setTimer(3000, () => this.#process.kill('SIGKILL'));
      await gone;
      hard.cancel();
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #registered(): Promise<void> {
    await eventually(
      clock,
      'baresip is registered',
      () => / OK/.test(this.#output) || this.count('REGISTER_OK') > 0,
      START_MS,
    );
  }

  #reaches(type: string, nth: number, deadlineMs: number): Promise<true> {
    return eventually(clock, `baresip: ${type} ${nth} times`, () => this.count(type) >= nth, deadlineMs);
  }
}

/** baresip gave up before it took commands; its exit code is an errno. */
class EndedEarly extends Error {
  readonly exitCode: number;

  constructor(exitCode: number) {
    super(`baresip ended with ${exitCode}`);
    this.exitCode = exitCode;
  }
}

/** baresip's ctrl_tcp: JSON in netstrings. */
class Control extends EventEmitter<{ event: [BaresipEvent] }> {
  readonly #socket: Socket;
  #buffer = Buffer.alloc(0);
  #waiting: ((answer: string) => void)[] = [];

  private constructor(socket: Socket) {
    super();
    this.#socket = socket;
    socket.on('data', (chunk: Buffer) => this.#take(chunk));
    socket.on('error', () => socket.destroy());
  }

  static async connect(port: number, process: ChildProcess): Promise<Control> {
    for (const deadline = AbortSignal.timeout(START_MS); !deadline.aborted; await clock.sleep(50)) {
      if (process.exitCode !== null) throw new EndedEarly(process.exitCode);
      const socket = connect(port, LOOPBACK);
      const connected = await new Promise<boolean>((resolve) => {
        socket.once('connect', () => resolve(true));
        socket.once('error', () => resolve(false));
      });
      if (connected) return new Control(socket);
    }
    throw new Error('baresip does not take commands');
  }

  command(command: string, params = ''): Promise<string> {
    const text = JSON.stringify({ command, params, token: '' });
    this.#socket.write(`${Buffer.byteLength(text)}:${text},`);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  close(): void {
    this.#socket.destroy();
  }

  #take(chunk: Buffer): void {
    this.#buffer = Buffer.concat([this.#buffer, chunk]);
    for (;;) {
      const colon = this.#buffer.indexOf(':');
      if (colon < 0) return;
      const end = colon + 1 + Number(this.#buffer.subarray(0, colon).toString());
      if (this.#buffer.length <= end) return;
      const message = JSON.parse(this.#buffer.subarray(colon + 1, end).toString()) as {
        event?: boolean;
        response?: boolean;
        data?: string;
      } & BaresipEvent; // as ctrl_tcp writes it
      this.#buffer = this.#buffer.subarray(end + 1);
      if (message.event === true) this.emit('event', message);
      else if (message.response === true) this.#waiting.shift()?.(message.data ?? '');
    }
  }
}

function configText(folder: string, controlPort: number, { port = 0, caFile }: BaresipOptions): string {
  return [
    ...(caFile === undefined ? [] : [`sip_cafile ${caFile}`]),
    'poll_method epoll',
    `sip_listen ${LOOPBACK}:${port}`,
    `net_interface ${LOOPBACK}`,
    `audio_path ${folder}`,
    `audio_source aufile,${folder}/voice.wav`,
    'audio_srate 8000-8000',
    'audio_channels 1-1',
    'audio_buffer 20-160',
    'rtp_timeout 0',
    `snd_path ${folder}`,
    'module_path /usr/lib/baresip/modules',
    'module g711.so',
    'module aufile.so',
    'module sndfile.so',
    'module_app account.so',
    'module_app contact.so',
    'module_app menu.so',
    'module_app ctrl_tcp.so',
    `ctrl_tcp_listen ${LOOPBACK}:${controlPort}`,
    '',
  ].join('\n');
}

function accountText({
  user,
  password,
  registrar,
  protocol = 'udp',
  liftsByItself = false,
}: BaresipOptions): string {
  const settings = [
    `transport=${protocol}`,
    `auth_user=${user}`,
    `auth_pass=${password}`,
    `answermode=${liftsByItself ? 'auto' : 'manual'}`,
    'regint=60',
    'audio_codecs=pcmu/8000/1,pcma/8000/1',
  ];
  return `<sip:${user}@${registrar.host}:${registrar.port};${settings[0]}>;${settings.slice(1).join(';')}\n`;
}

function withLength(file: Buffer): Uint8Array {
  const copy = Uint8Array.from(file);
  new DataView(copy.buffer).setUint32(40, copy.length - 44, true);
  return copy;
}

/** Longer than any call of these tests. */
function toneFile(toneHz: number): Uint8Array {
  const samples = toneSamples({ frequenciesHz: [toneHz] }, 0, VOICE_S * SAMPLE_RATE_HZ);
  return writeWav({ encoding: 'PCM16', sampleRateHz: SAMPLE_RATE_HZ, samples });
}
