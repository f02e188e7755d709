import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { accepts, freePort } from './loopback-port.ts';
import { mavenJars } from './maven-jars.ts';

const DEFINITION = new URL('../../servers/mongodb/', import.meta.url);
const START_MS_MAX = 60_000;
const JVM = ['-Xms64m', '-Xmx768m', '-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC'];

/**
 * The MongoDB stand-in as a process of its own, on loopback: compare-and-set, unique indexes and queries as of MongoDB, everything in
 * memory. No sessions, no transactions, no users, no replicas, and no `explain`.
 */
export class MongodbProcess implements AsyncDisposable {
  readonly url: string;
  readonly port: number;
  readonly #host: string;
  readonly #folder: string;
  readonly #jars: string;
  #child: ChildProcess;

  private constructor(place: { folder: string; jars: string; host: string; port: number }) {
    this.port = place.port;
    this.#host = place.host;
    this.url = `mongodb://${place.host}:${place.port}`;
    this.#folder = place.folder;
    this.#jars = place.jars;
    this.#child = this.#spawn();
  }

  /** On loopback, unless its clients are elsewhere. */
  static async start(host = '127.0.0.1'): Promise<MongodbProcess> {
    const jars = await mavenJars('mongodb', DEFINITION);
    const folder = await mkdtemp(join(tmpdir(), 'firstring-mongodb-'));
    const mongodb = new MongodbProcess({ folder, jars, host, port: await freePort() });
    await mongodb.#ready();
    return mongodb;
  }

  /** SIGKILL: a crash, and with it all data. SIGSTOP and SIGCONT: a machine that hangs. */
  async signal(signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): Promise<void> {
    const ended = once(this.#child, 'exit');
    this.#child.kill(signal);
    if (signal === 'SIGKILL') await ended;
  }

  /** Up again on the same port, empty. */
  async restart(): Promise<void> {
    this.#child = this.#spawn();
    await this.#ready();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) await this.signal('SIGKILL');
    await rm(this.#folder, { recursive: true, maxRetries: 3 });
  }

  #spawn(): ChildProcess {
    const log = openSync(join(this.#folder, 'log'), 'a');
    const program = fileURLToPath(new URL('MongodbStandIn.java', DEFINITION));
    return spawn('java', [...JVM, '-cp', `${this.#jars}/*`, program, this.#host, String(this.port)], {
      stdio: ['ignore', log, log],
    });
  }

  async #ready(): Promise<void> {
    for (let waitedMs = 0; waitedMs < START_MS_MAX; waitedMs += 50) {
      if (this.#child.exitCode !== null) break;
      if (await accepts(this.#host, this.port)) return;
      await pause(50);
    }
    const said = await readFile(join(this.#folder, 'log'), 'utf8');
    throw new Error(`the MongoDB stand-in did not start:\n${said.slice(-2000)}`);
  }
}
