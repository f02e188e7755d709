/** An agent's browser without the browser: signs in, keeps the desk's event stream, sends commands. */
import type { DeskEvent } from '@firstring/console-service/desk';
import type { Random } from '@firstring/kernel';

export class DeskClient implements AsyncDisposable {
  readonly #url: string;
  readonly #random: Random;
  readonly #stop = new AbortController();
  readonly #listeners = new Set<(desk: DeskEvent) => void>();
  #cookie = '';
  #csrfToken = '';
  #reading: Promise<void> = Promise.resolve();
  #latest: DeskEvent | undefined;

  private constructor(url: string, random: Random) {
    this.#url = url;
    this.#random = random;
  }

  static async signIn(
    url: string,
    account: { username: string; password: string },
    random: Random,
  ): Promise<DeskClient> {
    const client = new DeskClient(url, random);
    const { username, password } = account;
    const response = await client.#send('POST', '/api/session', { username, password });
    client.#cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    const { csrfToken } = (await response.json()) as { csrfToken: string }; // the session endpoint's answer
    client.#csrfToken = csrfToken;
    return client;
  }

  /** Opens the desk; resolves with its first snapshot. */
  async open(): Promise<DeskEvent> {
    const response = await fetch(`${this.#url}/api/desk/events?tabId=${this.#random.uuid()}`, {
      headers: { Cookie: this.#cookie },
      signal: this.#stop.signal,
    });
    if (!response.ok || response.body === null)
      throw new Error(`desk: ${response.status} ${await response.text()}`);
    const first = this.until(() => true);
    this.#reading = this.#read(response.body);
    return first;
  }

  /** The first snapshot, now or later, for which the condition holds. */
  until(holds: (desk: DeskEvent) => boolean, deadlineMs = 20_000): Promise<DeskEvent> {
    const latest = this.#latest;
    if (latest !== undefined && holds(latest)) return Promise.resolve(latest);
    return new Promise((resolve, reject) => {
      const late = AbortSignal.timeout(deadlineMs);
      const stop = (): void => {
        this.#listeners.delete(listen);
        reject(
          new Error(
            `the desk did not get there in ${deadlineMs} ms; it says ${JSON.stringify(this.#latest)}`,
          ),
        );
      };
      const listen = (desk: DeskEvent): void => {
        if (!holds(desk)) return;
        late.removeEventListener('abort', stop);
        this.#listeners.delete(listen);
        resolve(desk);
      };
      late.addEventListener('abort', stop, { once: true });
      this.#listeners.add(listen);
    });
  }

  ready(): Promise<unknown> {
    return this.post('/api/desk/presence', { ready: true });
  }

  /** POSTs with a fresh request id; throws with the problem's text on any other answer than 2xx. */
  async post(path: string, body: object): Promise<unknown> {
    const response = await this.#send('POST', path, { requestId: this.#random.uuid(), ...body });
    const text = await response.text();
    return text === '' ? undefined : (JSON.parse(text) as unknown);
  }

  async get(path: string): Promise<unknown> {
    return (await this.#send('GET', path)).json();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#reading;
  }

  async #send(method: string, path: string, body?: object): Promise<Response> {
    const response = await fetch(this.#url + path, {
      method,
      headers: {
        Cookie: this.#cookie,
        Origin: this.#url,
        'X-CSRF-Token': this.#csrfToken,
        'Content-Type': 'application/json',
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response;
  }

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
      if (!this.#stop.signal.aborted) throw error;
    }
  }

  #take(block: string): void {
    const field = (name: string): string => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1] ?? '';
    if (field('event') === 'beat') {
      this.post('/api/desk/alive', {}).catch(() => this.#stop.abort());
      return;
    }
    if (field('event') !== 'desk') return;
    const desk = JSON.parse(field('data')) as DeskEvent; // the event stream's contract
    this.#latest = desk;
    for (const listen of this.#listeners) listen(desk);
  }
}
