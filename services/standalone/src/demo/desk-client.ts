import type { DeskEvent } from '@firstring/console-service/desk';
import { systemClock as clock, systemRandom as random } from '@firstring/kernel/system';

const ANSWER_MS = 15_000;

/** An answer other than 2xx. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

type Listener = (desk: DeskEvent) => void;

/** A person's browser on the wire: signs in, keeps the cookie, sends Origin and the CSRF token, holds the desk's event stream. */
export class DeskClient implements AsyncDisposable {
  readonly #url: string;
  readonly #listeners = new Set<Listener>();
  readonly #tabId = random.uuid();
  #cookie = '';
  #csrfToken = '';
  #latest: DeskEvent | undefined;
  #page = new AbortController();
  #reading: Promise<void> = Promise.resolve();

  private constructor(url: string) {
    this.#url = url;
  }

  static async signIn(url: string, account: { username: string; password: string }): Promise<DeskClient> {
    const client = new DeskClient(url);
    const { username, password } = account;
    const response = await client.#send('POST', '/api/session', { username, password });
    client.#cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    const { csrfToken } = (await response.json()) as { csrfToken: string }; // the session endpoint's answer
    client.#csrfToken = csrfToken;
    return client;
  }

  /** The newest snapshot of the desk. */
  get latest(): DeskEvent | undefined {
    return this.#latest;
  }

  /** Calls back with each snapshot until the returned function is called. */
  onDesk(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Opens the desk; resolves with its first snapshot. May be called again after `leave`, or when the stream has broken. */
  async open(): Promise<DeskEvent> {
    this.#page = new AbortController();
    this.#latest = undefined;
    const response = await fetch(`${this.#url}/api/desk/events?tabId=${this.#tabId}`, {
      headers: { Cookie: this.#cookie },
      signal: this.#page.signal,
    });
    if (!response.ok || response.body === null) throw new Refusal(response.status, await response.text());
    const first = this.until(() => true);
    this.#reading = this.#read(response.body);
    return first;
  }

  /** Resolves when the stream has ended, whoever ended it. */
  get closed(): Promise<void> {
    return this.#reading;
  }

  /** The first snapshot, this one or a later, for which the condition holds. */
  until(holds: (desk: DeskEvent) => boolean, deadlineMs = 10_000): Promise<DeskEvent> {
    if (this.#latest !== undefined && holds(this.#latest)) return Promise.resolve(this.#latest);
    return new Promise((resolve, reject) => {
      const off = this.onDesk((desk) => {
        if (!holds(desk)) return;
        late.cancel();
        off();
        resolve(desk);
      });
      const late = clock.setTimer(deadlineMs, () => {
        off();
        const { presence, call, preview } = this.#latest ?? {};
        const seen = JSON.stringify({ presence, call, preview });
        reject(new Error(`the desk did not get there within ${deadlineMs} ms; last seen: ${seen}`));
      });
    });
  }

  ready(): Promise<unknown> {
    return this.post('/api/desk/presence', { ready: true });
  }

  /** Disposes of what is in hand. */
  dispose(desk: DeskEvent, dispositionCode: string, note = ''): Promise<unknown> {
    const { attemptId = '', fencingToken = '' } = desk.preview ?? {};
    return this.post('/api/desk/dispose', { attemptId, fencingToken, dispositionCode, note });
  }

  /** With a request id of its own; throws Refusal for any answer but 2xx. */
  async post(path: string, body: object): Promise<unknown> {
    return readJson(await this.#send('POST', path, { requestId: random.uuid(), ...body }));
  }

  async put(path: string, body: object): Promise<unknown> {
    return readJson(await this.#send('PUT', path, { requestId: random.uuid(), ...body }));
  }

  async get<T>(path: string): Promise<T> {
    return (await readJson(await this.#send('GET', path))) as T; // the caller names the endpoint's view
  }

  /** Closes the page. */
  async leave(): Promise<void> {
    this.#page.abort();
    await this.#reading;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.leave();
  }

  async #send(method: string, path: string, body?: object): Promise<Response> {
    const response = await fetch(this.#url + path, {
      method,
      headers: {
        Cookie: this.#cookie,
        ...(method === 'GET' ? {} : { Origin: this.#url, 'X-CSRF-Token': this.#csrfToken }),
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    if (!response.ok)
      throw new Refusal(response.status, `${method} ${path}: ${response.status} ${await response.text()}`);
    return response;
  }

  /** Ends with the stream; how it broke off does not matter to whoever waits for it. */
  async #read(body: ReadableStream<Uint8Array>): Promise<void> {
    let text = '';
    try {
      for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
        text += chunk;
        for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
          this.#take(text.slice(0, end));
          text = text.slice(end + 2);
        }
      }
    } catch (error) {
      if (!(error instanceof Error)) throw error;
    }
  }

  #take(block: string): void {
    const field = (name: string): string => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1] ?? '';
    const name = field('event');
    if (name === 'beat') {
      // A product that is gone ends the stream by itself.
      this.#send('POST', '/api/desk/alive', { tabId: this.#tabId }).catch((gone: unknown) => gone);
    } else if (name === 'desk') {
      this.#latest = JSON.parse(field('data')) as DeskEvent; // the event stream's contract
      for (const listener of this.#listeners) listener(this.#latest);
    }
  }
}

async function readJson(response: Response): Promise<unknown> {
  const text = await response.text();
  return text === '' ? undefined : (JSON.parse(text) as unknown);
}
