import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigurationServiceDefinition } from '@firstring/contracts/leads/configuration_service';
import { silentLog } from '@firstring/kernel';
import { systemClock as clock, systemRandom as random } from '@firstring/kernel/system';
import { loadConfig } from '@firstring/service-kit';
import { standaloneConfigSchema } from '../src/config.ts';
import { createStandalone, type Standalone } from '../src/service.ts';

/** In every text of the first process: whoever of the second sees it has looked over the wall. */
export const CANARY = 'kanarie';
/** Its digits are in no other number of the test. */
export const CANARY_DIGITS = '2025557319';
export const [WALLED, OTHER] = ['walled', 'other'];
export const PASSWORD = 'a long enough password';

export const ROLES_HERE = [
  'administrator',
  'supervisor',
  'voice_admin',
  'agent',
  'analyst',
  'exclusion_override',
] as const;
type Role = (typeof ROLES_HERE)[number];

export interface Answer {
  readonly status: number;
  readonly text: string;
  /** Empty where the answer is no JSON object. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** Somebody at a browser. */
export class Person {
  readonly role: Role;
  readonly #url: string;
  readonly #cookie: string;
  readonly #csrfToken: string;

  private constructor(role: Role, url: string, session: { cookie: string; csrfToken: string }) {
    this.role = role;
    this.#url = url;
    this.#cookie = session.cookie;
    this.#csrfToken = session.csrfToken;
  }

  static async signIn(url: string, username: string, role: Role): Promise<Person> {
    const response = await fetch(`${url}/api/session`, {
      method: 'POST',
      headers: { Origin: url, 'Content-Type': 'application/json' },
      body: JSON.stringify({ username, password: PASSWORD }),
    });
    assert.equal(response.status, 201, username);
    const { csrfToken } = JSON.parse(await response.text()) as { csrfToken: string }; // the console's own answer
    const cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    return new Person(role, url, { cookie, csrfToken });
  }

  async send(method: string, path: string, body?: unknown): Promise<Answer> {
    const response = await fetch(`${this.#url}/api${path}`, {
      method,
      headers: {
        Cookie: this.#cookie,
        Origin: this.#url,
        'X-CSRF-Token': this.#csrfToken,
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(15_000),
    });
    const text = await response.text();
    const isJson = /[/+]json/.test(response.headers.get('content-type') ?? '');
    return { status: response.status, text, body: isJson ? (JSON.parse(text) as Answer['body']) : {} };
  }

  /** Everything the desk's stream says until it is given back. */
  watchDesk(): { text(): string; [Symbol.asyncDispose](): Promise<void> } {
    const stop = new AbortController();
    let seen = '';
    const reading = (async () => {
      const response = await fetch(`${this.#url}/api/desk/events?tabId=wall`, {
        headers: { Cookie: this.#cookie },
        signal: stop.signal,
      });
      const decoder = new TextDecoder();
      for await (const chunk of response.body ?? []) seen += decoder.decode(chunk, { stream: true });
    })().catch((error: unknown) => {
      if (!stop.signal.aborted) throw error;
    });
    return {
      text: () => seen,
      async [Symbol.asyncDispose]() {
        stop.abort();
        await reading;
      },
    };
  }
}

export interface WalledOffice extends AsyncDisposable {
  readonly product: Standalone;
  /** An administrator and a voice admin in one, inside the first process. */
  readonly insider: Person;
  /** One person a role, inside the second process only. */
  readonly outsiders: readonly Person[];
}

/** The whole product, two processes, and somebody of every role in the second. */
export async function openWalledOffice(): Promise<WalledOffice> {
  await using opened = new AsyncDisposableStack();
  const folder = mkdtempSync(join(tmpdir(), 'firstring-wall-'));
  opened.defer(() => rmSync(folder, { recursive: true, force: true }));
  const env = {
    DATA_DIR: folder,
    CONSOLE_LISTEN: '127.0.0.1:0',
    INGEST_LISTEN: '127.0.0.1:0',
    SIP_LISTEN: '127.0.0.1:0',
  };
  const config = loadConfig(standaloneConfigSchema, env, 'STANDALONE_');
  const product = opened.use(await createStandalone(config, { env, clock, random, log: silentLog }));
  const { clients, addresses, users, consoleUrl } = product;
  const configuration = clients.client(ConfigurationServiceDefinition, addresses.leadStore);
  for (const processId of [WALLED, OTHER]) {
    const name = processId === WALLED ? `Process ${CANARY}` : 'Process other';
    const process = { processId, name, timeZone: 'America/New_York' };
    await configuration.createProcess({ requestId: processId, process });
  }
  const add = async (username: string, roles: readonly Role[], processId: string): Promise<Person> => {
    const name = processId === WALLED ? `Person ${CANARY}` : `Person ${username}`;
    const user = { userId: username, username, name, password: PASSWORD, processIds: [processId] };
    await users.ensure({ ...user, roles });
    const [role = 'analyst'] = roles;
    return Person.signIn(consoleUrl, username, role);
  };
  const insider = await add('inside', ['administrator', 'voice_admin', 'supervisor'], WALLED);
  await add('inside-agent', ['agent'], WALLED);
  const outsiders: Person[] = [];
  for (const role of ROLES_HERE) outsiders.push(await add(`outside-${role}`, [role], OTHER));
  const close = opened.move();
  return { product, insider, outsiders, [Symbol.asyncDispose]: () => close.disposeAsync() };
}
