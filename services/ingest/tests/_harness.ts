import { mkdtempSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openMemoryBus } from '@firstring/bus';
import { reasonError } from '@firstring/contracts';
import {
  ConfigurationServiceDefinition,
  type ConfigurationServiceImplementation,
} from '@firstring/contracts/leads/configuration_service';
import {
  LeadServiceDefinition,
  UpsertOutcome,
  type LeadServiceImplementation,
  type LeadSubmission,
  type UpsertResult,
} from '@firstring/contracts/leads/lead_service';
import { silentLog, type Clock, type Log } from '@firstring/kernel';
import { systemClock, systemRandom } from '@firstring/kernel/system';
import { createGrpcServer, topicSpecs } from '@firstring/service-kit';
import { openSqliteStore, openSqliteThread } from '@firstring/store/sqlite';
import { ingestConfigSchema } from '../src/config.ts';
import { createIngestService } from '../src/service.ts';

export const TOKEN = 'token-of-acme-token-of-acme';
export const OTHER_TOKEN = 'token-of-bolt-token-of-bolt';
export const REVOKED_TOKEN = 'token-revoked-token-revoked';

/** A lead store that keeps what it is sent; `fail` makes it refuse, `hold` makes it wait. */
export interface FakeLeadStore extends AsyncDisposable {
  readonly address: string;
  /** Every submission that was stored, in order. */
  readonly stored: LeadSubmission[];
  readonly batches: number[];
  readonly resolved: string[];
  readonly revoked: Set<string>;
  fail: Error | undefined;
  hold: Promise<void> | undefined;
}

export async function startFakeLeadStore(): Promise<FakeLeadStore> {
  const address = `unix://${join(newFolder(), 'lead-store.sock')}`;
  const server = createGrpcServer({ domain: 'lead-store.firstring', log: silentLog, clock: systemClock });
  const answers = new Map<string, UpsertResult>();
  const ids = new Map<string, string>();
  const fake: FakeLeadStore = {
    address,
    stored: [],
    batches: [],
    resolved: [],
    revoked: new Set([REVOKED_TOKEN]),
    fail: undefined,
    hold: undefined,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
  const store = (submission: LeadSubmission): UpsertResult => {
    const answered = answers.get(submission.requestId);
    if (answered !== undefined) return answered;
    if ([...fake.revoked].some((token) => linkIdOf(token) === submission.ingestLinkId))
      return result(UpsertOutcome.UPSERT_OUTCOME_REFUSED, '', 'LINK_REVOKED');
    const key = `${submission.ingestLinkId}|${submission.callerId}`;
    const known = ids.get(key);
    const leadId = known ?? systemRandom.uuid();
    ids.set(key, leadId);
    fake.stored.push(submission);
    const outcome =
      known === undefined ? UpsertOutcome.UPSERT_OUTCOME_CREATED : UpsertOutcome.UPSERT_OUTCOME_UPDATED;
    const ignored = Object.keys(submission.parameters).filter((name) => name !== 'age');
    const answer = { ...result(outcome, leadId), ignoredParameters: ignored };
    answers.set(submission.requestId, answer);
    return answer;
  };
  const unused = async (): Promise<never> => {
    throw new Error('ingest does not call this');
  };
  const leads = new Proxy({} as LeadServiceImplementation, {
    get: (_target, name) =>
      name === 'upsertLeads'
        ? async ({ submissions }: { submissions: LeadSubmission[] }) => {
            await fake.hold;
            if (fake.fail !== undefined) throw fake.fail;
            fake.batches.push(submissions.length);
            return { results: submissions.map(store) };
          }
        : unused,
  });
  const configuration = new Proxy({} as ConfigurationServiceImplementation, {
    get: (_target, name) =>
      name === 'resolveIngestLink'
        ? async ({ token }: { token: string }) => {
            fake.resolved.push(token);
            if (fake.revoked.has(token)) throw reasonError('LINK_REVOKED');
            if (token !== TOKEN && token !== OTHER_TOKEN) throw reasonError('LINK_NOT_FOUND');
            return { link: { ingestLinkId: linkIdOf(token), processId: 'process-1', defaultCountry: 'US' } };
          }
        : unused,
  });
  server.add(LeadServiceDefinition, leads);
  server.add(ConfigurationServiceDefinition, configuration);
  await server.listen(address);
  return fake;
}

function linkIdOf(token: string): string {
  return `link-${token.length}-${token.slice(9, 13)}`;
}

function result(outcome: UpsertOutcome, leadId: string, reason = ''): UpsertResult {
  return { outcome, leadId, version: 1n, ignoredParameters: [], reason };
}

export interface IngestOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly log?: Log;
  readonly clock?: Clock;
  /** Folder of the files; give the same one again to play a restart. */
  readonly folder?: string;
}

export function newFolder(): string {
  return mkdtempSync(join(tmpdir(), 'firstring-'));
}

/** Ingest alone, on loopback, before the lead store at this address. */
export async function openIngest({ address, ...options }: IngestOptions & { readonly address: string }) {
  const { env = {}, log = silentLog, clock = systemClock, folder = newFolder() } = options;
  const stack = new AsyncDisposableStack();
  const thread = stack.use(openSqliteThread());
  const store = stack.use(await openSqliteStore(thread, { file: join(folder, 'ingest.db') }));
  const bus = stack.use(await openMemoryBus({ topics: topicSpecs(), clock: systemClock, log: silentLog }));
  const config = ingestConfigSchema.parse({
    HTTP_LISTEN: '127.0.0.1:0',
    LEAD_STORE_ADDRESS: address,
    INGEST_LINK_KEEP_MS: '50',
    ...env,
  });
  const service = stack.use(
    await createIngestService(config, { clock, random: systemRandom, log, store, bus }),
  );
  return {
    store,
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
