import { getJson, sendJson } from './api-client.ts';

/** Beats come every 15 s; after this long without any event the line is taken for dead. */
const SILENCE_MS_MAX = 40_000;
const WATCH_MS = 2000;
const REOPEN_MS = 3000;

interface EventLineOptions {
  readonly url: string;
  /** Where beats are answered, with the tab's id. */
  readonly alivePath: string;
  readonly tabId: string;
  /** Events that are told; a beat is answered, told or not. */
  readonly types: readonly string[];
  onEvent(type: string, event: unknown): void;
  /** What is shown may be old from now on. The line opens again by itself, and the next event says that it has. */
  onLost(): void;
}

/** A page's line to the server's events. It opens again by itself until it is closed or the session is over. */
export class EventLine {
  readonly #options: EventLineOptions;
  #source: EventSource | undefined;
  #lastEventMs = 0;
  #watchdog: number | undefined;
  #reopen: number | undefined;

  constructor(options: EventLineOptions) {
    this.#options = options;
  }

  open(): void {
    this.close();
    const source = new EventSource(this.#options.url);
    this.#source = source;
    this.#lastEventMs = performance.now();
    for (const type of new Set(['beat', ...this.#options.types])) {
      source.addEventListener(type, (message: MessageEvent<string>) => this.#onMessage(type, message.data));
    }
    source.addEventListener('error', () => this.#onError(source));
    this.#watchdog = window.setInterval(() => this.#watch(), WATCH_MS);
    window.addEventListener('offline', this.#onOffline);
  }

  close(): void {
    this.#source?.close();
    this.#source = undefined;
    window.clearInterval(this.#watchdog);
    window.clearTimeout(this.#reopen);
    this.#reopen = undefined;
    window.removeEventListener('offline', this.#onOffline);
  }

  /** Asks for the session first: if it is over, the answer's 401 takes the page to the sign-in. */
  reopenLater(): void {
    this.close();
    const timer = window.setTimeout(() => {
      // Whoever has closed or opened it meanwhile has the last word.
      const ifWanted = (then: () => void) => (): void => (this.#reopen === timer ? then() : undefined);
      getJson('/api/session').then(
        ifWanted(() => this.open()),
        ifWanted(() => this.reopenLater()),
      );
    }, REOPEN_MS);
    this.#reopen = timer;
  }

  #onMessage(type: string, data: string): void {
    this.#lastEventMs = performance.now();
    if (type === 'beat') this.#answerBeat();
    if (this.#options.types.includes(type)) this.#options.onEvent(type, JSON.parse(data));
  }

  /** Tells the server that somebody is there; a lost answer costs nothing, the next beat comes. */
  #answerBeat(): void {
    const { alivePath, tabId } = this.#options;
    sendJson('POST', alivePath, { tabId }).catch(() => {
      // The stream itself tells when the line is dead.
    });
  }

  readonly #onOffline = (): void => this.#options.onLost();

  #onError(source: EventSource): void {
    if (source !== this.#source) return;
    this.#options.onLost();
    // A broken line is tried again by the browser; an answer that is no stream is not.
    if (source.readyState === EventSource.CLOSED) this.reopenLater();
  }

  #watch(): void {
    if (performance.now() - this.#lastEventMs <= SILENCE_MS_MAX) return;
    this.#options.onLost();
    this.open();
  }
}
