import type { CampaignCriteria } from './criteria.ts';
import { CODES_MAX } from './lead-columns.ts';
import type { OwnershipCodes } from './ownership-codes.ts';

/** Why a lead is not for an agent, whatever the time. */
export type AudienceRefusal = 'OWNERSHIP_CODE_MISSING' | 'SEGMENT_OF_OTHERS';

/** What makes a lead some agents' only. */
export interface Reserved {
  /** Number of its ownership code; 0 = none. */
  readonly code: number;
  /** Its segments, ids joined by spaces; empty = none. */
  readonly segments: string;
}

/** Everybody's. */
const EVERYBODY = 0;
/** What there is no room for is nobody's: it must not be taken for another's. */
const NOBODY = CODES_MAX;

/**
 * Leads that the same agents may have have the same audience: a small number for each ownership code with each set of segments. Heaps are
 * kept apart by it, so that an agent never passes over leads of others. Who the agents are is asked for with each decision: a change of
 * that moves no lead.
 */
export class Audiences {
  readonly #codes: OwnershipCodes;
  readonly #criteria: CampaignCriteria;
  readonly #numbers = new Map<number, Map<string, number>>();
  readonly #reserved: (Reserved | undefined)[] = [{ code: 0, segments: '' }];
  readonly #users: number[] = [0];
  /** Audiences of an agent in a campaign, until something changes. */
  readonly #known = new Map<number, Map<string, ReadonlySet<number>>>();
  #knownAt = 0;
  #added = 0;

  constructor(codes: OwnershipCodes, criteria: CampaignCriteria) {
    this.#codes = codes;
    this.#criteria = criteria;
  }

  /** The audience of one more lead. */
  take(reserved: Reserved): number {
    const number = this.#numberOf(reserved) ?? this.#add(reserved);
    if (number !== EVERYBODY && number !== NOBODY) this.#users[number] = (this.#users[number] ?? 0) + 1;
    return number;
  }

  /** A lead has it no more. */
  release(audience: number): void {
    if (audience !== EVERYBODY && audience !== NOBODY)
      this.#users[audience] = (this.#users[audience] ?? 0) - 1;
  }

  /** The audiences an agent is of, beside everybody; with an empty id those that anybody is of. */
  of(campaign: number, agentId: string): ReadonlySet<number> {
    this.#forgetOld();
    let byAgent = this.#known.get(campaign);
    if (byAgent === undefined) this.#known.set(campaign, (byAgent = new Map()));
    let audiences = byAgent.get(agentId);
    if (audiences === undefined) {
      const numbers = this.#reserved.keys().filter((audience) => audience !== EVERYBODY);
      audiences = new Set(
        numbers.filter((audience) => this.refusalsOf(campaign, agentId, audience).length === 0),
      );
      byAgent.set(agentId, audiences);
    }
    return audiences;
  }

  /** Why leads of an audience are not for an agent; with an empty id: for nobody at all. */
  refusalsOf(campaign: number, agentId: string, audience: number): readonly AudienceRefusal[] {
    const reserved = this.#reserved[audience];
    return reserved === undefined ? ['OWNERSHIP_CODE_MISSING'] : this.refusals(campaign, agentId, reserved);
  }

  /** Why such a lead is not for an agent; with an empty id: for nobody at all. */
  refusals(campaign: number, agentId: string, reserved: Reserved): readonly AudienceRefusal[] {
    const { code, segments } = reserved;
    const hasCode = code === 0 || this.#codes.of(campaign, agentId).has(code);
    const refusals: AudienceRefusal[] = hasCode ? [] : ['OWNERSHIP_CODE_MISSING'];
    if (!this.#criteria.isSegmentFor(campaign, segments, agentId)) refusals.push('SEGMENT_OF_OTHERS');
    if (refusals.length === 0 && this.#isLost(reserved))
      refusals.push(code === 0 ? 'SEGMENT_OF_OTHERS' : 'OWNERSHIP_CODE_MISSING');
    return refusals;
  }

  #forgetOld(): void {
    const changes = this.#added + this.#codes.changes + this.#criteria.changes;
    if (changes !== this.#knownAt) this.#known.clear();
    this.#knownAt = changes;
  }

  #isLost(reserved: Reserved): boolean {
    return this.#reserved.length === NOBODY && this.#numberOf(reserved) === undefined;
  }

  /** Undefined for one that no lead had yet. */
  #numberOf({ code, segments }: Reserved): number | undefined {
    if (code === 0 && segments === '') return EVERYBODY;
    if (code === CODES_MAX) return NOBODY;
    return this.#numbers.get(code)?.get(segments);
  }

  #add(reserved: Reserved): number {
    const number = this.#reserved.length < NOBODY ? this.#reserved.length : this.#giveUpOne();
    if (number === NOBODY) return NOBODY;
    const { code, segments } = reserved;
    const bySegments = this.#numbers.get(code) ?? new Map<string, number>();
    this.#numbers.set(code, bySegments.set(segments, number));
    this.#reserved[number] = reserved;
    this.#users[number] = 0;
    this.#added += 1;
    return number;
  }

  /** The number of an audience that no lead has any more. */
  #giveUpOne(): number {
    const unused = this.#users.findIndex((users, number) => users === 0 && number !== EVERYBODY);
    const before = this.#reserved[unused];
    if (before === undefined) return NOBODY;
    this.#numbers.get(before.code)?.delete(before.segments);
    return unused;
  }
}
