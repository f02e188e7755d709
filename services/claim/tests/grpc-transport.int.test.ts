import assert from 'node:assert/strict';
import { once } from 'node:events';
import {
  connect as connectHttp2,
  constants,
  type ClientHttp2Session,
  type OutgoingHttpHeaders,
} from 'node:http2';
import { connect } from 'node:net';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { AcquireLockRequest } from '@firstring/contracts/claim/claim_service';
import { key, requestId, startClaim } from './_harness.ts';

type Harness = Awaited<ReturnType<typeof startClaim>>;

const MESSAGE_BYTES_MAX = 4 * 1024 * 1024;
const STREAMS_MAX = 1000;
const ACQUIRE = '/firstring.claim.v1.ClaimService/AcquireLock';
const [INVALID_ARGUMENT, RESOURCE_EXHAUSTED, UNIMPLEMENTED, INTERNAL] = ['3', '8', '12', '13'];
const deadline = { timeout: 30_000 };

function socketTo({ address }: Harness) {
  return connect(address.slice('unix://'.length));
}

function http2To(service: Harness): ClientHttp2Session {
  const session = connectHttp2('http://claim', { createConnection: () => socketTo(service) });
  session.on('error', () => session.destroy());
  return session;
}

interface Call {
  readonly path?: string;
  readonly headers?: OutgoingHttpHeaders;
  /** Everything behind the headers, as it is. */
  readonly body: Buffer;
}

/** The gRPC status of a call, or how its stream was reset. */
async function statusOf(
  session: ClientHttp2Session,
  { path = ACQUIRE, headers, body }: Call,
): Promise<string> {
  const stream = session.request({
    ':method': 'POST',
    ':path': path,
    'content-type': 'application/grpc',
    te: 'trailers',
    ...headers,
  });
  const { promise, resolve } = Promise.withResolvers<string>();
  const take = (got: OutgoingHttpHeaders): void => {
    const status =
      got['grpc-status'] ?? (got[':status'] === 200 ? undefined : `http ${String(got[':status'])}`);
    if (status !== undefined) resolve(String(status));
  };
  stream.on('response', take);
  stream.on('trailers', take);
  stream.on('error', () => resolve(`reset ${stream.rstCode}`));
  stream.on('close', () => resolve(`reset ${stream.rstCode}`));
  stream.resume();
  stream.end(body);
  return promise;
}

/** A message with its prefix, which may lie. */
function framed(message: Uint8Array, prefix: { compressed?: boolean; length?: number } = {}): Buffer {
  const head = Buffer.alloc(5);
  head[0] = prefix.compressed === true ? 1 : 0;
  head.writeUInt32BE(prefix.length ?? message.length, 1);
  return Buffer.concat([head, message]);
}

const ask = (): Uint8Array =>
  AcquireLockRequest.encode(
    AcquireLockRequest.fromPartial({
      requestId: requestId(),
      key: key(),
      agentId: 'agent-a',
      ownerEpoch: 1n,
      leaseMs: 60_000n,
    }),
  ).finish();

