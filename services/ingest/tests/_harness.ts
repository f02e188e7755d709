import { connect } from 'node:net';
import { join } from 'node:path';
import { silentLog, type Clock, type Log } from '@firstring/kernel';
import { systemClock, systemRandom } from '@firstring/kernel/system';
import { openSqliteStore, openSqliteThread } from '@firstring/store/sqlite';
import { ingestConfigSchema } from '../src/config.ts';
import { createIngestService } from '../src/service.ts';
import { newFolder, startFakeLeadStore, TOKEN } from './_fake-lead-store.ts';

export {
  linkIdOf,
  newFolder,
  OTHER_TOKEN,
  REVOKED_TOKEN,
  startFakeLeadStore,
  TOKEN,
} from './_fake-lead-store.ts';

export interface IngestOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly log?: Log;
  readonly clock?: Clock;
  /** Folder of the files; give the same one again to play a restart. */
  readonly folder?: string;
}

/** Ingest alone, on loopback, before the lead store at this address. */
export async function openIngest({ address, ...options }: IngestOptions & { readonly address: string }) {
  const { env = {}, log = silentLog, clock = systemClock, folder = newFolder() } = options;
  const stack = new AsyncDisposableStack();
  const thread = stack.use(openSqliteThread());
  const store = stack.use(await openSqliteStore(thread, { file: join(folder, 'ingest.db') }));
  const grpcAddress = `unix://${join(folder, 'ingest.sock')}`;
  const config = ingestConfigSchema.parse({
    HTTP_LISTEN: '127.0.0.1:0',
    LEAD_STORE_ADDRESS: address,
    GRPC_LISTEN: grpcAddress,
    INGEST_LINK_KEEP_MS: '0',
    ...env,
  });
  const service = stack.use(await createIngestService(config, { clock, random: systemRandom, log, store }));
  return {
    store,
    grpcAddress,
    port: service.httpPort,
    url: `http://127.0.0.1:${service.httpPort}/v1/links/${TOKEN}/leads`,
    [Symbol.asyncDispose]: () => stack[Symbol.asyncDispose](),
  };
}

/** Ingest and a fake lead store behind it. */
export async function startIngest(options: IngestOptions = {}) {
  const stack = new AsyncDisposableStack();
  const leadStore = stack.use(await startFakeLeadStore());
  const ingest = stack.use(await openIngest({ ...options, address: leadStore.address }));
  const origin = `http://127.0.0.1:${ingest.port}`;
  return { ...ingest, leadStore, origin, [Symbol.asyncDispose]: () => stack[Symbol.asyncDispose]() };
}

export type IngestUnderTest = Awaited<ReturnType<typeof startIngest>>;

export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers: Headers;
}

/** Posts a value as JSON (a string or bytes as they are); returns status and parsed answer. */
export async function post(
  { url }: Pick<IngestUnderTest, 'url'>,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const raw = typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body);
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: raw as NonNullable<RequestInit['body']>, // strings and bytes are what fetch sends as they are
  });
  return read(response);
}

export async function read(response: Response): Promise<Answer> {
  const text = await response.text();
  const body: Answer['body'] = text === '' ? {} : readObject(text);
  return { status: response.status, body, headers: response.headers };
}

function readObject(text: string): Answer['body'] {
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null) throw new Error('the answer is no object');
  return { ...value };
}

/** Writes bytes on a connection of its own; returns everything that comes back until it closes, or for `ms` of silence. */
export async function raw(
  { port }: Pick<IngestUnderTest, 'port'>,
  bytes: string | Uint8Array,
  ms = 500,
): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  let text = '';
  const { promise, resolve } = Promise.withResolvers<void>();
  let quiet = systemClock.setTimer(5000, resolve);
  socket.on('data', (chunk) => {
    text += chunk.toString('latin1');
    quiet.cancel();
    quiet = systemClock.setTimer(ms, resolve);
  });
  socket.on('error', () => resolve());
  socket.on('close', () => resolve());
  socket.write(bytes);
  await promise;
  quiet.cancel();
  socket.destroy();
  return text;
}
