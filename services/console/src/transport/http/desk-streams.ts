import { reasonError } from '@firstring/contracts';
import type { EventStream } from './event-stream.ts';

export interface OpenDesk {
  readonly sessionId: string;
  readonly agentId: string;
  readonly tabId: string;
  readonly stream: EventStream;
  refresh(): Promise<void>;
}

export interface StreamLimits {
  readonly perSessionMax: number;
  readonly max: number;
}

/** The event streams that are open in this instance: bounded, and closed with their session. */
export class DeskStreams {
  readonly #limits: StreamLimits;
  readonly #open = new Map<string, Set<OpenDesk>>();
  #count = 0;

  constructor(limits: StreamLimits) {
    this.#limits = limits;
  }

  get count(): number {
    return this.#count;
  }

  /** STREAM_LIMIT when the session, or everybody together, has too many: ask before the response begins. */
  admit(sessionId: string): void {
    const mine = this.#open.get(sessionId)?.size ?? 0;
    if (mine >= this.#limits.perSessionMax || this.#count >= this.#limits.max)
      throw reasonError('STREAM_LIMIT');
  }

  add(desk: OpenDesk): void {
    const mine = this.#open.get(desk.sessionId) ?? new Set();
    mine.add(desk);
    this.#open.set(desk.sessionId, mine);
    this.#count += 1;
    desk.stream.signal.addEventListener('abort', () => this.#remove(desk), { once: true });
  }

  /** A page answered a beat; false when no stream of that tab is open here. */
  alive(sessionId: string, tabId: string): boolean {
    const mine = [...(this.#open.get(sessionId) ?? [])].filter((desk) => desk.tabId === tabId);
    for (const desk of mine) desk.stream.alive();
    return mine.length > 0;
  }

  /** Reads the details of this agent's desk again, in every tab that shows it. */
  async refresh(agentId: string): Promise<void> {
    const desks = [...this.#open.values()].flatMap((mine) => [...mine]);
    await Promise.all(desks.filter((desk) => desk.agentId === agentId).map((desk) => desk.refresh()));
  }

  closeSession(sessionId: string): void {
    for (const desk of this.#open.get(sessionId) ?? []) desk.stream.close('signed_out');
  }

  closeSessions(sessionIds: readonly string[]): void {
    for (const sessionId of sessionIds) this.closeSession(sessionId);
  }

  closeAll(): void {
    for (const mine of this.#open.values()) for (const desk of mine) desk.stream.close('restart');
  }

  #remove(desk: OpenDesk): void {
    const mine = this.#open.get(desk.sessionId);
    if (mine?.delete(desk) !== true) return;
    this.#count -= 1;
    if (mine.size === 0) this.#open.delete(desk.sessionId);
  }
}
