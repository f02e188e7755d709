import {
  cadenceRefusals,
  eligibility,
  laneOf,
  LANES,
  priorityLevel,
  type CadenceFacts,
  type CadencePolicy,
  type Lane,
} from '@firstring/domain';
import type { CallingWindows } from './calling-windows.ts';
import type { CampaignRules, RuledGroup } from './campaign-rules.ts';
import { chooseLead, countBefore, type Asking, type ChoiceParts } from './choice.ts';
import type { CampaignCriteria } from './criteria.ts';
import { readByte, readFloat, readShort, readWord } from './growable.ts';
import type { GuardHolds } from './guard-holds.ts';
import type { LeadColumns } from './lead-columns.ts';
import type { LeadDirectory } from './lead-directory.ts';
import type { ListTurns, TurnPlaces } from './list-turns.ts';
import { firstInAt } from './place.ts';
import { isByList, laneNumber, POSTPONED_RANK, WAITING, WAITING_RANK } from './rank.ts';
import type { Group, Shelves } from './shelves.ts';
import {
  reasonUntil,
  type AgentScope,
  type Candidate,
  type HeldBack,
  type KnownLead,
  type Reason,
  type Standing,
} from './standing.ts';
import { stepAt, type Steps } from './steps.ts';

const POSITION_MAX = 10_000;
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

export interface OrderParts {
  readonly columns: LeadColumns;
  readonly directory: LeadDirectory;
  readonly shelves: Shelves;
  readonly windows: CallingWindows;
  readonly campaigns: CampaignRules;
  readonly turns: ListTurns;
  readonly criteria: CampaignCriteria;
  readonly rules: OrderRules;
}

/** What opens and closes with the clock for many leads at once. */
type Opened = RuledGroup & Pick<Group, 'zoneSet'>;

/** Every question one can ask the order; nothing here changes it. */
export class OrderView {
  readonly #columns: LeadColumns;
  readonly #directory: LeadDirectory;
  readonly #shelves: Shelves;
  readonly #windows: CallingWindows;
  readonly #campaigns: CampaignRules;
  readonly #criteria: CampaignCriteria;
  readonly #rules: OrderRules;
  readonly #choosing: ChoiceParts;

