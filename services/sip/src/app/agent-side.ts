import { failpoint } from '@firstring/kernel';
import type { CallDeps } from './call-deps.ts';
import type { CallHandle } from './call-handle.ts';
import { traceOf } from './leg-orders.ts';
import type { Leg, LegEvents, LegOrder, LegTrace } from './ports.ts';

/** The agent's half of a call: one leg at all the places where the agent's phone is registered. */
export class AgentSide {
  readonly #deps: CallDeps;
  readonly #call: CallHandle;
  readonly #orders: ReadonlyArray<Omit<LegOrder, 'sdp'>>;
  #offer = '';
  #answer = '';
  #leg: Leg | undefined;
  #ended = false;

  constructor(deps: CallDeps, call: CallHandle, orders: ReadonlyArray<Omit<LegOrder, 'sdp'>>) {
    this.#deps = deps;
    this.#call = call;
    this.#orders = orders;
  }

  /** Makes the relay's offer. */
  async prepare(): Promise<void> {
    this.#offer = await this.#call.media.agentOffer();
  }

  async invite(): Promise<void> {
    await failpoint('sip.p3.before');
    if (this.#ended) return;
    const orders = this.#orders.map((order) => ({ ...order, sdp: this.#offer }));
    this.#leg = this.#deps.gateway.ring(orders, this.#events());
    await failpoint('sip.p3.after');
  }

  async connect(): Promise<void> {
    await this.#call.media.agentAnswered(this.#answer);
  }

  end(): void {
    this.#ended = true;
    this.#leg?.end();
  }

  traces(): readonly LegTrace[] {
    return this.#leg?.traces() ?? this.#orders.map(traceOf);
  }

  #events(): LegEvents {
    const { media } = this.#call;
    return {
      ringing: () => this.#call.hear(undefined, { type: 'agentRinging' }),
      answered: ({ sdp }) => {
        this.#answer = sdp;
        this.#call.hear('p4', { type: 'agentAnswered' });
      },
      failed: (failure) => this.#call.hear(undefined, { type: 'agentFailed', failure }),
      ended: ({ lost }) => this.#call.hear('p9', { type: 'agentEnded', lost }),
      reoffered: (sdp) => media.agentReoffered(sdp),
      offerWanted: () => media.agentOffer(),
      offerAnswered: (sdp) => media.agentAnswered(sdp),
    };
  }
}
