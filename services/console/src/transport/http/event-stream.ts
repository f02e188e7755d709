import type { Clock, Timer } from '@firstring/kernel';
import type { Response } from 'express';

export interface EventStreamOptions {
  clock: Clock;
  beatMs: number;
  /** A reader that takes nothing for this long is cut off. */
  slowReaderMs: number;
  onDropped: (cause: 'slow' | 'not_alive') => void;
}

/** A page that has not answered for this many beats is taken for closed: a laptop lid, a dead radio link. */
const SILENT_BEATS_MAX = 3;
const RETRY_MS = 1000;

/**
 * Server-sent events to one tab, never more than one undelivered event of a name: each replaces the one before, so a slow
 * reader costs one event of memory. Beats say that the stream lives; the page says so too, by calling `alive`.
 */
export class EventStream {
  readonly #response: Response;
  readonly #options: EventStreamOptions;
  readonly #waiting = new Map<string, string>();
  readonly #closed = new AbortController();
  #silentBeats = 0;
  #beat: Timer | undefined;
  #slow: Timer | undefined;

  constructor(response: Response, options: EventStreamOptions) {
    this.#response = response;
    this.#options = options;
    response.status(200).set({
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store',
      'X-Accel-Buffering': 'no',
    });
    response.flushHeaders();
    // Part of the first event: after a break the browser comes back in a second instead of three.
    response.write(`retry: ${RETRY_MS}\n`);
    response.on('close', () => this.#end());
    response.on('drain', () => this.#onDrain());
    this.#setBeat();
  }

  /** Ends when the connection does, whoever ended it. */
  get signal(): AbortSignal {
    return this.#closed.signal;
  }

  send(name: string, data: unknown, id?: string): void {
    if (this.#closed.signal.aborted) return;
    const lines = [
      `event: ${name}`,
      ...(id === undefined ? [] : [`id: ${id}`]),
      `data: ${JSON.stringify(data)}`,
    ];
    this.#waiting.delete(name);
    this.#waiting.set(name, `${lines.join('\n')}\n\n`);
    this.#flush();
  }

  /** Whether an event of this name has not left yet: the next one will take its place. */
  isWaiting(name: string): boolean {
    return this.#waiting.has(name);
  }

  /** The page is there: it answered a beat. */
  alive(): void {
    this.#silentBeats = 0;
  }

  /** Says why, then ends the response; the page decides whether to come back. */
  close(cause: string): void {
    if (this.#closed.signal.aborted) return;
    this.send('closing', { cause });
    this.#response.end();
    this.#end();
  }

  #flush(): void {
    for (const [name, text] of this.#waiting) {
      if (this.#response.writableNeedDrain) break;
      this.#waiting.delete(name);
      this.#response.write(text);
    }
    if (this.#response.writableNeedDrain) {
      this.#slow ??= this.#options.clock.setTimer(this.#options.slowReaderMs, () => this.#drop('slow'));
    }
  }

  #onDrain(): void {
    this.#slow?.cancel();
    this.#slow = undefined;
    this.#flush();
  }

  #setBeat(): void {
    this.#beat = this.#options.clock.setTimer(this.#options.beatMs, () => {
      this.#silentBeats += 1;
      if (this.#silentBeats > SILENT_BEATS_MAX) {
        this.#drop('not_alive');
        return;
      }
      this.send('beat', { serverAt: this.#options.clock.now() });
      this.#setBeat();
    });
  }

  #drop(cause: 'slow' | 'not_alive'): void {
    this.#options.onDropped(cause);
    this.#response.destroy();
    this.#end();
  }

  #end(): void {
    this.#beat?.cancel();
    this.#slow?.cancel();
    this.#waiting.clear();
    this.#closed.abort();
  }
}
