import { ownershipKey } from '@firstring/domain/lead-lifecycle';
import { CODES_MAX, type Names } from './lead-columns.ts';

/** The ownership codes an agent works in a campaign. */
export interface AgentCodes {
  readonly agentId: string;
  readonly codes: readonly string[];
}

const NONE: ReadonlySet<number> = new Set();

/**
 * the numbers of the ownership codes that each campaign's agents have. A lead without a code (number 0) is anybody's, one with a code
 * only theirs who have it.
 */
export class OwnershipCodes {
  readonly #names: Names;
  readonly #campaigns = new Map<number, ReadonlyMap<string, ReadonlySet<number>>>();

  #changes = 0;

  constructor(names: Names) {
    this.#names = names;
  }

  /** How often somebody's codes have been set. */
  get changes(): number {
    return this.#changes;
  }

  set(campaign: number, agents: readonly AgentCodes[]): void {
    this.#changes += 1;
    const byAgent = new Map(agents.map(({ agentId, codes }) => [agentId, this.#numbers(codes)] as const));
    const all = new Set([...byAgent.values()].flatMap((numbers) => [...numbers]));
    this.#campaigns.set(campaign, byAgent.set('', all));
  }

  /** Codes that this agent has in a campaign; with an empty id those that somebody has. */
  of(campaign: number, agentId: string): ReadonlySet<number> {
    return this.#campaigns.get(campaign)?.get(agentId) ?? NONE;
  }

  #numbers(codes: readonly string[]): ReadonlySet<number> {
    const numbers = codes.map((code) => this.#names.codes.numberOrLimit(ownershipKey(code)));
    // What there was no room for is nobody's: it must not be taken for one another.
    return new Set(numbers.filter((number) => number !== 0 && number !== CODES_MAX));
  }
}
