import { EventLine } from '../event-line.ts';
import { deskReducer, initialDeskState, type DeskInput, type DeskState } from '../logic/desk-state.ts';
import { randomId } from '../logic/random-id.ts';

const TAB_KEY = 'firstring.tab';

/**
 * The desk's event stream of this tab, kept open whatever page is shown: it is the agent's presence. It opens again by
 * itself until another tab has taken the desk or the session is over.
 */
export class DeskConnection {
  #state: DeskState = initialDeskState;
  readonly #listeners = new Set<() => void>();
  readonly #line: EventLine;

  constructor() {
    const id = tabId();
    this.#line = new EventLine({
      url: `/api/desk/events?tabId=${id}`,
      alivePath: '/api/desk/alive',
      tabId: id,
      types: ['desk', 'beat', 'trouble', 'closing'],
      onEvent: (type, event) => this.#onEvent({ type, event } as DeskInput), // the server's own types describe its events
      onLost: () => this.#dispatch({ type: 'lost' }),
    });
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly snapshot = (): DeskState => this.#state;

  open(): void {
    this.#line.open();
  }

  close(): void {
    this.#line.close();
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
    this.#dispatch(input);
    if (this.#state.connection === 'taken_over' || this.#state.connection === 'signed_out') this.close();
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
