import { eligibility, laneOf, LANES, priorityLevel, type CadenceFacts, type Lane } from '@firstring/domain';
import type { CallingWindows } from './calling-windows.ts';
import type { CampaignRules } from './campaign-rules.ts';
import { chooseLead, countBefore, type Asking, type ChoiceParts } from './choice.ts';
import type { CampaignCriteria } from './criteria.ts';
import { readByte, readFloat, readShort, readWord } from './growable.ts';
import type { LeadColumns } from './lead-columns.ts';
import type { LeadDirectory } from './lead-directory.ts';
import { LeadReasons, type OrderRules } from './lead-reasons.ts';
import type { ListTurns, Strides, TurnPlaces } from './list-turns.ts';
import { isByList, laneNumber, POSTPONED_RANK, WAITING, WAITING_RANK } from './rank.ts';
import type { Group, Shelves } from './shelves.ts';
import {
  reasonUntil,
  type AgentScope,
  type Candidate,
  type KnownLead,
  type Reason,
  type Standing,
} from './standing.ts';
import { stepAt } from './steps.ts';
import { tallyLeads, type Tally, type TallyAsked } from './tally.ts';

const POSITION_MAX = 10_000;
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

/** Every question one can ask the order; nothing here changes it. */
export class OrderView {
  readonly #columns: LeadColumns;
  readonly #directory: LeadDirectory;
  readonly #shelves: Shelves;
  readonly #windows: CallingWindows;
  readonly #campaigns: CampaignRules;
  readonly #criteria: CampaignCriteria;
  readonly #rules: OrderRules;
  readonly #reasons: LeadReasons;
  readonly #choosing: ChoiceParts;

