import assert from 'node:assert/strict';
import { systemRandom as random } from '@firstring/kernel/system';

const DEADLINE_MS = 15_000;

/** What an answer says to whom it may be shown; everything else that was ever said is kept in `SecretKeeper.told`. */
export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Secrets that a test has seen or made, and everything that was said where none of them may be. */
export class SecretKeeper {
  readonly secrets = new Map<string, string>();
  readonly told: { readonly where: string; readonly text: string }[] = [];

  /** Remembers it, and gives it back. */
  keep(name: string, secret: unknown): string {
    assert.ok(typeof secret === 'string' && secret.length >= 12, `${name} is no secret: ${String(secret)}`);
    this.secrets.set(name, secret);
    return secret;
  }

  /** A secret that people or other systems choose. */
  make(name: string): string {
    return this.keep(name, `Geheim-${random.uuid()}`);
  }

  hear(where: string, text: string): void {
    this.told.push({ where, text });
  }

  /** Where any of them was said. */
  leaks(): string[] {
    return this.told.flatMap(({ where, text }) =>
      [...this.secrets].filter(([, secret]) => text.includes(secret)).map(([name]) => `${name} in ${where}`),
    );
  }
}

/** A browser that tells the keeper everything it hears, unless the secret is what it asked for. */
export class TellingBrowser {
  readonly #url: string;
  readonly #keeper: SecretKeeper;
  #headers: Record<string, string>;

  constructor(url: string, keeper: SecretKeeper) {
    this.#url = url;
    this.#keeper = keeper;
    this.#headers = { Origin: url };
  }

  async signIn(username: string, password: string): Promise<void> {
    const { body, headers } = await this.#fetch('POST', '/api/session', { username, password });
    const cookie = headers.getSetCookie()[0]?.split(';')[0] ?? '';
    this.#keeper.keep(`session cookie of ${username}`, cookie.slice(cookie.indexOf('=') + 1));
    const csrfToken = this.#keeper.keep(`form token of ${username}`, body['csrfToken']);
    this.#headers = { Origin: this.#url, Cookie: cookie, 'X-CSRF-Token': csrfToken };
  }

  /** What comes back may show the secret it was asked for. */
  async ask(method: string, path: string, body: object): Promise<Answer> {
    const answer = await this.#fetch(method, path, { requestId: random.uuid(), ...body });
    assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${answer.text}`);
    return answer;
  }

  /** What comes back may show no secret. A text is sent as it is. */
  async tell(method: string, path: string, body?: unknown, headers: object = {}): Promise<Answer> {
    const answer = await this.#fetch(method, path, body, headers);
    assert.ok(answer.status < 500, `${method} ${path}: ${answer.status} ${answer.text}`);
    this.#keeper.hear(
      `the answer to ${method} ${path}`,
      `${answer.text} ${JSON.stringify([...answer.headers])}`,
    );
    return answer;
  }

  async #fetch(method: string, path: string, body?: unknown, headers: object = {}) {
    const response = await fetch(this.#url + path, {
      method,
      headers: {
        ...this.#headers,
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      signal: AbortSignal.timeout(DEADLINE_MS),
    });
    const text = await response.text();
    const isObject = /[/+]json/.test(response.headers.get('content-type') ?? '') && text.startsWith('{');
    const parsed: unknown = isObject ? JSON.parse(text) : {};
    return { status: response.status, text, headers: response.headers, body: parsed as Answer['body'] };
  }
}
