import {
  cadenceRefusals,
  eligibility,
  laneOf,
  LANES,
  priorityLevel,
  type CadencePolicy,
  type Lane,
} from '@firstring/domain';
import type { CallingWindows } from './calling-windows.ts';
import { readByte, readFloat, readShort, readWord } from './growable.ts';
import type { GuardHolds } from './guard-holds.ts';
import type { LeadColumns } from './lead-columns.ts';
import type { LeadDirectory } from './lead-directory.ts';
import { laneNumber, WAITING, type Group, type Shelves } from './shelves.ts';
import {
  reasonUntil,
  type AgentScope,
  type Candidate,
  type HeldBack,
  type KnownLead,
  type Reason,
  type Standing,
} from './standing.ts';

const POSITION_MAX = 10_000;

/** What the order knows beside the leads themselves. */
export interface OrderRules {
  readonly holds: GuardHolds;
  policyOf(slot: number): CadencePolicy;
  heldBack(slot: number): HeldBack | undefined;
  /** Leads known of a campaign. */
  leadsOf(campaign: number): number;
}

export interface OrderParts {
  readonly columns: LeadColumns;
  readonly directory: LeadDirectory;
  readonly shelves: Shelves;
  readonly windows: CallingWindows;
  readonly rules: OrderRules;
}

/** Every question one can ask the order; nothing here changes it. */
export class OrderView {
  readonly #columns: LeadColumns;
  readonly #directory: LeadDirectory;
  readonly #shelves: Shelves;
  readonly #windows: CallingWindows;
  readonly #rules: OrderRules;

  constructor(parts: OrderParts) {
    this.#columns = parts.columns;
    this.#directory = parts.directory;
    this.#shelves = parts.shelves;
    this.#windows = parts.windows;
    this.#rules = parts.rules;
  }

  /** What the order knows of one lead; undefined when it is not known. */
  lead(leadId: string): KnownLead | undefined {
    const slot = this.#directory.slotOf(leadId);
    if (slot < 0) return undefined;
    const columns = this.#columns;
    const { dialState, callbackAgentId } = columns.facts(slot);
    const claimedBy = columns.names.agents.text(readShort(columns.owner, slot));
    const owner = claimedBy === '' && dialState === 'callback' ? (callbackAgentId ?? '') : claimedBy;
    return {
      campaignId: columns.names.campaigns.text(readShort(columns.campaign, slot)),
      homeGuard: columns.homeGuard(slot),
      version: readWord(columns.version, slot),
      ownerId: owner === '' ? undefined : owner,
    };
  }

