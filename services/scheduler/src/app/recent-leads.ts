import type { Clock } from '@firstring/kernel';
import { isMeasured, isSampled, type Traceparent } from '@firstring/telemetry';

const LEADS_MAX = 10_000;
/** A trace that goes on for longer is read by nobody: what happens to the lead then begins one of its own. */
const AGE_MS_MAX = 15 * 60_000;

interface Recent {
  readonly heardAtMs: number;
  /** Only of a trace that somebody will see. */
  trace: Traceparent | undefined;
  /** Until it is presented for the first time. */
  acceptedAt: number | undefined;
}

/**
 * The leads that came in lately: where their traces stand, so that an offer and a dial go on with what began at the vendor's POST, and when
 * they came, so that it is known how long they waited. Bounded, in memory; nothing is kept where nothing is measured.
 */
export class RecentLeads {
  readonly #clock: Clock;
  readonly #byLead = new Map<string, Recent>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** An event of the lead; `acceptedAt` where it is its first. The newest trace takes the place of an older one. */
  heard(leadId: string, news: { trace: Traceparent | undefined; acceptedAt?: number }): void {
    if (!isMeasured()) return;
    const trace = isSampled(news.trace) ? news.trace : undefined;
    const { acceptedAt } = news;
    if (trace === undefined && acceptedAt === undefined) return;
    this.#byLead.delete(leadId);
    this.#byLead.set(leadId, { heardAtMs: this.#clock.monotonicMs(), trace, acceptedAt });
    if (this.#byLead.size <= LEADS_MAX) return;
    const [oldest] = this.#byLead.keys();
    if (oldest !== undefined) this.#byLead.delete(oldest);
  }

  traceOf(leadId: string): Traceparent | undefined {
    return this.#find(leadId)?.trace;
  }

  /** What comes next belongs under this one. */
  goesOn(leadId: string, trace: Traceparent | undefined): void {
    const recent = this.#find(leadId);
    if (recent !== undefined && isSampled(trace)) recent.trace = trace;
  }

  /** How long the lead has waited since it came in; undefined when it is not new, or not for the first time asked. */
  takeWaitMs(leadId: string): number | undefined {
    const recent = this.#find(leadId);
    if (recent?.acceptedAt === undefined) return undefined;
    const waitedMs = Math.max(0, this.#clock.now() - recent.acceptedAt);
    recent.acceptedAt = undefined;
    return waitedMs;
  }

  #find(leadId: string): Recent | undefined {
    const recent = this.#byLead.get(leadId);
    return recent === undefined || this.#clock.monotonicMs() - recent.heardAtMs > AGE_MS_MAX
      ? undefined
      : recent;
  }
}
