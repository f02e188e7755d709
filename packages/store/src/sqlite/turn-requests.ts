import type { SqliteDatabase } from './sqlite-thread.ts';

export interface TurnRequestsOptions<Item, Answer> {
  readonly database: SqliteDatabase;
  readonly itemsMax: number;
  /** In the unit of the sizes that `add` is told; more comes only alone. */
  readonly sizeMax: number;
  /** Asks for all of them: an answer each, in order. */
  ask(items: readonly Item[]): Promise<readonly Answer[]>;
}

interface Gathered<Item, Answer> {
  readonly items: Item[];
  readonly answers: Promise<readonly Answer[]>;
  size: number;
  send(): void;
}

/**
 * What is asked for in one turn of the event loop goes over in one request. A request of its own would cost each of them more, on its way
 * between the threads and in the other one, than what it asks for.
 */
export class TurnRequests<Item, Answer> {
  readonly #options: TurnRequestsOptions<Item, Answer>;
  #open: Gathered<Item, Answer> | undefined;

  constructor(options: TurnRequestsOptions<Item, Answer>) {
    this.#options = options;
  }

  /** Takes items that stay together, no more than `itemsMax`. They are not kept beyond the turn. */
  add(items: readonly Item[], size: number): Promise<readonly Answer[]> {
    const open = this.#openFor(items.length, size);
    const from = open.items.length;
    const to = from + items.length;
    open.items.push(...items);
    open.size += size;
    return open.answers.then((answers) => (to - from === answers.length ? answers : answers.slice(from, to)));
  }

  /** What has gathered goes now: before whatever is asked for next. */
  send(): void {
    this.#open?.send();
  }

  #openFor(items: number, size: number): Gathered<Item, Answer> {
    const { database, itemsMax, sizeMax } = this.#options;
    const open = this.#open;
    if (open !== undefined && open.items.length + items <= itemsMax && open.size + size <= sizeMax)
      return open;
    open?.send();
    const opened = this.#gather();
    this.#open = opened;
    database.beforeSending(() => opened.send());
    return opened;
  }

  #gather(): Gathered<Item, Answer> {
    const items: Item[] = [];
    const { promise: answers, resolve } = Promise.withResolvers<readonly Answer[]>();
    let isSent = false;
    const send = (): void => {
      if (isSent) return;
      isSent = true;
      this.#open = undefined;
      resolve(this.#options.ask(items));
    };
    return { items, answers, size: 0, send };
  }
}
