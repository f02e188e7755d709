import { eligibility, type CadenceFacts, type CadencePolicy } from '@firstring/domain';
import { CallingWindows } from './calling-windows.ts';
import { CampaignRules, type CampaignOrder, type ListOrder } from './campaign-rules.ts';
import { cardKeys, packGuard, type IndexCard } from './card.ts';
import { readFloat, readShort, readWord } from './growable.ts';
import { GuardHolds, type GuardHold } from './guard-holds.ts';
import { LeadColumns } from './lead-columns.ts';
import { LeadDirectory } from './lead-directory.ts';
import { ListTurns, type Turn } from './list-turns.ts';
import { OrderView } from './order-view.ts';
import { laneNumber, Shelves, WAITING } from './shelves.ts';
import { SlotHeap } from './slot-heap.ts';
import { LASTING_EXCLUSIONS, type HeldBack } from './standing.ts';

/** Leads that are placed anew after a change of configuration. */
type Sweep =
  | { readonly type: 'campaign'; readonly campaign: number; next: number }
  | { readonly type: 'list'; readonly list: number; next: number };

/** How a hold ends. */
export interface HoldEnd {
  readonly token: number;
  /** The leads come back only once this lead's card has reached this version. */
  readonly after?: { readonly leadId: string; readonly version: number };
}

/**
 * The order of one process in memory: who would be next for whom, and when that changes. Nothing here waits or asks a
 * store. Each lead stands in one group (campaign, lane, list, zones, owner) of each of its campaigns, or in none while it is held
 * or finished: its own campaign, and those its list is assigned to.
 * `view` answers questions; the methods here change the order, each in O(log n).
 */
export class OrderIndex {
  readonly view: OrderView;
  readonly #columns: LeadColumns;
  readonly #directory: LeadDirectory;
  readonly #shelves: Shelves;
  readonly #windows: CallingWindows;
  /** Leads that time will move, by `dueAt`. */
  readonly #timers: SlotHeap;
  readonly #holds = new GuardHolds();
  readonly #heldBack = new Map<number, HeldBack>();
  readonly #rules: CampaignRules;
  readonly #turns = new ListTurns();
  readonly #leadsOfCampaign = new Map<number, number>();
  /** Campaigns whose leads are being placed anew, lists whose leads come to a campaign or leave it, and how far that is. */
  readonly #sweeps: Sweep[] = [];

