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

export type Scenario =
  | 'lead-answers'
  | 'lead-as-the-number-says'
  | 'lead-busy'
  | 'lead-does-not-answer'
  | 'lead-hangs-up'
  | 'lead-minds-the-recording';
export type CallerScenario =
  | 'caller-cancels-too-late'
  | 'caller-gives-up'
  | 'caller-gives-up-as-agent-lifts'
  | 'caller-gives-up-at-once'
  | 'caller-is-refused'
  | 'caller-talks'
  | 'caller-talks-and-hangs-up';

/** Who calls which number of ours. */
export interface CallIn {
  readonly from: string;
  readonly to: string;
  /** How long the scenario waits, where it does: 1 s. */
  readonly afterMs?: number;
  /** Its Call-ID, where that matters. */
  readonly callId?: string;
}

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
    return Sipp.#launch({ scenario, toneHz, keys: {}, options: [`${LOOPBACK}:9`] });
  }

  /** Calls in once, from its own address; the trunk's is another port of it. */
  static call(
    scenario: CallerScenario,
    toneHz: number,
    dial: CallIn & { readonly target: { readonly host: string; readonly port: number } },
  ): Promise<Sipp> {
    const { from, to, target, afterMs = 1000, callId } = dial;
    const name = callId === undefined ? [] : ['-cid_str', callId];
    const options = ['-m', '1', '-s', to, ...name, `${target.host}:${target.port}`];
    return Sipp.#launch({
      scenario,
      toneHz,
      keys: { CALLER_NUMBER: from, AFTER_MS: `${afterMs}` },
      options,
    });
  }

  static async #launch(order: {
    readonly scenario: string;
    readonly toneHz: number;
    /** Put in where the scenario holds the name. */
    readonly keys: Readonly<Record<string, string>>;
    readonly options: readonly string[];
  }): Promise<Sipp> {
    const folder = mkdtempSync(join(tmpdir(), 'firstring-sipp-'));
    const [port, mediaPort] = [await freeUdpPort(), await freeUdpPort()];
    const keys = { ...order.keys, VOICE_FILE: join(folder, 'voice.ulaw') };
    writeFileSync(join(folder, 'scenario.xml'), scenarioText(order.scenario, keys));
    writeFileSync(join(folder, 'voice.ulaw'), toneFile(order.toneHz));
    const tap = await WireTap.open(mediaPort, mediaPort + MEDIA_PORTS);
    const own = ['-i', LOOPBACK, '-p', `${port}`, '-mi', LOOPBACK, '-mp', `${mediaPort}`];
    const traces = ['-trace_msg', '-message_file', 'messages.log', '-trace_err', '-error_file', 'errors.log'];
    const control = ['-nostdin', '-aa', '-ci', LOOPBACK, '-cp', `${await freeUdpPort()}`];
    const process = spawn('sipp', ['-sf', 'scenario.xml', ...own, ...traces, ...control, ...order.options], {
      cwd: folder,
      stdio: 'ignore',
    });
    await using opened = new AsyncDisposableStack();
    const sipp = opened.use(new Sipp(`${LOOPBACK}:${port}`, folder, process, tap));
    await clock.sleep(300);
    const { exitCode } = process;
    if (exitCode !== null && exitCode !== 0) throw new Error(`SIPp ended with ${exitCode}: ${sipp.errors}`);
    opened.move();
    return sipp;
  }

  /** Resolves with its exit code: 0 where every message was the scenario's. */
  async ended(deadlineMs = 20_000): Promise<number | null> {
    const child = this.#process;
    await eventually(
      clock,
      'SIPp ends',
      () => (child.exitCode ?? child.signalCode) !== null,
      deadlineMs,
    ).catch((error: unknown) => {
      throw new Error(`SIPp goes on after ${this.ladder().join(', ')}`, { cause: error });
    });
    if (child.signalCode !== null) throw new Error(`SIPp was ended by ${child.signalCode}`);
    return child.exitCode;
  }

  /** What came and went, oldest first: `> INVITE`, `< 180`; repetitions, and the 100 of the next hop, left out. Of one number's calls, where it is given. */
  ladder(about = ''): string[] {
    const titles = this.#log()
      .filter(({ text }) => text.includes(about))
      .map(({ direction, text }) => {
        const [, status] = /^SIP\/2\.0 (\d{3})/.exec(text) ?? [];
        return `${direction === 'sent' ? '>' : '<'} ${status ?? text.slice(0, text.indexOf(' '))}`;
      })
      .filter((title) => title !== '< 100');
    return titles.filter((title, index) => title !== titles[index - 1]);
  }

  /** Resolves once this message is in its ladder: `< 180`. */
  async reaches(title: string, about = ''): Promise<void> {
    await eventually(clock, `SIPp: ${title} ${about}`, () => this.ladder(about).includes(title));
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

  /** What the lead of the last answered call hears; of one number's, where it is given. */
  heardHz(about = ''): number | undefined {
    const port = this.#messages('sent')
      .filter((text) => text.includes(about))
      .map((text) => /^m=audio (\d+) /m.exec(text)?.[1])
      .findLast((found) => found !== undefined);
    return port === undefined ? undefined : this.#tap.heardHz(Number(port));
  }

  get errors(): string {
    return readOr(join(this.#folder, 'errors.log'), '');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#process.exitCode === null && this.#process.signalCode === null) {
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

/** A scenario with its parts, `<?part name?>`, and its keys put in. */
function scenarioText(scenario: string, keys: Readonly<Record<string, string>>): string {
  const read = (name: string): string => readFileSync(join(SCENARIOS, `${name}.xml`), 'utf8');
  const whole = read(scenario).replaceAll(/<\?part (\S+)\?>\n/g, (_, name: string) => read(`parts/${name}`));
  return Object.entries(keys).reduce((text, [key, value]) => text.replaceAll(key, value), whole);
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
