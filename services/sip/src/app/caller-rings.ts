import { reasonError } from '@firstring/contracts';
import { AppError } from '@firstring/kernel';
import type { RingOrder } from '../domain/caller-state.ts';
import type { AgentNews } from '../domain/caller-step.ts';
import { agentPhone } from './agent-contacts.ts';
import type { AgentLine } from './agent-line.ts';
import { AgentRing, type RungAgent } from './agent-ring.ts';
import type { CallersDeps } from './callers.ts';
import { ringOrders } from './leg-orders.ts';
import { LineRing } from './line-ring.ts';
import type { CallerMedia, LegTrace } from './ports.ts';

/** The caller for whom agents are rung. */
export interface RingingCaller {
  readonly attemptId: string;
  readonly media: CallerMedia;
  /** Whether the caller still wants this ring. */
  isRinging(ringNumber: number): boolean;
  /** Writes the journal, with the legs of all rings. */
  note(): Promise<void>;
  hear(news: AgentNews): void;
}

/** The agents who are rung for one caller, each by the number of its ring. */
export class CallerRings {
  readonly #deps: CallersDeps;
  readonly #caller: RingingCaller;
  readonly #byNumber = new Map<number, RungAgent>();

  constructor(deps: CallersDeps, caller: RingingCaller) {
    this.#deps = deps;
    this.#caller = caller;
  }

  get(ringNumber: number): RungAgent | undefined {
    return this.#byNumber.get(ringNumber);
  }

  traces(): readonly LegTrace[] {
    return [...this.#byNumber.values()].flatMap((ring) => ring.traces());
  }

  /** Rings an agent, or takes their open line; the caller hears what comes of it. */
  async ring(ringNumber: number, { agentId }: RingOrder): Promise<void> {
    const { locks, log } = this.#deps;
    try {
      await locks.run(agentId, () => this.#ring(ringNumber, agentId));
    } catch (error) {
      const { reason } = AppError.from(error);
      log.info({ err: error, agentId }, 'an agent’s phone cannot be rung for a caller');
      const outcome = reason === 'AGENT_BUSY' ? 'BUSY' : 'UNREACHABLE';
      this.#caller.hear({ type: 'agentNotRung', ringNumber, outcome });
    }
  }

  /** The journal knows the legs before their INVITEs leave, so that a restart ends them. Throws AGENT_NOT_REGISTERED, AGENT_BUSY. */
  async #ring(ringNumber: number, agentId: string): Promise<void> {
    const { gateway, makeRoom, mustBeFree, lineOf } = this.#deps;
    const { attemptId, media } = this.#caller;
    mustBeFree(agentId, attemptId);
    const line = lineOf(agentId);
    if (line?.phase === 'up') {
      this.#takeLine(ringNumber, line);
      return;
    }
    const { contacts } = await agentPhone(this.#deps, agentId);
    const orders = ringOrders(this.#deps, { attemptId, ringNumber }, contacts);
    const ring = new AgentRing(
      gateway,
      { media, orders },
      {
        ringing: () => this.#caller.hear({ type: 'agentRinging', ringNumber }),
        answered: () => this.#caller.hear({ type: 'agentAnswered', ringNumber }),
        failed: (failure) => this.#caller.hear({ type: 'agentFailed', ringNumber, failure }),
      },
    );
    this.#byNumber.set(ringNumber, ring);
    await Promise.all([ring.prepare(), this.#caller.note()]);
    if (!this.#caller.isRinging(ringNumber)) return;
    makeRoom(agentId);
    ring.ring();
  }

  /** A line that is open is lifted already. */
  #takeLine(ringNumber: number, line: AgentLine): void {
    if (!this.#caller.isRinging(ringNumber)) return;
    const loan = line.lend();
    if (loan === undefined) throw reasonError('AGENT_BUSY');
    const notGivenBack = (error: unknown): void =>
      this.#deps.log.warn({ err: error }, 'a line was not given back');
    this.#byNumber.set(ringNumber, new LineRing(line, loan, notGivenBack));
    this.#caller.hear({ type: 'agentAnswered', ringNumber });
  }
}
