import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import dnsPacket, { type Answer } from 'dns-packet';

/** A DNS server on loopback that knows a list of records; questions are counted. */
export class DnsServer implements Disposable {
  readonly address: string;
  /** `A name` of each question that came. */
  readonly asked: string[] = [];
  records: readonly Answer[];
  readonly #socket: Socket;

  private constructor(socket: Socket, records: readonly Answer[]) {
    this.#socket = socket;
    this.records = records;
    this.address = `127.0.0.1:${socket.address().port}`;
    socket.on('message', (bytes, from) => {
      const query = dnsPacket.decode(bytes);
      const [question] = query.questions ?? [];
      if (question === undefined) return;
      this.asked.push(`${question.type} ${question.name}`);
      const isAsked = (it: Answer): boolean => it.name === question.name && it.type === question.type;
      const answers = this.records.filter(isAsked);
      const rcode = this.records.some((it) => it.name === question.name) ? 0 : NAME_ERROR;
      const { id, questions } = query;
      socket.send(
        dnsPacket.encode({
          type: 'response',
          id,
          flags: RECURSION | rcode,
          questions: questions ?? [],
          answers,
        }),
        from.port,
        from.address,
      );
    });
  }

  static async open(records: readonly Answer[]): Promise<DnsServer> {
    const socket = createSocket('udp4').bind(0, '127.0.0.1');
    await once(socket, 'listening');
    return new DnsServer(socket, records);
  }

  [Symbol.dispose](): void {
    this.#socket.close();
  }
}

const RECURSION = dnsPacket.RECURSION_DESIRED | dnsPacket.RECURSION_AVAILABLE;
const NAME_ERROR = 3;

export function a(name: string, address: string, ttl = 60): Answer {
  return { type: 'A', name, data: address, ttl };
}

export function aaaa(name: string, address: string, ttl = 60): Answer {
  return { type: 'AAAA', name, data: address, ttl };
}

export function srv(
  name: string,
  port: number,
  target: string,
  rank: { priority?: number; weight?: number } = {},
): Answer {
  const { priority = 10, weight = 10 } = rank;
  return { type: 'SRV', name, ttl: 60, data: { port, target, priority, weight } };
}

export function naptr(name: string, order: number, services: string, replacement: string): Answer {
  return {
    type: 'NAPTR',
    name,
    ttl: 60,
    data: { order, preference: 1, flags: 's', services, regexp: '', replacement },
  };
}
