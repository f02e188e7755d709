import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock as clock } from '@firstring/kernel/system';
import { eventually } from '@firstring/testkit';
import { freeUdpPort } from './free-port.ts';

const LOOPBACK = '127.0.0.1';
const START_MS = 10_000;

export interface LinphoneOptions {
  readonly user: string;
  readonly password: string;
  readonly registrar: { readonly host: string; readonly port: number };
  /** Its own SIP port; else one that was free a moment ago. */
  readonly port?: number;
}

/** linphone's daemon as a softphone without a sound card: registers with digest over UDP, calls, answers when told. */
export class Linphone implements AsyncDisposable {
  readonly #folder: string;
  readonly #process: ChildProcessWithoutNullStreams;
  #output = '';

  private constructor(folder: string, process: ChildProcessWithoutNullStreams) {
    this.#folder = folder;
    this.#process = process;
    const keep = (chunk: Buffer): void => {
      this.#output += chunk.toString();
    };
    process.stdout.on('data', keep);
    process.stderr.on('data', keep);
  }

  /** Resolves once it is registered. */
  static async start(options: LinphoneOptions): Promise<Linphone> {
    const folder = mkdtempSync(join(tmpdir(), 'firstring-linphone-'));
    // Without a place for its database it starts, but opens no port.
    mkdirSync(join(folder, '.local/share/linphone'), { recursive: true });
    const ports = { sip: options.port ?? (await freeUdpPort()), rtp: await freeUdpPort() };
    writeFileSync(join(folder, 'linphonerc'), configText(options, ports));
    const daemon = spawn('linphone-daemon', ['--config', 'linphonerc', '--disable-stats-events'], {
      cwd: folder,
      env: { PATH: '/usr/bin:/bin', HOME: folder },
    });
    const phone = new Linphone(folder, daemon);
    try {
      await phone.#register(options);
      return phone;
    } catch (error) {
      await phone[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Resolves when a call of it has been in this state `nth` times: IncomingReceived, StreamsRunning, End, Error. */
  reaches(state: string, nth = 1, deadlineMs = 10_000): Promise<true> {
    const seen = (): boolean => this.#output.split(`Event: LinphoneCall${state}\n`).length > nth;
    return eventually(clock, `linphone: ${state} ${nth} times`, seen, deadlineMs);
  }

  call(uri: string): void {
    this.#say(`call ${uri}`);
  }

  /** Calls are numbered from 1 over its whole life. */
  answer(call = 1): void {
    this.#say(`answer ${call}`);
  }

  hangUp(call = 1): void {
    this.#say(`terminate ${call}`);
  }

  /** What it printed, for a failed test. */
  get output(): string {
    return this.#output;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#process.exitCode === null && this.#process.signalCode === null) {
      const gone = once(this.#process, 'exit');
      this.#process.kill('SIGKILL');
      await gone;
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #register({ user, password, registrar }: LinphoneOptions): Promise<void> {
    await eventually(
      clock,
      'linphone takes commands',
      () => this.#output.includes('daemon-linphone>'),
      START_MS,
    );
    const at = `${registrar.host}:${registrar.port}`;
    this.#say(`register sip:${user}@${at} sip:${at} ${password}`);
    for (const deadline = AbortSignal.timeout(START_MS); !deadline.aborted; await clock.sleep(100)) {
      if (this.#output.includes('LinphoneRegistrationOk')) return;
      this.#say('register-status 1');
    }
    throw new Error(`linphone is not registered: ${this.#output}`);
  }

  #say(command: string): void {
    this.#process.stdin.write(`${command}\n`);
  }
}

function configText({ user }: LinphoneOptions, ports: { sip: number; rtp: number }): string {
  return `
[sip]
sip_port=${ports.sip}
sip_tcp_port=0
sip_tls_port=0
bind_address=${LOOPBACK}
use_ipv6=0
ipv6_migration_done=1
guess_hostname=0
contact=sip:${user}@${LOOPBACK}
media_encryption=none
[rtp]
audio_rtp_port=${ports.rtp}
bind_address=${LOOPBACK}
[net]
mtu=1300
[video]
enabled=0
capture=0
display=0
automatically_initiate=0
automatically_accept=0
`;
}
