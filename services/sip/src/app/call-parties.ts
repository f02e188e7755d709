import { arrangementOf, type Party } from '../domain/call-arrangement.ts';
import type { Key } from '../domain/key-info.ts';
import type { Contact } from '../domain/registration.ts';
import { AgentSide } from './agent-side.ts';
import type { AgentLine } from './agent-line.ts';
import type { CallDeps } from './call-deps.ts';
import type { CallHandle } from './call-handle.ts';
import { Colleagues } from './colleagues.ts';
import { LeadSide } from './lead-side.ts';
import { agentOrders } from './leg-orders.ts';
import { LineSide } from './line-side.ts';
import type { AgentLeg, LeadLeg, LegTrace, PhonesOfCall } from './ports.ts';

/** Where the agent who is rung first can be had: their phones, or a line of theirs that is lent to this call. */
export interface FirstAgent {
  readonly contacts: readonly Contact[];
  readonly line?: { readonly line: AgentLine; readonly loan: NonNullable<ReturnType<AgentLine['lend']>> };
}

/** The legs of a call that came in, which are up when the call of two begins; of a lead who is dialled first, the agent who is awaited. */
export interface InboundLegs {
  agentOf(call: CallHandle): AgentLeg;
  leadOf?(call: CallHandle): LeadLeg;
}

/** Whose legs a call has: the agent's, the lead's, and those of colleagues who are brought in, one of which may become the agent's. */
export class CallParties implements PhonesOfCall {
  readonly lead: LeadLeg;
  readonly colleagues: Colleagues;
  readonly #call: CallHandle;
  readonly #first: AgentLeg;
  #agent: AgentLeg;

  constructor(deps: CallDeps, call: CallHandle, legs: FirstAgent | InboundLegs) {
    this.#call = call;
    this.#first = 'agentOf' in legs ? legs.agentOf(call) : firstAgent(deps, call, legs);
    this.#agent = this.#first;
    this.colleagues = new Colleagues(deps, call);
    this.lead = ('leadOf' in legs ? legs.leadOf?.(call) : undefined) ?? new LeadSide(deps, call);
  }

  /** Whoever is the agent now. */
  get agent(): AgentLeg {
    return this.#agent;
  }

  colleague(number: number): AgentLeg {
    const side = this.colleagues.get(number);
    if (side === undefined) throw new Error('nobody knows this colleague');
    return side;
  }

  /** The colleague is the agent from now on. */
  adopt(number: number): Promise<void> {
    this.#agent = this.colleague(number);
    return this.#agent.adopt();
  }

  /** Whom this party talks with; undefined where that is nobody. */
  partnerOf(from: Party): Party | undefined {
    const { talk } = arrangementOf(this.#call.state);
    return talk?.includes(from) === true ? talk.find((party) => party !== from) : undefined;
  }

  /** To one party, as INFO. */
  sendKey(to: Party, key: Key): Promise<void> {
    if (to === 'lead') return this.lead.sendKey(key);
    const { transfer } = this.#call.state;
    const side = to === 'agent' ? this.#agent : transfer && this.colleagues.get(transfer.number);
    return side?.sendKey(key) ?? Promise.resolve();
  }

  reoffer(side: 'agent' | 'lead', sdp: string): Promise<string> {
    return (side === 'agent' ? this.#agent : this.lead).reoffer(sdp);
  }

  isUp(side: 'agent' | 'lead'): boolean {
    const { agentLeg, leadLeg } = this.#call.state;
    return (side === 'agent' ? agentLeg : leadLeg) === 'up';
  }

  release(): void {
    this.#first.release?.();
    this.lead.release();
  }

  traces(): readonly LegTrace[] {
    return [...this.#first.traces(), ...this.colleagues.traces(), ...this.lead.traces()];
  }
}

function firstAgent(deps: CallDeps, call: CallHandle, { contacts, line }: FirstAgent): AgentLeg {
  if (line !== undefined) return new LineSide(call, line.line, line.loan);
  const orders = agentOrders(deps, call.state.subject.attemptId, contacts);
  return new AgentSide(deps, call, { number: 0, orders });
}