  constructor(parts: OrderParts) {
    this.#columns = parts.columns;
    this.#directory = parts.directory;
    this.#shelves = parts.shelves;
    this.#windows = parts.windows;
    this.#campaigns = parts.campaigns;
    this.#criteria = parts.criteria;
    this.#rules = parts.rules;
    this.#choosing = {
      shelves: parts.shelves,
      campaigns: parts.campaigns,
      turns: parts.turns,
      isOpen: (group, nowAt) => this.#isOpen(group, nowAt),
    };
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
      campaignIds: this.#directory.entriesOf(slot).map((entry) => this.#campaignId(entry)),
      homeGuard: columns.homeGuard(slot),
      version: readWord(columns.version, slot),
      ownerId: owner === '' ? undefined : owner,
    };
  }

  /** What dialling has done to a lead, and what the cadence needs of it besides; undefined when it is not known. */
  facts(leadId: string): CadenceFacts | undefined {
    const slot = this.#directory.slotOf(leadId);
    return slot < 0 ? undefined : this.#columns.facts(slot);
  }

  /** Where a campaign's lists stand in their turns; undefined before the first. */
  turnPlaces(campaignId: string): TurnPlaces | undefined {
    const { campaigns, lists } = this.#columns.names;
    const line = this.#choosing.turns.lineOf(campaigns.known(campaignId) ?? 0);
    if (line === undefined) return undefined;
    const next = Object.fromEntries([...line.nextAt].map(([list, at]) => [lists.text(list), at]));
    return { now: line.nowAt, next };
  }

  /** Whether this agent may call this lead now, apart from cadence and time slots, which a dial-back does not follow. */
  isCallable(leadId: string, scope: AgentScope, nowAt: number): boolean {
    return this.#callableEntry(leadId, scope, nowAt) !== undefined;
  }

  /** A lead as the dial-back lane offers it to this agent. */
  asDialback(leadId: string, scope: AgentScope, nowAt: number): Candidate | undefined {
    const entry = this.#callableEntry(leadId, scope, nowAt);
    return entry === undefined
      ? undefined
      : { ...this.#candidate(entry, laneNumber('dialback'), nowAt), lane: 'dialback' };
  }

  #callableEntry(leadId: string, scope: AgentScope, nowAt: number): number | undefined {
    const slot = this.#directory.slotOf(leadId);
    const lead = this.lead(leadId);
    if (lead === undefined) return undefined;
    if (lead.ownerId !== undefined && lead.ownerId !== scope.agentId) return undefined;
    if (this.#rules.holds.blocks(readFloat(this.#columns.guard, slot))) return undefined;
    const zoneSet = readShort(this.#columns.zoneSet, slot);
    return this.#directory
      .entriesOf(slot)
      .find(
        (entry) =>
          scope.campaignIds.includes(this.#campaignId(entry)) &&
          this.#campaigns.refusal(this.#ruledGroup(entry)) === undefined &&
          this.#mayHave(entry, scope.agentId) &&
          this.#windows.isOpen(readShort(this.#columns.campaign, entry), zoneSet, nowAt),
      );
  }

  /** The best lead for this agent now (`chooseLead`); leads outside their calling window do not count. */
  peekBest(scope: AgentScope, nowAt: number): Candidate | undefined {
    const asking = this.#resolve(scope);
    const skip = scope.skip;
    const accept =
      skip === undefined || skip.size === 0
        ? undefined
        : (slot: number): boolean => !skip.has(this.#columns.leadId(slot));
    const choice = chooseLead(this.#choosing, { ...asking, accept }, nowAt);
    if (choice === undefined) return undefined;
    const candidate = this.#candidate(choice.slot, choice.rank, nowAt);
    return choice.turn === undefined ? candidate : { ...candidate, turn: choice.turn };
  }

  /** how many leads this agent could have now, lane by lane; lanes without any are left out. One counts in each of its campaigns. */
  counts(scope: AgentScope, nowAt: number): ReadonlyMap<Lane, number> {
    const asking = this.#resolve(scope);
    const counts = new Map<Lane, number>();
    for (const rank of this.#shelves.ranks(asking.campaigns)) {
      for (const group of this.#groups(asking, rank)) {
        const lane = LANES[group.lane];
        if (lane !== undefined && this.#isOpen(group, nowAt)) {
          counts.set(lane, (counts.get(lane) ?? 0) + group.heap.size);
        }
      }
    }
    return counts;
  }

  /** why nothing is there for this agent now, soonest first, each with the instant at which it may change. */
  waitingReasons(scope: AgentScope, nowAt: number): readonly Reason[] {
    const asking = this.#resolve(scope);
    const { campaigns, agentId } = asking;
    const soonest = new Map<string, number>();
    const note = (reason: string, clearsAt: number): void => {
      soonest.set(reason, Math.min(soonest.get(reason) ?? Infinity, clearsAt));
    };
    const isOthers = (campaign: number): boolean =>
      this.#shelves.hasOthers(campaign, this.#campaigns.codes.of(campaign, agentId));
    if (campaigns.some(isOthers)) note('OWNERSHIP_CODE_MISSING', Infinity);
    for (const rank of [...this.#shelves.ranks(campaigns), WAITING_RANK]) {
      for (const group of this.#groups(asking, rank)) {
        const refusal = this.#campaigns.refusal(group);
        if (refusal !== undefined) {
          note(refusal, Infinity);
          continue;
        }
        const head = group.heap.peek();
        const isWaiting = rank === WAITING_RANK;
        const fromAt = isWaiting ? Math.max(nowAt, readFloat(this.#columns.dueAt, head)) : nowAt;
        const { opensAt, reason } = this.#opening(group, fromAt);
        if (isWaiting && opensAt === fromAt) note(this.#waitReason(head, nowAt), opensAt);
        else if (opensAt > nowAt) note(reason, opensAt);
      }
    }
    // Last: of a campaign that gives nothing anyhow, that is the reason.
    for (const campaign of campaigns) {
      if (this.#shelves.outOf(campaign) === 0) continue;
      note(this.#campaigns.refusal({ campaign, list: 0, isHome: true }) ?? 'FILTERED_OUT', Infinity);
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

  /** "Why next, why not" for one lead, in the one of its campaigns where it comes soonest; undefined when it is not known. */
  explain(leadId: string, nowAt: number): Standing | undefined {
    const slot = this.#directory.slotOf(leadId);
    if (slot < 0) return undefined;
    const [first, ...others] = this.#directory
      .entriesOf(slot)
      .map((entry) => this.#explainEntry(entry, nowAt));
    return others.reduce(
      (best, standing) => (best === undefined || standing.eligibleAt < best.eligibleAt ? standing : best),
      first,
    );
  }

  #explainEntry(slot: number, nowAt: number): Standing {
    const facts = this.#columns.facts(slot);
    const policy = this.#rules.policyOf(slot);
    const steps = this.#rules.steps(slot);
    const due = eligibility(facts, policy, nowAt);
    const ruled = { ...this.#ruledGroup(slot), zoneSet: readShort(this.#columns.zoneSet, slot) };
    const refusal = this.#campaigns.refusal(ruled);
    const heldBack = this.#rules.heldBack(slot);
    const soonestAt = Math.max(due.eligibleAt, heldBack?.untilAt ?? 0);
    const fromAt = steps === undefined ? soonestAt : firstInAt({ facts, policy }, steps, soonestAt);
    const group = this.#shelves.groupOf(slot);
    const isNobodys = !this.#mayHave(slot, '');
    const isNever = refusal !== undefined || isNobodys || fromAt === Infinity;
    const { stepNames } = this.#criteria.of(ruled.campaign);
    const step = steps === undefined ? 0 : stepAt(steps, due.level);
    return {
      lane: due.lane ?? laneOf(facts, policy, nowAt),
      level: due.level,
      step,
      stepName: stepNames[step - 1] ?? '',
      listPriority: this.#campaigns.shareOf(ruled.campaign, ruled.list).priority,
      eligibleAt: isNever ? Infinity : this.#opening(ruled, fromAt).opensAt,
      reasons: [
        ...cadenceRefusals(facts, policy, nowAt),
        ...(refusal === undefined ? [] : [{ reason: refusal }]),
        ...(isNobodys ? [{ reason: 'OWNERSHIP_CODE_MISSING' }] : []),
        ...(steps === undefined || step > 0 ? [] : [reasonUntil('FILTERED_OUT', fromAt)]),
        ...this.#closedReason(ruled, nowAt),
        ...this.#holdReasons(slot),
        ...(heldBack !== undefined && heldBack.untilAt > nowAt
          ? [reasonUntil(heldBack.reason, heldBack.untilAt)]
          : []),
      ],
      position:
        group === undefined || group.lane === WAITING
          ? 0
          : Math.min(POSITION_MAX, 1 + countBefore(this.#choosing, { slot, group }, POSITION_MAX)),
    };
  }

  #closedReason(group: Opened, nowAt: number): readonly Reason[] {
    const { opensAt, reason } = this.#opening(group, nowAt);
    return opensAt > nowAt ? [reasonUntil(reason, opensAt)] : [];
  }

  #holdReasons(slot: number): readonly Reason[] {
    const guard = readFloat(this.#columns.guard, slot);
    const { holds } = this.#rules;
    return [
      ...(holds.isExcluded(guard) ? [{ reason: 'NUMBER_EXCLUDED' }] : []),
      ...(holds.isHeld(guard) ? [{ reason: 'LOCKED_BY_OTHER' }] : []),
      ...(readShort(this.#columns.owner, slot) === 0 ? [] : [{ reason: 'CLAIMED_BY_OTHER' }]),
    ];
  }

  /** a lead with an ownership code is only theirs who have it; with an empty id: whether anybody of the campaign has. */
  #mayHave(entry: number, agentId: string): boolean {
    const code = readShort(this.#columns.code, entry);
    return (
      code === 0 || this.#campaigns.codes.of(readShort(this.#columns.campaign, entry), agentId).has(code)
    );
  }

  #candidate(slot: number, rank: number, nowAt: number): Candidate {
    const columns = this.#columns;
    const isAgreed = !isByList(rank);
    const lane = this.#shelves.groupOf(slot)?.lane ?? rank;
    return {
      leadId: columns.leadId(slot),
      homeGuard: columns.homeGuard(slot),
      campaignId: this.#campaignId(slot),
      lane: LANES[lane] ?? 'postponed',
      level: priorityLevel(columns.facts(slot), this.#rules.policyOf(slot), nowAt),
      leadVersion: readWord(columns.version, slot),
      sortKey:
        isAgreed || rank === POSTPONED_RANK
          ? [rank, isAgreed ? columns.callbackAt(slot) : readWord(columns.lastEndS, slot), 0]
          : [rank, readByte(columns.cadenceAttempts, slot), readFloat(columns.optInAt, slot)],
    };
  }

  #campaignId(slot: number): string {
    return this.#columns.names.campaigns.text(readShort(this.#columns.campaign, slot));
  }

  #ruledGroup(slot: number): RuledGroup {
    const { campaign, home, list } = this.#columns;
    return {
      campaign: readShort(campaign, slot),
      list: readShort(list, slot),
      isHome: readShort(campaign, slot) === readShort(home, slot),
    };
  }

  /** Whether the campaign and the list give their leads, and both calling window and time slot are open. */
  #isOpen(group: Group, nowAt: number): boolean {
    return (
      this.#campaigns.refusal(group) === undefined &&
      this.#windows.isOpen(group.campaign, group.zoneSet, nowAt) &&
      this.#campaigns.slotOpensAt(group, nowAt) === nowAt
    );
  }

  /** First instant from `fromAt` on at which window and slot are open, and which of them is the one that is waited for now. */
  #opening(group: Opened, fromAt: number): { readonly opensAt: number; readonly reason: string } {
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

  #waitReason(slot: number, nowAt: number): string {
    const heldBack = this.#rules.heldBack(slot);
    if (heldBack !== undefined && heldBack.untilAt > nowAt) return heldBack.reason;
    const { reason } = eligibility(this.#columns.facts(slot), this.#rules.policyOf(slot), nowAt);
    return reason ?? (this.#rules.steps(slot) === undefined ? 'RETRY_GAP' : 'FILTERED_OUT');
  }

  #resolve(scope: AgentScope): Omit<Asking, 'accept'> {
    const { names } = this.#columns;
    const campaigns = scope.campaignIds
      .map((campaignId) => names.campaigns.known(campaignId))
      .filter((campaign) => campaign !== undefined);
    return { campaigns, agent: names.agents.known(scope.agentId) ?? 0, agentId: scope.agentId };
  }

  *#groups({ campaigns, agent, agentId }: Omit<Asking, 'accept'>, rank: number): Generator<Group> {
    for (const campaign of campaigns) {
      const codes = this.#campaigns.codes.of(campaign, agentId);
      yield* this.#shelves.groups(campaign, rank, { agent, codes });
    }
  }
}
