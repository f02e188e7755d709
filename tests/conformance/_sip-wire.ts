import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { PacketCapture } from '../stack/packet-capture.ts';

const run = promisify(execFile);

/** tshark's `PI_ERROR`. */
const SEVERITY_ERROR = 0x00800000;
const FIELDS = [
  'frame.number',
  'udp.srcport',
  'udp.dstport',
  'tcp.srcport',
  'tcp.dstport',
  'sip.Method',
  'sip.Status-Code',
  'sip.CSeq',
  'sip.Call-ID',
  'sip.Via.branch',
  'sip.To',
  '_ws.expert.severity',
  '_ws.expert.message',
  '_ws.malformed',
] as const;
type Field = (typeof FIELDS)[number];
type Frame = Readonly<Record<Field, string>>;

/** One SIP message as it went over the wire. */
export interface WireMessage {
  readonly from: string;
  readonly to: string;
  /** `INVITE`, `180 INVITE`. */
  readonly label: string;
  readonly callId: string;
  /** The same message was sent before. */
  readonly repeated: boolean;
}

/** Who takes part, by name: the ports of each. A port that is not among them, as of a TCP connection, is called by its number, or `elsewhere`. */
export type Parties = Readonly<Record<string, readonly number[]>>;

/** Records what the parties of a scenario send each other; tshark reads it, so that no line of ours judges itself. */
export class SipWire implements AsyncDisposable {
  readonly #parties: Parties;
  readonly #elsewhere: string | undefined;
  readonly #capture: PacketCapture;

  private constructor(parties: Parties, capture: PacketCapture, elsewhere: string | undefined) {
    this.#parties = parties;
    this.#elsewhere = elsewhere;
    this.#capture = capture;
  }

  static async open(parties: Parties, elsewhere?: string): Promise<SipWire> {
    const ports = Object.values(parties).flat();
    const capture = await PacketCapture.open(ports.map((port) => `port ${port}`).join(' or '));
    return new SipWire(parties, capture, elsewhere);
  }

  /**
   * Asserts the messages between two parties, one a line: `caller → server INVITE`. Repetitions over UDP are left out, because a
   * busy machine repeats too. Fails too when tshark finds a malformed message.
   */
  async assertLadder(expected: string, ...between: string[]): Promise<void> {
    const { messages, complaints } = await this.read();
    const wanted = expected
      .trim()
      .split('\n')
      .map((line) => line.trim().replaceAll(/\s+/g, ' '))
      .filter((line) => line !== '');
    const seen = messages
      .filter(({ repeated }) => !repeated)
      .filter(({ from, to }) => between.length === 0 || (between.includes(from) && between.includes(to)))
      .map(({ from, to, label }) => `${from} → ${to} ${label}`);
    assert.deepEqual(seen, wanted);
    assert.deepEqual(complaints, [], 'tshark has nothing to say against any message');
  }

  /** Everything so far. */
  async read(): Promise<{ messages: WireMessage[]; complaints: string[] }> {
    await this.#capture.settle();
    const frames = await dissect(this.#capture.file, Object.values(this.#parties).flat());
    const seen = new Set<string>();
    const messages = frames.flatMap((frame) => {
      const key = [frame['udp.srcport'], frame['sip.Method'], frame['sip.Status-Code'], frame['sip.CSeq']];
      const identity = [...key, frame['sip.Call-ID'], frame['sip.Via.branch'], frame['sip.To']].join(' ');
      const repeated = frame['udp.srcport'] !== '' && seen.has(identity);
      seen.add(identity);
      return this.#messagesOf(frame, repeated);
    });
    return { messages, complaints: frames.flatMap(complaintsOf) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#capture[Symbol.asyncDispose]();
  }

  #messagesOf(frame: Frame, repeated: boolean): WireMessage[] {
    const ends = {
      from: this.#nameOf(frame['udp.srcport'] || frame['tcp.srcport']),
      to: this.#nameOf(frame['udp.dstport'] || frame['tcp.dstport']),
      callId: frame['sip.Call-ID'],
      repeated,
    };
    const cseqs = listOf(frame['sip.CSeq']);
    const answers = listOf(frame['sip.Status-Code']).map(
      (status, index) => `${status} ${cseqs[index]?.split(' ')[1] ?? ''}`,
    );
    return [...answers, ...listOf(frame['sip.Method'])].map((label) => ({ ...ends, label }));
  }

  #nameOf(port: string): string {
    const named = Object.entries(this.#parties).find(([, ports]) => ports.includes(Number(port)));
    return named?.[0] ?? this.#elsewhere ?? port;
  }
}

async function dissect(file: string, ports: readonly number[]): Promise<Frame[]> {
  const decodeAs = ports.flatMap((port) => ['-d', `udp.port==${port},sip`, '-d', `tcp.port==${port},sip`]);
  const shown = ['-T', 'fields', '-E', 'separator=/t', '-E', 'aggregator=|'];
  const fields = FIELDS.flatMap((field) => ['-e', field]);
  const filter = 'sip or _ws.malformed or _ws.expert.severity >= error';
  const { stdout } = await run('tshark', ['-n', '-r', file, ...decodeAs, '-Y', filter, ...shown, ...fields], {
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout
    .split('\n')
    .filter((line) => line.includes('\t'))
    .map((line) => {
      const values = line.split('\t');
      // One value for each field, in their order.
      return Object.fromEntries(FIELDS.map((field, index) => [field, values[index] ?? ''])) as Frame;
    });
}

function complaintsOf(frame: Frame): string[] {
  const severities = listOf(frame['_ws.expert.severity']);
  const grave = listOf(frame['_ws.expert.message']).filter(
    (_, index) => Number(severities[index]) >= SEVERITY_ERROR,
  );
  const malformed = frame['_ws.malformed'] === '' ? [] : ['malformed'];
  return [...malformed, ...grave].map((text) => `frame ${frame['frame.number']}: ${text}`);
}

function listOf(value: string): string[] {
  return value === '' ? [] : value.split('|');
}