  constructor(parts: OrderParts) {
    this.#columns = parts.columns;
    this.#directory = parts.directory;
    this.#shelves = parts.shelves;
    this.#windows = parts.windows;
    this.#campaigns = parts.campaigns;
    this.#criteria = parts.criteria;
    this.#rules = parts.rules;
    this.#reasons = new LeadReasons(parts);
    this.#choosing = {
      shelves: parts.shelves,
      campaigns: parts.campaigns,
      turns: parts.turns,
      isOpen: (group, nowAt) => this.#reasons.isOpen(group, nowAt),
    };
  }

  /** What the order knows of one lead; undefined when it is not known. */
  lead(leadId: string): KnownLead | undefined {
    const slot = this.#directory.slotOf(leadId);
    if (slot < 0) return undefined;
    return {
      campaignIds: this.#directory.entriesOf(slot).map((entry) => this.#campaignId(entry)),
      homeGuard: this.#columns.homeGuard(slot),
      version: readWord(this.#columns.version, slot),
      ownerId: this.#reasons.ownerOf(slot)?.agentId,
    };
  }

  /** What dialling has done to a lead, and what the cadence needs of it besides; undefined when it is not known. */
  facts(leadId: string): CadenceFacts | undefined {
    const slot = this.#directory.slotOf(leadId);
    return slot < 0 ? undefined : this.#columns.facts(slot);
  }

  /** First instant from `fromAt` on at which every place where the lead may be is open; Infinity: none in sight, or nobody knows it. */
  callableFrom(leadId: string, campaignId: string, fromAt: number): number {
    const slot = this.#directory.slotOf(leadId);
    const campaign = this.#columns.names.campaigns.known(campaignId);
    if (slot < 0 || campaign === undefined) return Infinity;
    return this.#windows.opensAt(campaign, readShort(this.#columns.zoneSet, slot), fromAt);
  }

  /** Where a campaign's lists stand in their turns; undefined before the first. */
  turnPlaces(campaignId: string): TurnPlaces | undefined {
    const { campaigns, lists } = this.#columns.names;
    const line = this.#choosing.turns.lineOf(campaigns.known(campaignId) ?? 0);
    if (line === undefined) return undefined;
    const byId = (places: ReadonlyMap<number, number>) =>
      Object.fromEntries([...places].map(([list, at]) => [lists.text(list), at]));
    return { now: line.nowAt, next: byId(line.nextAt), due: byId(line.dueAt) };
  }

  /** Such a line by the order's own numbers, for `ListTurns.restore`; lists that are not known are left out. */
  turnLine(campaignId: string, { now, next, due }: TurnPlaces): [campaign: number, line: Strides] {
    const { campaigns, lists } = this.#columns.names;
    const byNumber = (places: Readonly<Record<string, number>>): Map<number, number> =>
      new Map(
        Object.entries(places).flatMap(([listId, at]): [number, number][] => {
          const list = lists.known(listId);
          return list === undefined ? [] : [[list, at]];
        }),
      );
    const line = { nowAt: now, nextAt: byNumber(next), dueAt: byNumber(due) };
    return [campaigns.known(campaignId) ?? 0, line];
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
    const isOwn = lead.ownerId === undefined || lead.ownerId === scope.agentId;
    if (!isOwn && scope.anyOwner !== true) return undefined;
    if (this.#rules.holds.blocks(readFloat(this.#columns.guard, slot))) return undefined;
    const zoneSet = readShort(this.#columns.zoneSet, slot);
    return this.#directory
      .entriesOf(slot)
      .find(
        (entry) =>
          scope.campaignIds.includes(this.#campaignId(entry)) &&
          this.#campaigns.refusal(this.#reasons.openedOf(entry)) === undefined &&
          this.#reasons.mayHave(entry, scope.agentId) &&
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
    const { agentId } = asking;
    const counts = new Map<Lane, number>();
    for (const rank of this.#shelves.ranks(asking.campaigns)) {
      for (const group of this.#groups(asking, rank)) {
        const lane = LANES[group.lane];
        if (lane !== undefined && this.#isFor(group, agentId) && this.#reasons.isOpen(group, nowAt)) {
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
    for (const campaign of campaigns)
      for (const refusal of this.#shelves.refusals(campaign, agentId)) note(refusal, Infinity);
    for (const rank of [...this.#shelves.ranks(campaigns), WAITING_RANK]) {
      for (const group of this.#groups(asking, rank)) {
        const refusal =
          this.#campaigns.refusal(group) ?? (this.#isFor(group, agentId) ? undefined : 'LIST_OF_OTHERS');
        if (refusal !== undefined) {
          note(refusal, Infinity);
          continue;
        }
        const head = group.heap.peek();
        const isWaiting = rank === WAITING_RANK;
        const fromAt = isWaiting ? Math.max(nowAt, this.#columns.dueAt(head)) : nowAt;
        const { opensAt, reason } = this.#reasons.opening(group, fromAt);
        if (isWaiting && opensAt === fromAt) note(this.#reasons.ofWaiting(head, nowAt), opensAt);
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

  /** Sorts the leads of some campaigns by why they are not given; each step is a few hundred leads, so that others get their turn. */
  tally({ scope, nowAt, at, skippedUntil }: TallyAsked): Generator<number, Tally> {
    const { campaigns, agent } = this.#resolve(scope);
    const skipped = new Map<number, number>();
    for (const [leadId, untilAt] of skippedUntil) {
      const slot = this.#directory.slotOf(leadId);
      for (const entry of slot < 0 ? [] : this.#directory.entriesOf(slot)) skipped.set(entry, untilAt);
    }
    const asked = { campaigns: new Set(campaigns), agent, agentId: scope.agentId, at, isNow: at <= nowAt };
    const parts = { columns: this.#columns, shelves: this.#shelves, reasons: this.#reasons };
    return tallyLeads(parts, { ...asked, skipped });
  }

  /** Agents among these who may have a lead of a campaign, whatever the time; the owner alone where it is one agent's own. */
  mayHave(leadId: string, campaignId: string, agentIds: readonly string[]): readonly string[] {
    const slot = this.#directory.slotOf(leadId);
    const entry = slot < 0 ? undefined : this.#entryIn(slot, campaignId);
    if (entry === undefined) return [];
    const owner = this.#reasons.ownerOf(entry);
    return agentIds.filter(
      (agentId) =>
        (owner === undefined || owner.agentId === agentId) && this.#reasons.mayHave(entry, agentId),
    );
  }

  /** Whether code and list of a lead let this agent have it in a campaign, whoever owns it; undefined where it is not known there. */
  isFor(leadId: string, campaignId: string, agentId: string): boolean | undefined {
    const slot = this.#directory.slotOf(leadId);
    const entry = slot < 0 ? undefined : this.#entryIn(slot, campaignId);
    return entry === undefined ? undefined : this.#reasons.mayHave(entry, agentId);
  }

  #entryIn(slot: number, campaignId: string): number | undefined {
    return this.#directory.entriesOf(slot).find((entry) => this.#campaignId(entry) === campaignId);
  }

  /** Leads known in these campaigns, whatever their state. */
  leadCount(campaignIds: readonly string[]): number {
    const { campaigns } = this.#resolve({ agentId: '', campaignIds });
    return campaigns.reduce((sum, campaign) => sum + this.#rules.leadsOf(campaign), 0);
  }

  /**
   * "Why next, why not" for one lead in each of its campaigns, the one where it comes soonest first; undefined when it is not known.
   * For an instant ahead with what is known now; its position is always that of now.
   */
  standings(leadId: string, at: number): readonly Standing[] | undefined {
    const slot = this.#directory.slotOf(leadId);
    if (slot < 0) return undefined;
    return this.#directory
      .entriesOf(slot)
      .filter((entry) => readShort(this.#columns.campaign, entry) !== 0)
      .map((entry) => this.#standing(entry, at))
      .sort((a, b) => (a.eligibleAt === b.eligibleAt ? 0 : a.eligibleAt - b.eligibleAt));
  }

  #standing(entry: number, at: number): Standing {
    const facts = this.#columns.facts(entry);
    const policy = this.#rules.policyOf(entry);
    const steps = this.#rules.steps(entry);
    const { lane = laneOf(facts, policy, at), level } = eligibility(facts, policy, at);
    const group = this.#shelves.groupOf(entry);
    const { campaign, list } = this.#reasons.openedOf(entry);
    const step = steps === undefined ? 0 : stepAt(steps, level);
    return {
      campaignId: this.#campaignId(entry),
      listId: this.#columns.names.lists.text(list),
      lane,
      level,
      step,
      stepName: this.#criteria.of(campaign).stepNames[step - 1] ?? '',
      listPriority: this.#campaigns.shareOf(campaign, list).priority,
      eligibleAt: this.#reasons.eligibleAt(entry, at, ''),
      reasons: [...this.#reasons.ofEntry(entry, at, ''), ...this.#reasons.ofOwner(entry, '')],
      position:
        group === undefined || group.lane === WAITING
          ? 0
          : Math.min(POSITION_MAX, 1 + countBefore(this.#choosing, { slot: entry, group }, POSITION_MAX)),
    };
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
          : [rank, readByte(columns.cadenceAttempts, slot), columns.optInAt(slot)],
    };
  }

  #campaignId(slot: number): string {
    return this.#columns.names.campaigns.text(readShort(this.#columns.campaign, slot));
  }

  #resolve(scope: AgentScope): Omit<Asking, 'accept'> {
    const { names } = this.#columns;
    const campaigns = scope.campaignIds
      .map((campaignId) => names.campaigns.known(campaignId))
      .filter((campaign) => campaign !== undefined);
    return { campaigns, agent: names.agents.known(scope.agentId) ?? 0, agentId: scope.agentId };
  }

  /** */
  #isFor({ campaign, list }: Group, agentId: string): boolean {
    return this.#campaigns.isListFor(campaign, list, agentId);
  }

  *#groups({ campaigns, agent, agentId }: Omit<Asking, 'accept'>, rank: number): Generator<Group> {
    for (const campaign of campaigns) {
      const audiences = this.#shelves.audiences.of(campaign, agentId);
      yield* this.#shelves.groups(campaign, rank, { agent, audiences });
    }
  }
}
