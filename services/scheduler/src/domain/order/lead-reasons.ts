import { cadenceRefusals, eligibility, type CadencePolicy } from '@firstring/domain';
import type { CallingWindows } from './calling-windows.ts';
import type { CampaignRules, RuledGroup } from './campaign-rules.ts';
import { readFloat, readShort } from './growable.ts';
import type { GuardHolds } from './guard-holds.ts';
import type { LeadColumns } from './lead-columns.ts';
import { firstInAt } from './place.ts';
import type { Shelves } from './shelves.ts';
import { reasonUntil, type HeldBack, type Reason } from './standing.ts';
import { stepAt, type Steps } from './steps.ts';

/** A calling window and a time slot meet within a week, or as good as never. */
const OPENINGS_MAX = 16;

/** What the order knows beside the leads themselves. */
export interface OrderRules {
  readonly holds: GuardHolds;
  policyOf(slot: number): CadencePolicy;
  heldBack(slot: number): HeldBack | undefined;
  /** Undefined in a campaign without filters. */
  steps(slot: number): Steps | undefined;
  /** Leads known of a campaign. */
  leadsOf(campaign: number): number;
}

/** What opens and closes with the clock for many leads at once. */
type Opened = RuledGroup & { readonly zoneSet: number };

export interface LeadReasonsParts {
  readonly columns: LeadColumns;
  readonly windows: CallingWindows;
  readonly campaigns: CampaignRules;
  readonly shelves: Shelves;
  readonly rules: OrderRules;
}

/** Why leads are not given. Choosing, counting and explaining all ask here, so that an explanation is what was decided by. */
export class LeadReasons {
  readonly #columns: LeadColumns;
  readonly #windows: CallingWindows;
  readonly #campaigns: CampaignRules;
  readonly #shelves: Shelves;
  readonly #rules: OrderRules;

  constructor({ columns, windows, campaigns, shelves, rules }: LeadReasonsParts) {
    this.#columns = columns;
    this.#windows = windows;
    this.#campaigns = campaigns;
    this.#shelves = shelves;
    this.#rules = rules;
  }

  /** Looks into the zone database so far: what questions about leads cost beside the leads. */
  get searches(): number {
    return this.#windows.searches + this.#campaigns.searches;
  }

