import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { systemClock as clock } from '@firstring/kernel/system';
import { encodeG711 } from '@firstring/rtp';
import { SAMPLE_RATE_HZ, toneSamples } from '@firstring/rtp/audio';
import { eventually } from '@firstring/testkit';
import { freeUdpPort } from '../stack/free-port.ts';
import { WireTap } from './_wire-tap.ts';

const LOOPBACK = '127.0.0.1';
const SCENARIOS = fileURLToPath(new URL('scenarios/', import.meta.url));
const VOICE_S = 30;
/** SIPp takes the ports after its first one for further calls. */
const MEDIA_PORTS = 100;

export type Scenario = 'lead-answers' | 'lead-hangs-up' | 'lead-busy' | 'lead-does-not-answer';
export type CallerScenario = 'caller-talks' | 'caller-gives-up';

/** SIPp as the carrier and the lead behind it: one scenario for every call, a sine as the lead's voice, a tap on what arrives. */
export class Sipp implements AsyncDisposable {
  /** host:port of the carrier. */
  readonly target: string;
  readonly #folder: string;
  readonly #process: ChildProcess;
  readonly #tap: WireTap;

  private constructor(target: string, folder: string, process: ChildProcess, tap: WireTap) {
    this.target = target;
    this.#folder = folder;
    this.#process = process;
    this.#tap = tap;
  }

  /** Answers whatever comes. */
  static start(scenario: Scenario, toneHz: number): Promise<Sipp> {
    // The last argument is where a caller would call; a carrier that only answers needs one all the same.
    return Sipp.#launch({ scenario, toneHz, caller: '', options: [`${LOOPBACK}:9`] });
  }

  /** Calls in once, from its own address; the trunk's is another port of it. */
  static call(
    scenario: CallerScenario,
    toneHz: number,
    dial: { readonly from: string; readonly to: string; readonly target: { host: string; port: number } },
  ): Promise<Sipp> {
    const { from, to, target } = dial;
    const options = ['-m', '1', '-s', to, `${target.host}:${target.port}`];
    return Sipp.#launch({ scenario, toneHz, caller: from, options });
  }

  static async #launch(order: {
    readonly scenario: string;
    readonly toneHz: number;
    readonly caller: string;
    readonly options: readonly string[];
  }): Promise<Sipp> {
    const folder = mkdtempSync(join(tmpdir(), 'firstring-sipp-'));
    const [port, mediaPort] = [await freeUdpPort(), await freeUdpPort()];
    const script = readFileSync(join(SCENARIOS, `${order.scenario}.xml`), 'utf8')
      .replaceAll('VOICE_FILE', join(folder, 'voice.ulaw'))
      .replaceAll('CALLER_NUMBER', order.caller);
    writeFileSync(join(folder, 'scenario.xml'), script);
    writeFileSync(join(folder, 'voice.ulaw'), toneFile(order.toneHz));
    const tap = await WireTap.open(mediaPort, mediaPort + MEDIA_PORTS);
    const own = ['-i', LOOPBACK, '-p', `${port}`, '-mi', LOOPBACK, '-mp', `${mediaPort}`];
    const traces = ['-trace_msg', '-message_file', 'messages.log', '-trace_err', '-error_file', 'errors.log'];
    const control = ['-nostdin', '-aa', '-ci', LOOPBACK, '-cp', `${await freeUdpPort()}`];
    const process = spawn('sipp', ['-sf', 'scenario.xml', ...own, ...traces, ...control, ...order.options], {
      cwd: folder,
      stdio: 'ignore',
    });
    const sipp = new Sipp(`${LOOPBACK}:${port}`, folder, process, tap);
    await clock.sleep(300);
    const { exitCode } = process;
    if (exitCode !== null) throw new Error(`SIPp ended with ${exitCode}: ${sipp.errors}`);
    return sipp;
  }

  /** Resolves with its exit code: 0 where every message was the scenario's. */
  async ended(): Promise<number | null> {
    if (this.#process.exitCode === null) await once(this.#process, 'exit');
    return this.#process.exitCode;
  }

  /** What came and went, oldest first: `> INVITE`, `< 180`; repetitions left out. */
  ladder(): string[] {
    const titles = this.#log().map(({ direction, text }) => {
      const [, status] = /^SIP\/2\.0 (\d{3})/.exec(text) ?? [];
      return `${direction === 'sent' ? '>' : '<'} ${status ?? text.slice(0, text.indexOf(' '))}`;
    });
    return titles.filter((title, index) => title !== titles[index - 1]);
  }

  /** Requests of a method that arrived, retransmissions not counted. */
  received(method: string): number {
    const requests = this.#messages('received').filter((text) => text.startsWith(`${method} `));
    return new Set(requests.map((text) => /^Call-ID:.*$/m.exec(text)?.[0])).size;
  }

  /** Resolves when `nth` requests of a method have arrived. */
  takes(method: string, nth = 1, deadlineMs = 10_000): Promise<true> {
    const what = `SIPp gets ${method} ${nth} times`;
    return eventually(clock, what, () => this.received(method) >= nth, deadlineMs);
  }

  /** A header of the first INVITE. */
  inviteHeader(name: string): string | undefined {
    const invite = this.#messages('received').find((text) => text.startsWith('INVITE '));
    return new RegExp(`^${name}:\\s*(.*?)\\s*$`, 'im').exec(invite ?? '')?.[1];
  }

  /** What the lead of the last answered call hears. */
  heardHz(): number | undefined {
    const port = this.#messages('sent')
      .map((text) => /^m=audio (\d+) /m.exec(text)?.[1])
      .findLast((found) => found !== undefined);
    return port === undefined ? undefined : this.#tap.heardHz(Number(port));
  }

  get errors(): string {
    return readOr(join(this.#folder, 'errors.log'), '');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#process.exitCode === null) {
      const gone = once(this.#process, 'exit');
      this.#process.kill('SIGINT');
      const hard = clock.setTimer(2000, () => this.#process.kill('SIGKILL'));
      await gone;
      hard.cancel();
    }
    await this.#tap[Symbol.asyncDispose]();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #messages(direction: 'received' | 'sent'): string[] {
    return this.#log().flatMap((each) => (each.direction === direction ? [each.text] : []));
  }

  #log(): { readonly direction: 'received' | 'sent'; readonly text: string }[] {
    const log = readOr(join(this.#folder, 'messages.log'), '');
    return log.split(/^-{20,}.*$/m).flatMap((block) => {
      const [, direction] = /^\s*\S+ message (received|sent)/.exec(block) ?? [];
      if (direction !== 'received' && direction !== 'sent') return [];
      return [{ direction, text: block.replace(/^[\s\S]*?:\s*\r?\n\r?\n/, '') }];
    });
  }
}

function toneFile(toneHz: number): Uint8Array {
  const samples = toneSamples({ frequenciesHz: [toneHz] }, 0, VOICE_S * SAMPLE_RATE_HZ);
  return encodeG711('PCMU', samples);
}

function readOr(path: string, otherwise: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // Not written yet.
    return otherwise;
  }
}
