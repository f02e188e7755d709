import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import mongoose from 'mongoose';

const { BSON } = mongoose.mongo;

const OP_MSG = 2013;
const HEADER = 16;
/** Flags, and the kind of the first section. */
const DOCUMENT_AT = HEADER + 4 + 1;
const WRITES = new Set(['insert', 'update', 'delete', 'findAndModify', 'create', 'createIndexes', 'drop']);

export interface TwoMembers extends AsyncDisposable {
  /** Of whoever is primary. */
  readonly url: string;
  /** The primary is gone, and with it what the other has not had yet; the other is primary, and everybody connects anew. */
  failOver(): void;
}

/**
 * A replica set of two, made of two servers that know nothing of each other: a door that gives each write to the primary, and to the other one
 * before it is acknowledged (a majority was asked for), or some time later, which is never here (`w: 1`).
 */
export async function openTwoMembers(ports: readonly [number, number]): Promise<TwoMembers> {
  const near = new Set<Socket>();
  let lost = false;
  /** What the other has not had: writes keep their order. */
  let behind: Buffer[] = [];
  const server = createServer((client) => {
    near.add(client);
    const [first, second] = ports.map((port) => memberAt(port));
    if (first === undefined || second === undefined) throw new Error('two members');
    const end = (): void => {
      near.delete(client);
      first.end();
      second.end();
    };
    client.on('error', () => client.destroy());
    client.on('close', end);
    const answer = async (message: Buffer): Promise<void> => {
      if (lost) return void client.write(await second.ask(message));
      const reply = await first.ask(message);
      const concern = writeConcernOf(message);
      if (concern !== undefined) behind.push(message);
      if (concern === 'majority') {
        const owed = behind;
        behind = [];
        for (const write of owed) await second.ask(write);
      }
      if (!client.destroyed) client.write(reply);
    };
    let queue = Promise.resolve();
    readMessages(client, (message) => {
      queue = queue.then(() => answer(message)).catch(() => void client.destroy());
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const cut = (): void => near.forEach((socket) => socket.destroy());
  return {
    url: `mongodb://127.0.0.1:${address.port}`,
    failOver() {
      lost = true;
      behind = [];
      cut();
    },
    [Symbol.asyncDispose]: async () => {
      cut();
      server.close();
      await once(server, 'close');
    },
  };
}

/** One question at a time. */
function memberAt(port: number) {
  const socket = connect({ host: '127.0.0.1', port });
  let heard = Promise.withResolvers<Buffer>();
  socket.on('error', () => socket.destroy());
  socket.on('close', () => heard.reject(new Error('a member is gone')));
  heard.promise.catch(() => undefined);
  readMessages(socket, (message) => heard.resolve(message));
  return {
    async ask(message: Buffer): Promise<Buffer> {
      heard = Promise.withResolvers();
      socket.write(message);
      return heard.promise;
    },
    end: () => socket.destroy(),
  };
}

function readMessages(socket: Socket, take: (message: Buffer) => void): void {
  let kept = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    kept = Buffer.concat([kept, chunk]);
    while (kept.length >= 4 && kept.length >= kept.readInt32LE(0)) {
      const length = kept.readInt32LE(0);
      take(kept.subarray(0, length));
      kept = kept.subarray(length);
    }
  });
}

/** What a write asks for; undefined for anything else. */
function writeConcernOf(message: Buffer): unknown {
  if (message.readInt32LE(12) !== OP_MSG) return undefined;
  const end = DOCUMENT_AT + message.readInt32LE(DOCUMENT_AT);
  const command = BSON.deserialize(message.subarray(DOCUMENT_AT, end));
  const [name = ''] = Object.keys(command);
  return WRITES.has(name) ? (Object(command['writeConcern']).w ?? 1) : undefined;
}
