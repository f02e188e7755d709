import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock as clock } from '@firstring/kernel/system';
import { eventually } from '@firstring/testkit';
import { hasSocket } from './_sockets.ts';

const START_MS = 10_000;

export interface KamailioOptions {
  /** The routing of a scenario; `[name]` stands for the words below, `[port]` for its own port. */
  readonly config: URL;
  readonly port: number;
  readonly words: Readonly<Record<string, string | number>>;
}

/** Kamailio as a proxy of somebody else's, at one UDP port. */
export class Kamailio implements AsyncDisposable {
  readonly #folder: string;
  readonly #process: ChildProcess;
  #output = '';

  private constructor(folder: string, process: ChildProcess) {
    this.#folder = folder;
    this.#process = process;
    const keep = (chunk: Buffer): void => {
      this.#output = (this.#output + chunk.toString()).slice(-20_000);
    };
    process.stdout?.on('data', keep);
    process.stderr?.on('data', keep);
  }

  static async start({ config, port, words }: KamailioOptions): Promise<Kamailio> {
    const folder = mkdtempSync(join(tmpdir(), 'firstring-kamailio-'));
    const file = join(folder, 'kamailio.cfg');
    const put = (text: string, [name, value]: [string, string | number]): string =>
      text.replaceAll(`[${name}]`, String(value));
    writeFileSync(file, Object.entries({ ...words, port }).reduce(put, HEAD + readFileSync(config, 'utf8')));
    // In the foreground: its children go with it.
    const options = ['-f', file, '-DD', '-E', '-m', '32', '-M', '4', '-Y', folder];
    const kamailio = new Kamailio(folder, spawn('kamailio', options, { stdio: ['ignore', 'pipe', 'pipe'] }));
    try {
      await eventually(clock, 'Kamailio listens', () => hasSocket(port), START_MS);
    } catch (error) {
      await kamailio[Symbol.asyncDispose]();
      throw new Error(`Kamailio did not start: ${kamailio.#output}`, { cause: error });
    }
    return kamailio;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#process.exitCode === null && this.#process.signalCode === null) {
      const gone = once(this.#process, 'exit');
      this.#process.kill('SIGTERM');
      const hard = clock.setTimer(5000, () => this.#process.kill('SIGKILL'));
      await gone;
      hard.cancel();
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

const HEAD = `#!KAMAILIO
debug=1
log_stderror=yes
children=1
disable_tcp=yes
auto_aliases=no
listen=udp:127.0.0.1:[port]
mpath="/usr/lib/x86_64-linux-gnu/kamailio/modules/"
loadmodule "sl.so"
loadmodule "tm.so"
loadmodule "rr.so"
loadmodule "pv.so"
loadmodule "maxfwd.so"
loadmodule "siputils.so"
loadmodule "textops.so"
loadmodule "path.so"
`;
