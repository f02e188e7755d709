import assert from 'node:assert/strict';
import { systemClock, systemRandom } from '@firstring/kernel/system';
import { eventually as eventuallyOn } from '@firstring/kernel/testing';
import type { DeskEvent } from '../src/app/views/desk.ts';
import type { SessionView } from '../src/app/views/session.ts';
import { PASSWORD, type Harness } from './_harness.ts';

/** What a refusal says (RFC 9457). */
export interface Problem {
  title: string;
  status: number;
  reason: string;
  field?: string;
  retryAfterSeconds?: string;
}

export interface Answer<T = Problem> {
  status: number;
  headers: Headers;
  body: T;
}

/** What a browser tab does on the wire: keeps the cookie, sends Origin and the CSRF token. */
export class Client {
  readonly url: string;
  cookie = '';
  csrfToken = '';

  constructor(url: string) {
    this.url = url;
  }

  static async signedIn(harness: Harness, username: string): Promise<Client> {
    const client = new Client(harness.url);
    const answer = await client.signIn(username, PASSWORD);
    assert.equal(answer.status, 201);
    return client;
  }

  async signIn(username: string, password: string): Promise<Answer<Problem & SessionView>> {
    const answer = await this.send<Problem & SessionView>('POST', '/api/session', { username, password });
    if (answer.status === 201) {
      const cookie = answer.headers.getSetCookie()[0]?.split(';')[0];
      assert.ok(cookie);
      this.cookie = cookie;
      this.csrfToken = answer.body.csrfToken;
    }
    return answer;
  }

  get<T = Problem>(path: string): Promise<Answer<T>> {
    return this.send<T>('GET', path);
  }

  post<T = Problem>(path: string, body: unknown): Promise<Answer<T>> {
    return this.send<T>('POST', path, body);
  }

  async send<T = Problem>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer<T>> {
    const response = await fetch(this.url + path, {
      method,
      headers: {
        ...(this.cookie === '' ? {} : { Cookie: this.cookie }),
        ...(method === 'GET' ? {} : { Origin: this.url, 'X-CSRF-Token': this.csrfToken }),
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      signal: AbortSignal.timeout(15_000),
    });
    const text = await response.text();
    const json = /[/+]json/.test(response.headers.get('content-type') ?? '');
    const content: unknown = json ? JSON.parse(text) : text;
    return { status: response.status, headers: response.headers, body: content as T }; // the caller says what it asked for
  }

  /** Opens the desk's event stream. */
  async desk(tabId = 'tab-1', headers: Record<string, string> = {}): Promise<DeskStream> {
    const stop = new AbortController();
    const response = await fetch(`${this.url}/api/desk/events?tabId=${tabId}`, {
      headers: { Cookie: this.cookie, ...headers },
      signal: stop.signal,
    });
    return new DeskStream(response, stop);
  }
}

export interface StreamEvent {
  name: string;
  id: string;
  data: unknown;
}

/** Reads server-sent events one by one, each with a deadline. */
export class DeskStream implements AsyncDisposable {
  readonly response: Response;
  readonly #stop: AbortController;
  readonly #reader: ReadableStreamDefaultReader<string> | undefined;
  #text = '';

  constructor(response: Response, stop: AbortController) {
    this.response = response;
    this.#stop = stop;
    this.#reader =
      response.status === 200 ? response.body?.pipeThrough(new TextDecoderStream()).getReader() : undefined;
  }

  /** The next event, or undefined at the end of the stream. */
  async next(deadlineMs = 10_000): Promise<StreamEvent | undefined> {
    const late = AbortSignal.timeout(deadlineMs);
    for (;;) {
      const end = this.#text.indexOf('\n\n');
      if (end >= 0) {
        const block = this.#text.slice(0, end);
        this.#text = this.#text.slice(end + 2);
        return parseEvent(block);
      }
      const chunk = await Promise.race([
        this.#reader?.read(),
        new Promise<never>((_resolve, reject) =>
          late.addEventListener('abort', () => reject(new Error('no event in time'))),
        ),
      ]);
      if (chunk === undefined || chunk.done) return undefined;
      this.#text += chunk.value;
    }
  }

  /** Skips until an event fits. */
  async until(fits: (event: StreamEvent) => boolean, deadlineMs = 10_000): Promise<StreamEvent> {
    for (;;) {
      const event = await this.next(deadlineMs);
      if (event === undefined) throw new Error('the stream ended first');
      if (fits(event)) return event;
    }
  }

  /** The next desk whose data fit. */
  async desk(fits: (desk: DeskEvent) => boolean = () => true): Promise<DeskEvent> {
    const event = await this.until((next) => next.name === 'desk' && fits(next.data as DeskEvent));
    return event.data as DeskEvent; // what the event's name stands for
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
  }
}

function parseEvent(block: string): StreamEvent {
  const field = (name: string): string =>
    block
      .split('\n')
      .filter((line) => line.startsWith(`${name}: `))
      .map((line) => line.slice(name.length + 2))
      .join('\n');
  return { name: field('event'), id: field('id'), data: JSON.parse(field('data') || 'null') };
}

export function newRequestId(): string {
  return systemRandom.uuid();
}

/** Waits for a condition that no event announces, with a deadline. */
export async function eventually(holds: () => boolean, what: string): Promise<void> {
  await eventuallyOn(systemClock, what, holds);
}
