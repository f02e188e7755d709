import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { KAFKA_SETTINGS } from './kafka-settings.ts';
import { accepts, freePort } from './loopback-port.ts';
import { mavenJars } from './maven-jars.ts';

const run = promisify(execFile);

const DEFINITION = new URL('../../servers/kafka/', import.meta.url);
const START_MS_MAX = 60_000;
/** Small and quick to start: a broker of a test lives for seconds. */
const JVM = ['-Xms64m', '-Xmx384m', '-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC'];
/** The user of the listener that asks for a password. */
export const KAFKA_LOGIN = { username: 'firstring', password: 'correct horse' };

/** A real broker of one node as a process of its own, on loopback, with its data in a folder that goes when it is disposed. */
export class KafkaProcess implements AsyncDisposable {
  readonly brokers: readonly string[];
  /** The same broker behind a listener that wants SASL, without TLS. */
  readonly guardedBrokers: readonly string[];
  readonly #folder: string;
  readonly #jars: string;
  #child: ChildProcess;

  private constructor(place: { folder: string; jars: string; host: string; ports: Ports }) {
    this.brokers = [`${place.host}:${place.ports.open}`];
    this.guardedBrokers = [`${place.host}:${place.ports.guarded}`];
    this.#folder = place.folder;
    this.#jars = place.jars;
    this.#child = this.#spawn();
  }

  /** On loopback, unless its clients are elsewhere. */
  static async start(host = '127.0.0.1'): Promise<KafkaProcess> {
    const jars = await mavenJars('kafka', DEFINITION);
    const folder = await mkdtemp(join(tmpdir(), 'firstring-kafka-'));
    const [open, guarded, controller] = await Promise.all([freePort(), freePort(), freePort()]);
    const ports = { open, guarded, controller };
    await writeFile(join(folder, 'server.properties'), properties({ folder, host, ports }));
    const tool = [
      'kafka.tools.StorageTool',
      'format',
      '-t',
      CLUSTER_ID,
      '-c',
      join(folder, 'server.properties'),
    ];
    await run('java', [...JVM, '-cp', `${jars}/*`, ...tool], { timeout: START_MS_MAX });
    const kafka = new KafkaProcess({ folder, jars, host, ports });
    await kafka.#ready();
    return kafka;
  }

  /** SIGKILL: a crash. SIGSTOP and SIGCONT: a machine that hangs. */
  async signal(signal: 'SIGKILL' | 'SIGTERM' | 'SIGSTOP' | 'SIGCONT'): Promise<void> {
    const ended = once(this.#child, 'exit');
    this.#child.kill(signal);
    if (signal === 'SIGKILL' || signal === 'SIGTERM') await ended;
  }

  /** Up again on the same ports, with the same data unless it is to be lost. */
  async restart(options: { loseData?: boolean } = {}): Promise<void> {
    if (options.loseData === true) {
      await rm(join(this.#folder, 'data'), { recursive: true });
      const file = join(this.#folder, 'server.properties');
      const tool = ['kafka.tools.StorageTool', 'format', '-t', CLUSTER_ID, '-c', file];
      await run('java', [...JVM, '-cp', `${this.#jars}/*`, ...tool], { timeout: START_MS_MAX });
    }
    this.#child = this.#spawn();
    await this.#ready();
  }

  /** Turns over one bit of what the log of a partition has on disk, where this text stands: as a disk does that forgets. */
  async flipBit({
    topic,
    partition,
    text,
  }: {
    topic: string;
    partition: number;
    text: string;
  }): Promise<void> {
    const segment = join(this.#folder, 'data', `${topic}-${partition}`, '00000000000000000000.log');
    await using file = await open(segment, 'r+');
    const at = (await file.readFile()).indexOf(text);
    if (at < 0) throw new Error(`${text} is not in ${segment}`);
    await file.write(Buffer.of(text.charCodeAt(0) ^ 1), 0, 1, at);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) await this.signal('SIGKILL');
    await rm(this.#folder, { recursive: true, maxRetries: 3 });
  }

  #spawn(): ChildProcess {
    const log = openSync(join(this.#folder, 'log'), 'a');
    const file = join(this.#folder, 'server.properties');
    const child = spawn('java', [...JVM, '-cp', `${this.#jars}/*`, 'kafka.Kafka', file], {
      stdio: ['ignore', log, log],
    });
    const end = (): void => void child.kill('SIGKILL');
    process.once('exit', end);
    child.once('exit', () => process.off('exit', end));
    return child;
  }

  async #ready(): Promise<void> {
    const [host, port] = (this.brokers[0] ?? '').split(':');
    for (let waitedMs = 0; waitedMs < START_MS_MAX; waitedMs += 50) {
      if (this.#child.exitCode !== null) break;
      if (await accepts(host ?? '', Number(port))) return;
      await pause(50);
    }
    const said = await readFile(join(this.#folder, 'log'), 'utf8');
    throw new Error(`the Kafka broker did not start:\n${said.slice(-2000)}`);
  }
}

interface Ports {
  readonly open: number;
  readonly guarded: number;
  readonly controller: number;
}

const CLUSTER_ID = 'Zmlyc3RyaW5nLXRlc3RzMQ';

function properties({ folder, host, ports }: { folder: string; host: string; ports: Ports }): string {
  const { open, guarded, controller } = ports;
  const login = `username="${KAFKA_LOGIN.username}" password="${KAFKA_LOGIN.password}"`;
  const user = `user_${KAFKA_LOGIN.username}="${KAFKA_LOGIN.password}"`;
  return [
    ...Object.entries(KAFKA_SETTINGS).map(([name, value]) => `${name}=${value}`),
    `controller.quorum.voters=1@127.0.0.1:${controller}`,
    `listeners=OPEN://${host}:${open},GUARDED://${host}:${guarded},CONTROLLER://127.0.0.1:${controller}`,
    'listener.security.protocol.map=OPEN:PLAINTEXT,GUARDED:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT',
    'inter.broker.listener.name=OPEN',
    'listener.name.guarded.sasl.enabled.mechanisms=PLAIN',
    `listener.name.guarded.plain.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required ${login} ${user};`,
    `log.dirs=${join(folder, 'data')}`,
    '',
  ].join('\n');
}
