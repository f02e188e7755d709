import { createSocket, type Socket } from 'node:dgram';
import type { Random } from '@firstring/kernel';

/**
 * A UDP path between two ports that loses a share of the datagrams each way. Each side sends to `port`; the relay tells the sides apart by
 * the port they send from, so `a` and `b` must send from the ports they were given as.
 */
export class LossyRelay implements AsyncDisposable {
  readonly port: number;
  lost = 0;
  passed = 0;
  readonly #socket: Socket;

  private constructor(socket: Socket) {
    this.#socket = socket;
    this.port = socket.address().port;
  }

  static async open(ports: { a: number; b: number }, loss: number, random: Random): Promise<LossyRelay> {
    const socket = createSocket('udp4');
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
    const relay = new LossyRelay(socket);
    socket.on('message', (bytes, from) => {
      if (random.float() < loss) {
        relay.lost += 1;
        return;
      }
      relay.passed += 1;
      socket.send(bytes, from.port === ports.a ? ports.b : ports.a, '127.0.0.1');
    });
    return relay;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await new Promise<void>((resolve) => this.#socket.close(() => resolve()));
  }
}