/** What comes in, as it comes in, and what is answered. Each is followed by a good call on the same connection. */
const CALLS: Readonly<Record<string, Call & { readonly answer: RegExp }>> = {
  '4 a method nobody has': {
    path: '/firstring.claim.v1.ClaimService/DropEverything',
    body: framed(ask()),
    answer: new RegExp(`^${UNIMPLEMENTED}$`),
  },
  '6 a message over the limit': {
    body: framed(Buffer.alloc(MESSAGE_BYTES_MAX + 1)),
    answer: new RegExp(`^${RESOURCE_EXHAUSTED}$`),
  },
  '6 a prefix that announces 4 GB': {
    body: framed(ask(), { length: 0xffff_ffff }),
    answer: new RegExp(`^${RESOURCE_EXHAUSTED}$`),
  },
  '7 a packed message that unpacks to 64 MB': {
    headers: { 'grpc-encoding': 'gzip' },
    body: framed(gzipSync(Buffer.alloc(64 * 1_048_576)), { compressed: true }),
    answer: new RegExp(`^${RESOURCE_EXHAUSTED}$`),
  },
  '8 a prefix that is longer than the message': {
    body: framed(ask(), { length: 10_000 }),
    answer: new RegExp(`^(${INTERNAL}|${UNIMPLEMENTED})$`),
  },
  '8 a prefix that is shorter than the message': {
    body: framed(ask(), { length: 3 }),
    answer: new RegExp(`^(${INTERNAL}|${INVALID_ARGUMENT}|${RESOURCE_EXHAUSTED})$`),
  },
  '9 a message cut short': {
    body: framed(ask().subarray(0, -2)),
    answer: new RegExp(`^${INTERNAL}$`),
  },
  '10 a field of another wire type': {
    body: framed(Uint8Array.of(0x08, 0x05)),
    answer: new RegExp(`^${INVALID_ARGUMENT}$`),
  },
  '36 metadata of 1 MB': {
    headers: { 'x-large': 'x'.repeat(1_048_576) },
    body: framed(ask()),
    answer: /^reset|^http 431/,
  },
  '37 a binary header that is no base64': {
    headers: { 'x-odd-bin': '%%%' },
    body: framed(ask()),
    answer: /^(0|3|13)$/,
  },
  '39 reflection': {
    path: '/grpc.reflection.v1.ServerReflection/ServerReflectionInfo',
    body: framed(new Uint8Array()),
    answer: new RegExp(`^${UNIMPLEMENTED}$`),
  },
};

for (const [row, { answer, ...call }] of Object.entries(CALLS)) {
  test(`grpc/${row} does no harm, and the next call works`, deadline, async () => {
    await using service = await startClaim();
    const session = http2To(service);
    assert.match(await statusOf(session, call), answer);
    session.destroy();
    await assertServed(service);
  });
}

test('grpc/5 what is no HTTP/2 is closed, and others are served', deadline, async () => {
  await using service = await startClaim();
  for (const bytes of [
    'GET / HTTP/1.1\r\nhost: claim\r\n\r\n',
    '\x16\x03\x01\x02\x00 hello',
    'x'.repeat(100_000),
  ]) {
    const socket = socketTo(service);
    socket.on('error', () => socket.destroy());
    socket.resume();
    socket.write(bytes);
    if (!socket.closed) await once(socket, 'close');
  }
  await assertServed(service);
});

const OPEN = { ':method': 'POST', ':path': ACQUIRE, 'content-type': 'application/grpc', te: 'trailers' };

test(
  'grpc/33 a connection has so many streams at once; with all of them open and silent, others are served',
  deadline,
  async () => {
    await using service = await startClaim();
    const greedy = http2To(service);
    await once(greedy, 'remoteSettings');
    assert.equal(greedy.remoteSettings.maxConcurrentStreams, STREAMS_MAX);
    for (let n = 0; n < STREAMS_MAX; n += 1) greedy.request(OPEN).on('error', () => {});
    await assertServed(service);
    greedy.destroy();
  },
);

test(
  'grpc/33 grpc/34 while streams are opened and reset, and pings come without end, others are served',
  deadline,
  async () => {
    await using service = await startClaim();
    const flooding = http2To(service);
    await once(flooding, 'remoteSettings');
    for (let round = 0; round < 20 && !flooding.destroyed; round += 1) {
      for (let n = 0; n < 100 && !flooding.destroyed; n += 1) {
        const stream = flooding.request(OPEN);
        stream.on('error', () => {});
        stream.on('ready', () => stream.close(constants.NGHTTP2_CANCEL));
        flooding.ping(() => {});
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
    await assertServed(service);
    flooding.destroy();
  },
);

async function assertServed(service: Harness): Promise<void> {
  const session = http2To(service);
  assert.equal(await statusOf(session, { body: framed(ask()) }), '0');
  session.destroy();
}
