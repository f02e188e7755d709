import type { DialbackServiceClient } from '@firstring/contracts/dialback/dialback_service';
import { DialbackOutcome } from '@firstring/contracts/dialback/dialback_service';
import type { Preview, SchedulingServiceClient } from '@firstring/contracts/scheduling/scheduling_service';
import { systemClock, systemRandom } from '@firstring/kernel/system';
import { streamOptions } from '@firstring/service-kit';

const PROCESS_ID = 'process-1';
/** I5: a dial-back counts as waiting once it is known for so long. */
const KNOWN_MS = 250;

export interface OfficeOptions {
  readonly scheduling: SchedulingServiceClient;
  readonly dialback: DialbackServiceClient;
  readonly agents: number;
  /** How long an agent looks at a lead. */
  readonly lookMs: number;
  /** One in so many dial-backs on a page is ended by its caller, who rings again and is reached. */
  readonly reachedEvery: number;
  /** Before the agent says what became of it. */
  readonly beforeDispose: (leadId: string) => void;
}

interface Waiting {
  readonly reportedMs: number;
  shownMs?: number;
}

/** Agents who look at one lead after the other, and what a watch at their pages says of it. */
export class Office {
  /** From an agent who is free to a dial-back on the page, while one waits. */
  readonly offerMs: number[] = [];
  /** From the caller being reached to a page without the entry. */
  readonly cancelMs: number[] = [];
  freshShown = 0;
  /** Fresh leads that were shown while a dial-back was known and waited. */
  freshBefore = 0;
  readonly #options: OfficeOptions;
  readonly #waiting = new Map<string, Waiting>();
  readonly #stop = new AbortController();
  readonly #working: Promise<void>[] = [];
  readonly #busy = new Set<string>();
  #seen = 0;

  constructor(options: OfficeOptions) {
    this.#options = options;
    for (let n = 1; n <= options.agents; n += 1) this.#working.push(this.#work(`agent-${n}`));
  }

  get waiting(): number {
    return [...this.#waiting.values()].filter(({ shownMs }) => shownMs === undefined).length;
  }

  missed(dialbackId: string): void {
    this.#waiting.set(dialbackId, { reportedMs: systemClock.monotonicMs() });
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await Promise.all(this.#working);
  }

  async #work(agentId: string): Promise<void> {
    const { scheduling } = this.#options;
    const { signal } = this.#stop;
    let freeMs = systemClock.monotonicMs();
    let at = '';
    let reachedMs: number | undefined;
    try {
      for await (const { desk } of scheduling.watchDesk({ agentId, tabId: agentId }, streamOptions(signal))) {
        const preview = desk?.preview;
        if (reachedMs !== undefined && preview?.attemptId !== at) {
          this.cancelMs.push(systemClock.monotonicMs() - reachedMs);
          freeMs = systemClock.monotonicMs();
          this.#busy.delete(agentId);
          reachedMs = undefined;
        }
        if (at === '') {
          at = 'ready';
          await scheduling.setPresence({ requestId: systemRandom.uuid(), agentId, ready: true, reason: '' });
        }
        if (preview === undefined || preview.attemptId === at) continue;
        at = preview.attemptId;
        this.#busy.add(agentId);
        this.#shown(preview, freeMs);
        if (this.#isReached(preview)) reachedMs = await this.#reach(preview.dialbackId);
        else
          this.#dispose(agentId, preview).then(
            (disposedMs) => (freeMs = disposedMs),
            () => undefined,
          );
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  #shown({ dialbackId }: Preview, freeMs: number): void {
    const nowMs = systemClock.monotonicMs();
    const entry = this.#waiting.get(dialbackId);
    if (entry === undefined) {
      this.freshShown += 1;
      const known = this.#waiting
        .values()
        .filter((each) => each.shownMs === undefined && nowMs - each.reportedMs > KNOWN_MS);
      // Each free agent may be about to be shown one.
      if (known.toArray().length > this.#options.agents - this.#busy.size) this.freshBefore += 1;
      return;
    }
    this.offerMs.push(nowMs - Math.max(freeMs, entry.reportedMs));
    entry.shownMs = nowMs;
  }

  #isReached({ dialbackId }: Preview): boolean {
    return dialbackId !== '' && (this.#seen += 1) % this.#options.reachedEvery === 0;
  }

  async #reach(dialbackId: string): Promise<number> {
    const reachedMs = systemClock.monotonicMs();
    const outcome = DialbackOutcome.DIALBACK_OUTCOME_CALLER_REACHED;
    const requestId = systemRandom.uuid();
    await this.#options.dialback.settleDialback({ requestId, processId: PROCESS_ID, dialbackId, outcome });
    return reachedMs;
  }

  /** When the agent has said that they are done. */
  async #dispose(agentId: string, { attemptId, fencingToken, leadId }: Preview): Promise<number> {
    const { scheduling, lookMs, beforeDispose } = this.#options;
    await systemClock.sleep(lookMs, this.#stop.signal);
    beforeDispose(leadId);
    const disposedMs = systemClock.monotonicMs();
    this.#busy.delete(agentId);
    await scheduling.dispose({
      requestId: systemRandom.uuid(),
      agentId,
      attemptId,
      fencingToken,
      dispositionCode: 'done',
      note: '',
      callbackTime: undefined,
      callbackCommon: false,
    });
    return disposedMs;
  }
}
