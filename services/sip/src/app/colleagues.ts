import type { Contact } from '../domain/registration.ts';
import { AgentSide } from './agent-side.ts';
import type { CallDeps } from './call-deps.ts';
import type { CallHandle } from './call-handle.ts';
import { colleagueOrders } from './leg-orders.ts';
import type { LegTrace } from './ports.ts';

/** The phones of colleagues that are brought into one call, by the number of the transfer. */
export class Colleagues {
  readonly #deps: CallDeps;
  readonly #call: CallHandle;
  readonly #sides = new Map<number, AgentSide>();

  constructor(deps: CallDeps, call: CallHandle) {
    this.#deps = deps;
    this.#call = call;
  }

  /** Who the next transfer will ring. */
  add(number: number, contacts: readonly Contact[]): void {
    const { attemptId } = this.#call.state.subject;
    const orders = colleagueOrders(this.#deps, { attemptId, number }, contacts);
    this.#sides.set(number, new AgentSide(this.#deps, this.#call, { number, orders }));
  }

  get(number: number): AgentSide | undefined {
    return this.#sides.get(number);
  }

  /** The journal knows the leg before its INVITE leaves, so that a restart finds it. */
  async prepare(number: number): Promise<void> {
    try {
      await Promise.all([this.#sides.get(number)?.prepare(), this.#call.writer.flush()]);
      this.#call.dispatch({ type: 'colleaguePrepared', number });
    } catch (error) {
      this.#deps.log.warn({ err: error }, 'a colleague could not be brought in');
      this.#call.dispatch({ type: 'colleaguePrepared', number, reason: 'MEDIA_UNAVAILABLE' });
    }
  }

  traces(): readonly LegTrace[] {
    return [...this.#sides.values()].flatMap((side) => side.traces());
  }
}
