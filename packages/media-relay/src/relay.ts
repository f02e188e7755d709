import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { AppError, type Clock, type Log, type Random, type Timer } from '@firstring/kernel';
import { bencodeText, type BencodeDictionary } from './bencode.ts';
import { CookieJar } from './cookie-jar.ts';
import { SampleLoader } from './load-samples.ts';
import { MediaCall } from './media-call.ts';
import { createNgCommands } from './ng-commands.ts';
import { formatNgMessage, parseNgMessage, type NgMessage } from './ng-message.ts';
import { keyLogLine, type KeyPress } from './key-log.ts';
import { createPacer, type Pacer } from './pacer.ts';
import { PortPool } from './port-pool.ts';

export interface MediaRelayLimits {
  /** Calls at one time; each takes two port pairs. */
  callsMax: number;
  /** A call in which nothing was heard for so long is ended; services end theirs long before, by `query`. */
  idleMsMax: number;
  /** How long a port rests between two calls. */
  portRestMs: number;
  /** Octets below the folder for recordings, beyond which none begins; those that run go on to their calls' end. */
  recordingBytesMax: number;
}

export interface MediaRelayOptions {
  clock: Clock;
  random: Random;
  log: Log;
  /** Where the control protocol listens; port 0 lets the system choose. Never reachable by anyone but the services. */
  listenNg: { host: string; port: number };
  /** Address of the media ports, as descriptions name it. */
  interface: string;
  portMin: number;
  portMax: number;
  /** Where recordings lie, an absolute path; left out: recording is refused. */
  recordingFolder?: string;
  /** Where each key press is told to, one JSON datagram each, as rtpengine's `--dtmf-log-dest` does. */
  keyLog?: { host: string; port: number };
  limits?: Partial<MediaRelayLimits>;
}

export interface MediaRelayStats {
  calls: number;
  portsLeased: number;
  playersActive: number;
  requests: number;
  /** Requests that came again and got the stored answer. */
  repeatedRequests: number;
  packetsRelayed: number;
  packetsRefused: number;
}

export interface MediaRelay {
  readonly ngPort: number;
  stats(): MediaRelayStats;
  close(): Promise<void>;
}

const LIMITS: MediaRelayLimits = {
  callsMax: 500,
  idleMsMax: 3_600_000,
  portRestMs: 2000,
  recordingBytesMax: 50e9,
};
const SWEEP_EVERY_MS = 10_000;

/**
 * An RTP relay that speaks rtpengine's `ng` control protocol: ping, list, offer, answer, delete, query, play and stop
 * media, block and unblock media and DTMF, silence and unsilence media, play DTMF, start and stop recording. It relays the first audio line of a description
 * between UDP ports, and refuses the other lines.
 */
export async function startMediaRelay(options: MediaRelayOptions): Promise<MediaRelay> {
  const relay = new Relay(options);
  await relay.listen();
  return relay;
}

class Relay implements MediaRelay {
  readonly #options: MediaRelayOptions;
  readonly #limits: MediaRelayLimits;
  readonly #socket: Socket = createSocket('udp4');
  readonly #calls = new Map<string, MediaCall>();
  readonly #cookies: CookieJar;
  readonly #pool: PortPool;
  readonly #pacer: Pacer;
  readonly #commands: (body: BencodeDictionary) => Promise<BencodeDictionary>;
  #sweeper: Timer | undefined;
  #isClosed = false;
  #requests = 0;
  #ended = { relayed: 0, refused: 0 };