  constructor(options: { leadsMax: number }) {
    const columns = new LeadColumns(options.leadsMax);
    const { timerPlace, dueAt } = columns;
    this.#columns = columns;
    this.#directory = new LeadDirectory(columns);
    this.#shelves = new Shelves(columns);
    this.#rules = new CampaignRules(columns.names);
    this.#windows = new CallingWindows((zoneSet) => columns.zonesOfSet(zoneSet));
    this.#timers = new SlotHeap(timerPlace, (a, b) => {
      const difference = readFloat(dueAt, a) - readFloat(dueAt, b);
      return difference === 0 ? a < b : difference < 0;
    });
    this.view = new OrderView({
      columns,
      directory: this.#directory,
      shelves: this.#shelves,
      windows: this.#windows,
      campaigns: this.#rules,
      turns: this.#turns,
      rules: {
        holds: this.#holds,
        policyOf: (slot) => this.#policyOf(slot),
        heldBack: (slot) => this.#heldBack.get(slot),
        leadsOf: (campaign) => this.#leadsOfCampaign.get(campaign) ?? 0,
      },
    });
  }

  /** Leads known, whatever their state. */
  get size(): number {
    return this.#directory.size;
  }

  /** Sets what a campaign decides by, from the next question on. Its leads are placed anew by the next calls of `advance`, a slice each. */
  setCampaign(campaignId: string, order: CampaignOrder): void {
    const campaign = this.#columns.names.campaigns.number(campaignId);
    this.#windows.set(campaign, order.window);
    const { lists, isChanged } = this.#rules.setCampaign(campaign, order);
    this.#turns.keep(campaign, this.#rules.listsOf(campaign));
    for (const list of lists) this.#sweeps.push({ type: 'list', list, next: 0 });
    if (isChanged) this.#sweeps.push({ type: 'campaign', campaign, next: 0 });
  }

  /** switches a list on or off from the next question on, and tells the zone of its time slots. */
  setList(list: ListOrder): void {
    this.#rules.setList(list);
  }

  /** Takes a card in; false when this or a newer version is known, or its keys are malformed. */
  upsert(card: IndexCard, nowAt: number): boolean {
    const keys = cardKeys(card);
    if (keys === undefined) return false;
    let slot = this.#directory.find(keys.words);
    if (slot >= 0 && readWord(this.#columns.version, slot) >= card.version) return false;
    if (slot < 0) slot = this.#directory.add(keys.words, keys.guard);
    else this.#forgetPlaces(slot);
    this.#columns.writeCard(slot, card);
    const entries = this.#spread(slot);
    const guard = readFloat(this.#columns.guard, slot);
    if (this.#holds.applied(guard, card.leadId, card.version)) this.#placeGuard(guard, nowAt);
    else for (const entry of entries) this.#place(entry, nowAt);
    return true;
  }

  /** Forgets a deleted lead. */
  remove(leadId: string, nowAt: number): void {
    const slot = this.#directory.slotOf(leadId);
    if (slot < 0) return;
    const guard = readFloat(this.#columns.guard, slot);
    this.#forgetPlaces(slot);
    this.#directory.remove(slot);
    if (this.#holds.applied(guard, leadId, Infinity)) this.#placeGuard(guard, nowAt);
  }

  /** nobody is offered a lead of a held number, duplicates included. */
  hold(homeGuard: string, hold: GuardHold): void {
    const guard = packGuard(homeGuard);
    if (guard === 0) return;
    this.#holds.hold(guard, hold);
    for (const slot of this.#directory.slotsOfGuard(guard)) this.#unplace(slot);
  }

  /** a candidate is being offered, its list has had its turn. */
  takeTurn(turn: Turn | undefined): void {
    if (turn !== undefined) this.#turns.take(turn);
  }

  /** The lead was presented: the turn is used for good. */
  confirmTurn(turn: Turn | undefined): void {
    if (turn !== undefined) this.#turns.confirm(turn);
  }

  /** The offer did not become a presentation: the turn is still the list's. */
  returnTurn(turn: Turn | undefined): void {
    if (turn !== undefined) this.#turns.giveBack(turn);
  }

  /** Learns the token of a hold that was taken before the grant. */
  confirmHold(homeGuard: string, token: number): void {
    this.#holds.confirm(packGuard(homeGuard), token);
  }

  /** Ends a hold, unless a newer token holds the number by now. */
  release(homeGuard: string, { token, after }: HoldEnd, nowAt: number): void {
    const guard = packGuard(homeGuard);
    const lead = after === undefined ? undefined : this.view.lead(after.leadId);
    const waitsFor =
      lead !== undefined && after !== undefined && lead.version < after.version ? after : undefined;
    if (this.#holds.release(guard, token, waitsFor)) this.#placeGuard(guard, nowAt);
  }

  /** leads of this number are never chosen until it is readmitted. Numbers without a lead are not remembered. */
  exclude(phone: string, excluded: boolean, nowAt: number): void {
    const guard = packGuard(phone);
    if (guard === 0) return;
    if (!excluded) this.#holds.readmit(guard);
    else if (this.#directory.slotsOfGuard(guard).length > 0) this.#holds.exclude(guard);
    this.#placeGuard(guard, nowAt);
  }

  /** the lead is this agent's alone; undefined ends that. */
  setOwner(leadId: string, agentId: string | undefined, nowAt: number): void {
    const slot = this.#directory.slotOf(leadId);
    if (slot < 0) return;
    for (const entry of this.#directory.entriesOf(slot)) {
      this.#columns.owner[entry] = this.#columns.names.agents.number(agentId ?? '');
      this.#heldBack.delete(entry);
      this.#place(entry, nowAt);
    }
  }

  /** Keeps a lead back that claim refused. */
  holdBack(leadId: string, heldBack: HeldBack, nowAt: number): void {
    const slot = this.#directory.slotOf(leadId);
    if (slot < 0) return;
    for (const entry of this.#directory.entriesOf(slot)) {
      this.#heldBack.set(entry, heldBack);
      this.#place(entry, nowAt);
    }
  }

  /** The number is free again: what waited only for that may come forward. */
  liftHeldBack(homeGuard: string, nowAt: number): void {
    for (const slot of this.#directory.slotsOfGuard(packGuard(homeGuard))) {
      const reason = this.#heldBack.get(slot)?.reason;
      if (reason !== 'LOCKED_BY_OTHER' && reason !== 'ATTEMPT_OUTSTANDING') continue;
      this.#heldBack.delete(slot);
      this.#place(slot, nowAt);
    }
  }

  /** Such an entry is gone: at most `steps` leads it held back may be asked about again; true when there may be more. */
  liftExclusions(nowAt: number, steps: number): boolean {
    let left = steps;
    for (const [slot, { reason }] of this.#heldBack) {
      if (!LASTING_EXCLUSIONS.has(reason)) continue;
      if (left === 0) return true;
      left -= 1;
      this.#heldBack.delete(slot);
      this.#place(slot, nowAt);
    }
    return false;
  }

  /** Lets time act on at most `steps` leads; true when more are due. */
  advance(nowAt: number, steps: number): boolean {
    let left = steps;
    while (left > 0 && this.nextDueAt <= nowAt) {
      this.#place(this.#timers.peek(), nowAt);
      left -= 1;
    }
    while (left > 0 && this.#sweeps.length > 0) left = this.#sweep(nowAt, left);
    return this.#sweeps.length > 0 || this.nextDueAt <= nowAt;
  }

  /** When `advance` has something to do next; Infinity when never. */
  get nextDueAt(): number {
    const slot = this.#timers.peek();
    return slot < 0 ? Infinity : readFloat(this.#columns.dueAt, slot);
  }

  /** Puts a lead where it belongs now and sets its timer. */
  #place(slot: number, nowAt: number): void {
    this.#unplace(slot);
    if (readShort(this.#columns.campaign, slot) === 0) return;
    if (this.#holds.blocks(readFloat(this.#columns.guard, slot))) return;
    const facts = this.#columns.facts(slot);
    const due = eligibility(facts, this.#policyOf(slot), nowAt);
    const heldBackUntilAt = this.#heldBack.get(slot)?.untilAt ?? 0;
    if (heldBackUntilAt <= nowAt) this.#heldBack.delete(slot);
    const eligibleAt = Math.max(due.eligibleAt, heldBackUntilAt);
    if (due.lane === undefined || eligibleAt === Infinity) return;
    const isReady = eligibleAt <= nowAt;
    const dueAt = isReady ? due.changesAt : eligibleAt;
    this.#columns.dueAt[slot] = dueAt;
    this.#shelves.put(slot, isReady ? laneNumber(due.lane) : WAITING, this.#ownerOf(slot, facts));
    if (dueAt < Infinity) this.#timers.push(slot);
  }

  #unplace(slot: number): void {
    this.#shelves.take(slot);
    if (readWord(this.#columns.timerPlace, slot) > 0) this.#timers.remove(slot);
  }

  /** Before a lead's columns change or go: everything that was derived from them. */
  #forgetPlaces(slot: number): void {
    for (const entry of this.#directory.entriesOf(slot)) {
      this.#unplace(entry);
      this.#countLead(entry, -1);
      this.#heldBack.delete(entry);
    }
  }

  /** Gives a lead without places one entry for each campaign it is in; they are still to be placed. */
  #spread(slot: number): readonly number[] {
    const home = readShort(this.#columns.home, slot);
    const assigned = this.#rules.campaignsOf(readShort(this.#columns.list, slot));
    const campaigns = home === 0 ? assigned : [home, ...assigned.filter((each) => each !== home)];
    // A lead in no campaign is kept all the same: its list may be assigned to one.
    const entries = this.#directory.resizeEntries(slot, Math.max(1, campaigns.length));
    entries.forEach((entry, at) => {
      this.#columns.campaign[entry] = campaigns[at] ?? 0;
      this.#countLead(entry, 1);
    });
    return entries;
  }

  #placeGuard(guard: number, nowAt: number): void {
    for (const slot of this.#directory.slotsOfGuard(guard)) this.#place(slot, nowAt);
  }

  /** Places up to `steps` leads anew; what is left of the steps. */
  #sweep(nowAt: number, steps: number): number {
    const sweep = this.#sweeps[0];
    if (sweep === undefined) return steps;
    let left = steps;
    for (; left > 0 && sweep.next < this.#columns.end; sweep.next += 1) {
      const isMet = readWord(this.#columns.version, sweep.next) > 0 && this.#meets(sweep, sweep.next);
      if (isMet && sweep.type === 'campaign') this.#place(sweep.next, nowAt);
      if (isMet && sweep.type === 'list') this.#respread(sweep.next, nowAt);
      // Passing a lead that is not meant costs little: sixteen of them count as one step.
      if (isMet || sweep.next % 16 === 0) left -= 1;
    }
    if (sweep.next >= this.#columns.end) this.#sweeps.shift();
    return left;
  }

  #meets(sweep: Sweep, slot: number): boolean {
    return sweep.type === 'campaign'
      ? readShort(this.#columns.campaign, slot) === sweep.campaign
      : readShort(this.#columns.list, slot) === sweep.list && this.#directory.isFirst(slot);
  }

  /** A lead's campaigns may be others now; that claim refused it is not forgotten by that. */
  #respread(slot: number, nowAt: number): void {
    const heldBack = this.#heldBack.get(slot);
    this.#forgetPlaces(slot);
    for (const entry of this.#spread(slot)) {
      if (heldBack !== undefined) this.#heldBack.set(entry, heldBack);
      this.#place(entry, nowAt);
    }
  }

  #ownerOf(slot: number, facts: CadenceFacts): number {
    const claimed = readShort(this.#columns.owner, slot);
    if (claimed !== 0 || facts.dialState !== 'callback') return claimed;
    return this.#columns.names.agents.number(facts.callbackAgentId ?? '');
  }

  #policyOf(slot: number): CadencePolicy {
    return this.#rules.policyOf(readShort(this.#columns.campaign, slot), readShort(this.#columns.list, slot));
  }

  #countLead(slot: number, by: number): void {
    const campaign = readShort(this.#columns.campaign, slot);
    this.#leadsOfCampaign.set(campaign, (this.#leadsOfCampaign.get(campaign) ?? 0) + by);
  }
}
