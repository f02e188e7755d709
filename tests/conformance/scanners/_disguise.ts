import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';

const LOOPBACK = '127.0.0.1';

/**
 * A port that sends on to another what comes in, under the name of a phone that is offered MD5 alone, as a scanner
 * does that has been changed a little.
 */
export async function disguise(targetPort: number): Promise<{ port: number } & AsyncDisposable> {
  const [near, far] = [createSocket('udp4'), createSocket('udp4')];
  let clientPort = 0;
  near.on('message', (datagram, from) => {
    clientPort = from.port;
    const text = datagram.toString('latin1').replace('friendly-scanner', 'baresip v1.0.0');
    far.send(Buffer.from(text, 'latin1'), targetPort, LOOPBACK);
  });
  far.on('message', (datagram) => near.send(datagram, clientPort, LOOPBACK));
  const [port] = await Promise.all([bind(near), bind(far)]);
  return {
    port,
    [Symbol.asyncDispose]: async () => {
      await Promise.all([near, far].map(closed));
    },
  };
}

async function bind(socket: Socket): Promise<number> {
  socket.bind(0, LOOPBACK);
  await once(socket, 'listening');
  return socket.address().port;
}

async function closed(socket: Socket): Promise<void> {
  const gone = once(socket, 'close');
  socket.close();
  await gone;
}