  constructor(options: MediaRelayOptions) {
    this.#options = options;
    this.#limits = { ...LIMITS, ...options.limits };
    const { clock, random, log, portMin, portMax } = options;
    this.#cookies = new CookieJar(clock);
    this.#pacer = createPacer(clock);
    this.#pool = new PortPool({ portMin, portMax, restMs: this.#limits.portRestMs }, random.fork('ports'));
    this.#commands = createNgCommands({
      log,
      sounds: new SampleLoader(),
      recordingFolder: options.recordingFolder,
      recordingBytesMax: this.#limits.recordingBytesMax,
      callIds: () => this.#calls.keys(),
      find: (callId) => this.#calls.get(callId),
      findOrCreate: (callId) => this.#findOrCreate(callId),
      end: (callId) => this.#end(callId),
    });
  }

  async listen(): Promise<void> {
    const { host, port } = this.#options.listenNg;
    this.#socket.bind(port, host);
    await once(this.#socket, 'listening');
    this.#socket.on('error', (error) => this.#options.log.error({ err: error }, 'the control socket failed'));
    this.#socket.on('message', (datagram, from) => {
      const message = parseNgMessage(datagram);
      if (message === undefined) this.#options.log.debug({ bytes: datagram.length }, 'not a control message');
      else this.#request(message, (answer) => this.#socket.send(answer, from.port, from.address));
    });
    this.#scheduleSweep();
  }

  get ngPort(): number {
    return this.#socket.address().port;
  }

  stats(): MediaRelayStats {
    const packets = { ...this.#ended };
    let playersActive = 0;
    for (const call of this.#calls.values()) {
      packets.relayed += call.packets.relayed;
      packets.refused += call.packets.refused;
      playersActive += call.playersActive;
    }
    return {
      calls: this.#calls.size,
      portsLeased: this.#pool.leased,
      playersActive,
      requests: this.#requests,
      repeatedRequests: this.#cookies.repeated,
      packetsRelayed: packets.relayed,
      packetsRefused: packets.refused,
    };
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#sweeper?.cancel();
    const closed = once(this.#socket, 'close');
    this.#socket.close();
    await closed;
    await Promise.all([...this.#calls.keys()].map((callId) => this.#end(callId)));
  }

  /** A repeated cookie gets the stored answer, or waits for the first one's: nothing is carried out twice. */
  #request(message: NgMessage, reply: (answer: Uint8Array) => void): void {
    this.#requests += 1;
    const { clock, log } = this.#options;
    const startedMs = clock.monotonicMs();
    const answer = this.#cookies.once(message.cookie, async () => {
      const body = await this.#commands(message.body);
      return formatNgMessage({ cookie: message.cookie, body });
    });
    answer
      .then((datagram) => {
        reply(datagram);
        const tookMs = clock.monotonicMs() - startedMs;
        log.debug({ command: bencodeText(message.body['command']), tookMs }, 'control request answered');
      })
      .catch((error: unknown) => log.error({ err: error }, 'a control request could not be answered'));
  }

  #findOrCreate(callId: string): MediaCall {
    const known = this.#calls.get(callId);
    if (known !== undefined) return known;
    if (this.#calls.size >= this.#limits.callsMax) {
      throw new AppError({
        reason: 'MEDIA_UNAVAILABLE',
        code: 'resource_exhausted',
        message: 'Parallel session limit reached',
      });
    }
    const { clock, random, log } = this.#options;
    const call = new MediaCall(
      {
        clock,
        random,
        log,
        pool: this.#pool,
        pacer: this.#pacer,
        address: this.#options.interface,
        onKey: (id, tag, press) => this.#tellKey(id, tag, press),
      },
      callId,
    );
    this.#calls.set(callId, call);
    return call;
  }

  async #end(callId: string): Promise<void> {
    const call = this.#calls.get(callId);
    if (call === undefined) return;
    this.#calls.delete(callId);
    this.#ended.relayed += call.packets.relayed;
    this.#ended.refused += call.packets.refused;
    await call.close();
  }

  /** Lost datagrams are lost: `query` has the keys too. */
  #tellKey(callId: string, tag: string, press: KeyPress): void {
    const { keyLog } = this.#options;
    if (keyLog === undefined || this.#isClosed) return;
    this.#socket.send(keyLogLine(callId, tag, press), keyLog.port, keyLog.host, () => {});
  }

  #scheduleSweep(): void {
    this.#sweeper = this.#options.clock.setTimer(SWEEP_EVERY_MS, () => {
      const { clock, log } = this.#options;
      for (const [callId, call] of this.#calls) {
        if (clock.now() - call.lastActiveAt < this.#limits.idleMsMax) continue;
        log.warn({ callId }, 'a call without media was ended');
        this.#end(callId).catch((error: unknown) => log.error({ err: error }, 'a call could not be ended'));
      }
      this.#scheduleSweep();
    });
  }
}
