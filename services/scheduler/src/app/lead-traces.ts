import type { Clock } from '@firstring/kernel';
import { isSampled, type Traceparent } from '@firstring/telemetry';

const LEADS_MAX = 10_000;
/** A trace that goes on for longer is read by nobody: what happens to the lead then begins one of its own. */
const AGE_MS_MAX = 15 * 60_000;

/**
 * Where the traces of the leads that came in lately stand, so that an offer and a dial go on with what began at the vendor's POST. Only of
 * traces that somebody will see; nothing is kept where nothing is traced.
 */
export class LeadTraces {
  readonly #clock: Clock;
  readonly #byLead = new Map<string, { readonly trace: Traceparent; readonly heardAtMs: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The lead's newest trace takes the place of an older one. */
  heard(leadId: string, trace: Traceparent | undefined): void {
    if (trace === undefined || !isSampled(trace)) return;
    this.#byLead.delete(leadId);
    this.#byLead.set(leadId, { trace, heardAtMs: this.#clock.monotonicMs() });
    if (this.#byLead.size <= LEADS_MAX) return;
    const [oldest] = this.#byLead.keys();
    if (oldest !== undefined) this.#byLead.delete(oldest);
  }

  of(leadId: string): Traceparent | undefined {
    const known = this.#byLead.get(leadId);
    if (known === undefined || this.#clock.monotonicMs() - known.heardAtMs > AGE_MS_MAX) return undefined;
    return known.trace;
  }
}