  /** Whether this agent may call this lead now, apart from the cadence, which a dial-back does not follow. */
  isCallable(leadId: string, scope: AgentScope, nowAt: number): boolean {
    const slot = this.#directory.slotOf(leadId);
    const lead = this.lead(leadId);
    if (lead === undefined || !scope.campaignIds.includes(lead.campaignId)) return false;
    if (lead.ownerId !== undefined && lead.ownerId !== scope.agentId) return false;
    if (this.#rules.holds.blocks(readFloat(this.#columns.guard, slot))) return false;
    return this.#windows.isOpen(
      readShort(this.#columns.campaign, slot),
      readShort(this.#columns.zoneSet, slot),
      nowAt,
    );
  }

  /** A lead as the dial-back lane offers it. */
  asDialback(leadId: string, nowAt: number): Candidate | undefined {
    const slot = this.#directory.slotOf(leadId);
    return slot < 0
      ? undefined
      : { ...this.#candidate(slot, laneNumber('dialback'), nowAt), lane: 'dialback' };
  }

  /** The best lead for this agent now: lane first, then the lane's order; leads outside their calling window do not count. */
  peekBest(scope: AgentScope, nowAt: number): Candidate | undefined {
    const { campaigns, agent } = this.#resolve(scope);
    const skip = scope.skip;
    const accept =
      skip === undefined || skip.size === 0
        ? undefined
        : (slot: number): boolean => !skip.has(this.#columns.leadId(slot));
    for (let lane = 1; lane < WAITING; lane += 1) {
      const before = this.#shelves.before(lane);
      let best = -1;
      for (const campaign of campaigns) {
        for (const group of this.#shelves.groups(campaign, lane, agent)) {
          if (!this.#windows.isOpen(campaign, group.zoneSet, nowAt)) continue;
          const slot = accept === undefined ? group.heap.peek() : group.heap.first(accept);
          if (slot >= 0 && (best < 0 || before(slot, best))) best = slot;
        }
      }
      if (best >= 0) return this.#candidate(best, lane, nowAt);
    }
    return undefined;
  }

  /** how many leads this agent could have now, lane by lane; lanes without any are left out. */
  counts(scope: AgentScope, nowAt: number): ReadonlyMap<Lane, number> {
    const { campaigns, agent } = this.#resolve(scope);
    const counts = new Map<Lane, number>();
    LANES.forEach((lane, number) => {
      let count = 0;
      for (const group of this.#groups(campaigns, number, agent)) {
        if (this.#windows.isOpen(group.campaign, group.zoneSet, nowAt)) count += group.heap.size;
      }
      if (count > 0) counts.set(lane, count);
    });
    return counts;
  }

  /** why nothing is there for this agent now, soonest first, each with the instant at which it may change. */
  waitingReasons(scope: AgentScope, nowAt: number): readonly Reason[] {
    const { campaigns, agent } = this.#resolve(scope);
    const soonest = new Map<string, number>();
    const note = (reason: string, clearsAt: number): void => {
      soonest.set(reason, Math.min(soonest.get(reason) ?? Infinity, clearsAt));
    };
    for (let lane = 1; lane <= WAITING; lane += 1) {
      for (const group of this.#groups(campaigns, lane, agent)) {
        const head = group.heap.peek();
        const fromAt = lane === WAITING ? Math.max(nowAt, readFloat(this.#columns.dueAt, head)) : nowAt;
        const opensAt = this.#windows.opensAt(group.campaign, group.zoneSet, fromAt);
        if (lane === WAITING && opensAt === fromAt) note(this.#waitReason(head, nowAt), opensAt);
        else if (opensAt > nowAt) note('CALLING_WINDOW_CLOSED', opensAt);
      }
    }
    return [...soonest]
      .sort(([, a], [, b]) => a - b)
      .map(([reason, clearsAt]) => reasonUntil(reason, clearsAt));
  }

  /** Leads known in these campaigns, whatever their state. */
  leadCount(campaignIds: readonly string[]): number {
    const { campaigns } = this.#resolve({ agentId: '', campaignIds });
    return campaigns.reduce((sum, campaign) => sum + this.#rules.leadsOf(campaign), 0);
  }

  /** "Why next, why not" for one lead; undefined when it is not known. */
  explain(leadId: string, nowAt: number): Standing | undefined {
    const slot = this.#directory.slotOf(leadId);
    if (slot < 0) return undefined;
    const facts = this.#columns.facts(slot);
    const policy = this.#rules.policyOf(slot);
    const due = eligibility(facts, policy, nowAt);
    const reasons: Reason[] = [...cadenceRefusals(facts, policy, nowAt)];
    const campaign = readShort(this.#columns.campaign, slot);
    const zoneSet = readShort(this.#columns.zoneSet, slot);
    const guard = readFloat(this.#columns.guard, slot);
    const opensAt = this.#windows.opensAt(campaign, zoneSet, nowAt);
    if (opensAt > nowAt) reasons.push(reasonUntil('CALLING_WINDOW_CLOSED', opensAt));
    if (this.#rules.holds.isExcluded(guard)) reasons.push({ reason: 'NUMBER_EXCLUDED' });
    if (this.#rules.holds.isHeld(guard)) reasons.push({ reason: 'LOCKED_BY_OTHER' });
    if (readShort(this.#columns.owner, slot) !== 0) reasons.push({ reason: 'CLAIMED_BY_OTHER' });
    const heldBack = this.#rules.heldBack(slot);
    if (heldBack !== undefined && heldBack.untilAt > nowAt) {
      reasons.push(reasonUntil(heldBack.reason, heldBack.untilAt));
    }
    const group = this.#shelves.groupOf(slot);
    const fromAt = Math.max(due.eligibleAt, heldBack?.untilAt ?? 0);
    return {
      lane: due.lane ?? laneOf(facts, policy, nowAt),
      level: due.level,
      eligibleAt: fromAt === Infinity ? Infinity : this.#windows.opensAt(campaign, zoneSet, fromAt),
      reasons,
      position: group === undefined || group.lane === WAITING ? 0 : this.#position(slot, group),
    };
  }

  #position(slot: number, group: Group): number {
    let before = 0;
    for (const other of this.#shelves.groups(group.campaign, group.lane, group.owner)) {
      before += other.heap.countBefore(slot, POSITION_MAX - before);
    }
    return Math.min(POSITION_MAX, before + 1);
  }

  #candidate(slot: number, lane: number, nowAt: number): Candidate {
    const columns = this.#columns;
    const isLevel = lane >= laneNumber('p1') && lane <= laneNumber('p4');
    const byAttempts = isLevel || lane === laneNumber('fresh_p1');
    return {
      leadId: columns.leadId(slot),
      homeGuard: columns.homeGuard(slot),
      campaignId: columns.names.campaigns.text(readShort(columns.campaign, slot)),
      lane: LANES[lane] ?? 'postponed',
      level: priorityLevel(columns.facts(slot), this.#rules.policyOf(slot), nowAt),
      leadVersion: readWord(columns.version, slot),
      sortKey: byAttempts
        ? [lane, readByte(columns.cadenceAttempts, slot), readFloat(columns.optInAt, slot)]
        : [
            lane,
            lane === laneNumber('postponed') ? readWord(columns.lastEndS, slot) : columns.callbackAt(slot),
            0,
          ],
    };
  }

  #waitReason(slot: number, nowAt: number): string {
    const heldBack = this.#rules.heldBack(slot);
    if (heldBack !== undefined && heldBack.untilAt > nowAt) return heldBack.reason;
    return eligibility(this.#columns.facts(slot), this.#rules.policyOf(slot), nowAt).reason ?? 'RETRY_GAP';
  }

  #resolve(scope: AgentScope): { campaigns: number[]; agent: number } {
    const { names } = this.#columns;
    const campaigns = scope.campaignIds
      .map((campaignId) => names.campaigns.known(campaignId))
      .filter((campaign) => campaign !== undefined);
    return { campaigns, agent: names.agents.known(scope.agentId) ?? 0 };
  }

  *#groups(campaigns: readonly number[], lane: number, agent: number): Generator<Group> {
    for (const campaign of campaigns) yield* this.#shelves.groups(campaign, lane, agent);
  }
}
