import { getJson, sendJson } from '../api-client.ts';
import { deskReducer, initialDeskState, type DeskInput, type DeskState } from '../logic/desk-state.ts';
import { randomId } from '../logic/random-id.ts';

/** Beats come every 15 s; after this long without any event the line is taken for dead. */
const SILENCE_MS_MAX = 40_000;
const WATCH_MS = 2000;
const REOPEN_MS = 3000;
const TAB_KEY = 'firstring.tab';

/**
 * The desk's event stream of this tab, kept open whatever page is shown: it is the agent's presence. It opens again by
 * itself until another tab has taken the desk or the session is over.
 */
export class DeskConnection {
  #state: DeskState = initialDeskState;
  #source: EventSource | undefined;
  #lastEventMs = 0;
  #watchdog: number | undefined;
  #reopen: number | undefined;
  readonly #listeners = new Set<() => void>();
  readonly #tabId = tabId();

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly snapshot = (): DeskState => this.#state;

  open(): void {
    this.close();
    const source = new EventSource(`/api/desk/events?tabId=${this.#tabId}`);
    this.#source = source;
    this.#lastEventMs = performance.now();
    for (const type of ['desk', 'beat', 'trouble', 'closing'] as const) {
      source.addEventListener(type, (message: MessageEvent<string>) => {
        const event: unknown = JSON.parse(message.data);
        this.#onEvent({ type, event } as DeskInput); // the server's own types describe its events
      });
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
    window.removeEventListener('offline', this.#onOffline);
  }

  /** This tab wants the desk back: the newest stream wins. */
  takeOver(): void {
    this.#dispatch({ type: 'reopen' });
    this.open();
  }

  noticeSeen(): void {
    this.#dispatch({ type: 'notice_seen' });
  }

  #onEvent(input: DeskInput): void {
    this.#lastEventMs = performance.now();
    this.#dispatch(input);
    if (input.type === 'beat') this.#answerBeat();
    if (this.#state.connection === 'taken_over' || this.#state.connection === 'signed_out') this.close();
  }

  /** Tells the server that somebody is there; a lost answer costs nothing, the next beat comes. */
  #answerBeat(): void {
    sendJson('POST', '/api/desk/alive', { tabId: this.#tabId }).catch(() => {
      // The stream itself tells when the line is dead.
    });
  }

  readonly #onOffline = (): void => this.#dispatch({ type: 'lost' });

  #onError(source: EventSource): void {
    if (source !== this.#source) return;
    this.#dispatch({ type: 'lost' });
    // A broken line is tried again by the browser; an answer that is no stream is not.
    if (source.readyState === EventSource.CLOSED) this.#reopenLater();
  }

  /** Asks for the session first: if it is over, the answer's 401 takes the page to the sign-in. */
  #reopenLater(): void {
    this.close();
    this.#reopen = window.setTimeout(() => {
      getJson('/api/session').then(
        () => this.open(),
        () => (this.#state.connection === 'signed_out' ? undefined : this.#reopenLater()),
      );
    }, REOPEN_MS);
  }

  #watch(): void {
    if (performance.now() - this.#lastEventMs <= SILENCE_MS_MAX) return;
    this.#dispatch({ type: 'lost' });
    this.open();
  }

  #dispatch(input: DeskInput): void {
    this.#state = deskReducer(this.#state, input, performance.now());
    for (const listener of this.#listeners) listener();
  }
}

/** The same id over a refresh, another one in each tab. */
function tabId(): string {
  try {
    const known = window.sessionStorage.getItem(TAB_KEY);
    if (known !== null) return known;
    const made = randomId();
    window.sessionStorage.setItem(TAB_KEY, made);
    return made;
  } catch {
    // Without storage a refresh counts as a new tab, which takes the desk over: nothing is lost.
    return randomId();
  }
}