  /**
   * Every "not now" of a lead in the campaign of this entry, in the order people expect to hear them, apart from whose own it is. With an
   * empty id for nobody in particular.
   */
  ofEntry(entry: number, at: number, agentId: string): readonly Reason[] {
    const facts = this.#columns.facts(entry);
    const policy = this.#rules.policyOf(entry);
    const group = this.openedOf(entry);
    const steps = this.#rules.steps(entry);
    const heldBack = this.#rules.heldBack(entry);
    const refusal = this.#campaigns.refusal(group);
    const isOut = steps !== undefined && stepAt(steps, eligibility(facts, policy, at).level) === 0;
    return [
      ...cadenceRefusals(facts, policy, at),
      ...(refusal === undefined ? [] : [{ reason: refusal }]),
      ...this.ofAgent(entry, agentId),
      ...(isOut ? [reasonUntil('FILTERED_OUT', this.#allowedAt(entry, at))] : []),
      ...this.#closedReason(group, at),
      ...this.#holdReasons(entry),
      ...(heldBack !== undefined && heldBack.untilAt > at
        ? [reasonUntil(heldBack.reason, heldBack.untilAt)]
        : []),
    ];
  }

  /** That the lead is another agent's own; with an empty id: one agent's own. */
  ofOwner(entry: number, agentId: string): readonly Reason[] {
    const owner = this.ownerOf(entry);
    return owner === undefined || owner.agentId === agentId ? [] : [{ reason: owner.reason }];
  }

  /** First instant from `at` on at which the lead may be given once nobody works on it; Infinity when time alone does not help. */
  eligibleAt(entry: number, at: number, agentId: string): number {
    const group = this.openedOf(entry);
    if (this.#campaigns.refusal(group) !== undefined || !this.mayHave(entry, agentId)) return Infinity;
    if (this.#rules.holds.isExcluded(readFloat(this.#columns.guard, entry))) return Infinity;
    const allowedAt = this.#allowedAt(entry, at);
    return allowedAt === Infinity ? Infinity : this.opening(group, allowedAt).opensAt;
  }

  /** Why a lead that waits for its time, as the first of its group, waits. */
  ofWaiting(entry: number, at: number): string {
    const heldBack = this.#rules.heldBack(entry);
    if (heldBack !== undefined && heldBack.untilAt > at) return heldBack.reason;
    const { reason } = eligibility(this.#columns.facts(entry), this.#rules.policyOf(entry), at);
    return reason ?? (this.#rules.steps(entry) === undefined ? 'RETRY_GAP' : 'FILTERED_OUT');
  }

  /** Whether the campaign and the list give their leads, and both calling window and time slot are open. */
  isOpen(group: Opened, at: number): boolean {
    return (
      this.#campaigns.refusal(group) === undefined &&
      this.#windows.isOpen(group.campaign, group.zoneSet, at) &&
      this.#campaigns.slotOpensAt(group, at) === at
    );
  }

  /** What keeps back a whole group of leads that may be given otherwise; undefined when it is open. */
  ofGroup(group: Opened, at: number): Reason | undefined {
    if (this.isOpen(group, at)) return undefined;
    const refusal = this.#campaigns.refusal(group);
    return refusal === undefined ? this.#closedReason(group, at)[0] : { reason: refusal };
  }

  /** Whether the lead is among those that this agent is given; with an empty id: that anybody of the campaign is. */
  mayHave(entry: number, agentId: string): boolean {
    return this.ofAgent(entry, agentId).length === 0;
  }

  /**
   * Why the lead is not for this agent, whatever the time: R-57, a lead with an ownership code is only theirs who have it, a
   * list or segment with agents is only theirs.
   */
  ofAgent(entry: number, agentId: string): readonly Reason[] {
    const campaign = readShort(this.#columns.campaign, entry);
    const refusals = this.#shelves.audiences.refusals(campaign, agentId, this.#shelves.reservedOf(entry));
    const hasList = this.#campaigns.isListFor(campaign, readShort(this.#columns.list, entry), agentId);
    return [...refusals.map((reason) => ({ reason })), ...(hasList ? [] : [{ reason: 'LIST_OF_OTHERS' }])];
  }

  /** The one agent who may have the lead, by claim or private callback; with the word for it. */
  ownerOf(entry: number): { readonly agentId: string; readonly reason: string } | undefined {
    const claimedBy = this.#columns.names.agents.text(readShort(this.#columns.owner, entry));
    if (claimedBy !== '') return { agentId: claimedBy, reason: 'CLAIMED_BY_OTHER' };
    const { dialState, callbackAgentId } = this.#columns.facts(entry);
    return dialState === 'callback' && callbackAgentId !== undefined
      ? { agentId: callbackAgentId, reason: 'CALLBACK_OF_OTHER' }
      : undefined;
  }

  openedOf(entry: number): Opened {
    const { campaign, home, list, zoneSet } = this.#columns;
    return {
      campaign: readShort(campaign, entry),
      list: readShort(list, entry),
      isHome: readShort(campaign, entry) === readShort(home, entry),
      zoneSet: readShort(zoneSet, entry),
    };
  }

  /** First instant from `fromAt` on at which window and slot are open, and which of them is the one that is waited for now. */
  opening(group: Opened, fromAt: number): { readonly opensAt: number; readonly reason: string } {
    const windowAt = this.#windows.opensAt(group.campaign, group.zoneSet, fromAt);
    const reason = windowAt > fromAt ? 'CALLING_WINDOW_CLOSED' : 'TIME_SLOT_CLOSED';
    let opensAt = fromAt;
    for (let step = 0; step < OPENINGS_MAX && opensAt < Infinity; step += 1) {
      const inSlotAt = this.#campaigns.slotOpensAt(group, opensAt);
      const nextAt = this.#windows.opensAt(group.campaign, group.zoneSet, inSlotAt);
      if (nextAt === opensAt) return { opensAt, reason };
      opensAt = nextAt;
    }
    return { opensAt: Infinity, reason };
  }

  /** When cadence, filters and what claim refused allow a dial, whatever windows and lists say. */
  #allowedAt(entry: number, at: number): number {
    const facts = this.#columns.facts(entry);
    const policy = this.#rules.policyOf(entry);
    const { eligibleAt } = eligibility(facts, policy, at);
    const soonestAt = Math.max(eligibleAt, this.#rules.heldBack(entry)?.untilAt ?? 0);
    const steps = this.#rules.steps(entry);
    return steps === undefined ? soonestAt : firstInAt({ facts, policy }, steps, soonestAt);
  }

  #closedReason(group: Opened, at: number): readonly Reason[] {
    const { opensAt, reason } = this.opening(group, at);
    return opensAt > at ? [reasonUntil(reason, opensAt)] : [];
  }

  #holdReasons(entry: number): readonly Reason[] {
    const guard = readFloat(this.#columns.guard, entry);
    const { holds } = this.#rules;
    return [
      ...(holds.isExcluded(guard) ? [{ reason: 'NUMBER_EXCLUDED' }] : []),
      ...(holds.isHeld(guard) ? [{ reason: 'LOCKED_BY_OTHER' }] : []),
    ];
  }
}
