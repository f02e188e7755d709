import type { CadenceFacts, CadencePolicy } from '@firstring/domain';
import { packE164 } from '@firstring/domain/lead-id';
import { CallingWindows } from './calling-windows.ts';
import { CampaignRules, type CampaignOrder, type ListOrder } from './campaign-rules.ts';
import { cardKeys, type IndexCard } from './card.ts';
import { CampaignCriteria, type Criteria } from './criteria.ts';
import { readFloat, readShort, readWord, writeShort } from './growable.ts';
import { GuardHolds, type GuardHold } from './guard-holds.ts';
import { LeadColumns } from './lead-columns.ts';
import { LeadDirectory } from './lead-directory.ts';
import { ListTurns } from './list-turns.ts';
import { OrderImage } from './order-image.ts';
import { OrderView } from './order-view.ts';
import { placeOf } from './place.ts';
import { PlacementChanges } from './placement-changes.ts';
import { Placements, type LeadPlacement } from './placements.ts';
import { Shelves } from './shelves.ts';
import { SlotHeap } from './slot-heap.ts';
import type { Steps } from './steps.ts';
import { Sweeps, type Sweep } from './sweeps.ts';
import { LASTING_EXCLUSIONS, type HeldBack } from './standing.ts';

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
  /** a candidate's turn is taken with its hold, and confirmed or given back with what became of the offer. */
  readonly turns = new ListTurns();
  /** The order as bytes, and back. */
  readonly image: OrderImage;
  readonly #columns: LeadColumns;
  readonly #placements: Placements;
  readonly #criteria: CampaignCriteria;
  readonly #directory: LeadDirectory;
  readonly #shelves: Shelves;
  readonly #windows: CallingWindows;
  /** Leads that time will move, by `dueAt`. */
  readonly #timers: SlotHeap;
  readonly #holds = new GuardHolds();
  readonly #heldBack = new Map<number, HeldBack>();
  readonly #rules: CampaignRules;
  readonly #leadsOfCampaign = new Map<number, number>();
  /** Campaigns whose leads are being placed anew, lists whose leads come to a campaign or leave it, and how far that is. */
  readonly #sweeps = new Sweeps();
  readonly #placementChanges: PlacementChanges;

  constructor(options: { leadsMax: number }) {
    const columns = new LeadColumns(options.leadsMax);
    this.#columns = columns;
    this.#placements = new Placements(columns);
    this.#criteria = new CampaignCriteria(columns, this.#placements);
    const directory = new LeadDirectory(columns);
    this.#directory = directory;
    this.#placementChanges = new PlacementChanges({
      columns,
      directory,
      placements: this.#placements,
      criteria: this.#criteria,
      change: (entry, change, nowAt) => {
        this.#unplace(entry);
        change();
        this.#place(entry, nowAt);
      },
      isStale: (entry) => this.#shelves.isStale(entry),
    });
    this.image = new OrderImage({
      columns,
      directory,
      placements: this.#placements,
      holds: this.#holds,
      heldBack: this.#heldBack,
      turns: this.turns,
      loaded: (entry) => this.#countLead(entry, 1),
    });
    this.#rules = new CampaignRules(columns.names);
    const { codes } = this.#rules;
    this.#shelves = new Shelves({ columns, placements: this.#placements, criteria: this.#criteria, codes });
    this.#windows = new CallingWindows((zoneSet) => columns.zonesOfSet(zoneSet));
    this.#timers = new SlotHeap(columns.timerPlace, (a, b) => (columns.compareDue(a, b) || a - b) < 0);
    this.view = new OrderView({
      columns,
      directory,
      shelves: this.#shelves,
      windows: this.#windows,
      campaigns: this.#rules,
      turns: this.turns,
      criteria: this.#criteria,
      rules: {
        holds: this.#holds,
        policyOf: (slot) => this.#policyOf(slot),
        heldBack: (slot) => this.#heldBack.get(slot),
        steps: (slot) => this.#stepsOf(slot),
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
    this.turns.keep(campaign, this.#rules.listsOf(campaign));
    for (const list of lists) this.#sweeps.add({ type: 'list', of: list });
    if (isChanged) this.#sweeps.add({ type: 'campaign', of: campaign });
  }

  /** switches a list on or off from the next question on, and tells the zone of its time slots. */
  setList(list: ListOrder): void {
    this.#rules.setList(list);
  }

  /**
   * Sets what a campaign's filters come to, unless these or newer ones are known. Its leads are placed anew where their order is
   * another; in which step they are follows with `setPlacements`. False when nothing is new.
   */
  setCriteria(campaignId: string, criteria: Criteria): boolean {
    const campaign = this.#columns.names.campaigns.number(campaignId);
    const { revision } = this.#criteria.of(campaign);
    const change = this.#criteria.set(campaign, criteria);
    if (change === 'known') return false;
    const isSameSteps = !criteria.isFiltered || (criteria.stepsSince ?? 0) <= revision;
    const isRetired = isSameSteps || this.#shelves.retire(campaign);
    if (change === 'places' || !isRetired) this.#sweeps.add({ type: 'campaign', of: campaign });
    if (change === 'order') this.#sweeps.add({ type: 'order', of: campaign });
    this.#placementChanges.known(campaign);
    const hasLeads = (this.#leadsOfCampaign.get(campaign) ?? 0) > 0;
    if (criteria.isFiltered && hasLeads) this.#placementChanges.behind(campaign);
    return true;
  }

  /** 0 when none are known. */
  criteriaRevision(campaignId: string): number {
    return this.#criteria.of(this.#columns.names.campaigns.known(campaignId) ?? 0).revision;
  }

  /**
   * Sets placements of leads of one campaign; one that was decided by newer criteria, or for a newer card, stays.
   * Leads and campaigns that are not known are passed over.
   */
  setPlacements(campaignId: string, leads: readonly LeadPlacement[], nowAt: number): void {
    const campaign = this.#columns.names.campaigns.known(campaignId);
    if (campaign !== undefined) this.#placementChanges.set(campaign, leads, nowAt);
  }

  /** Campaigns whose placements are to be asked for, since this was asked last. */
  takeBehind(): readonly string[] {
    return this.#placementChanges.take().map((campaign) => this.#columns.names.campaigns.text(campaign));
  }

  /** Takes a card in; false when this or a newer version is known, or its keys are malformed. */
  upsert(card: IndexCard, nowAt: number): boolean {
    const keys = cardKeys(card);
    if (keys === undefined) return false;
    let slot = this.#directory.find(keys.words);
    if (slot >= 0 && readWord(this.#columns.version, slot) >= card.version) return false;
    if (slot < 0) slot = this.#directory.add(keys.words, keys.guard);
    else this.#forgetPlaces(slot);
    const kept = this.#placements.lift(this.#directory.entriesOf(slot));
    this.#columns.writeCard(slot, card);
    const entries = this.#spread(slot);
    this.#placements.lay(entries, kept, card.placements);
    for (const entry of entries) this.#placementChanges.note(entry);
    const guard = readFloat(this.#columns.guard, slot);
    if (this.#holds.applied(guard, card.leadId, card.version)) this.#placeGuard(guard, nowAt);
    else for (const entry of entries) this.#place(entry, nowAt);
    return true;
  }

  /** Forgets a deleted lead, with its number's exclusion where no other lead has it: nothing of an erased person stays (I15). */
  remove(leadId: string, nowAt: number): void {
    const slot = this.#directory.slotOf(leadId);
    if (slot < 0) return;
    const guard = readFloat(this.#columns.guard, slot);
    this.#forgetPlaces(slot);
    this.#placements.lift(this.#directory.entriesOf(slot));
    this.#directory.remove(slot);
    if (this.#directory.slotsOfGuard(guard).length === 0) this.#holds.readmit(guard);
    if (this.#holds.applied(guard, leadId, Infinity)) this.#placeGuard(guard, nowAt);
  }

  /** nobody is offered a lead of a held number, duplicates included. */
  hold(homeGuard: string, hold: GuardHold): void {
    const guard = packE164(homeGuard);
    if (guard === 0) return;
    this.#holds.hold(guard, hold);
    for (const slot of this.#directory.slotsOfGuard(guard)) this.#unplace(slot);
  }

  /** Learns the token of a hold that was taken before the grant. */
  confirmHold(homeGuard: string, token: number): void {
    this.#holds.confirm(packE164(homeGuard), token);
  }

  /** Ends a hold, unless a newer token holds the number by now. */
  release(homeGuard: string, { token, after }: HoldEnd, nowAt: number): void {
    const guard = packE164(homeGuard);
    const lead = after === undefined ? undefined : this.view.lead(after.leadId);
    const waitsFor =
      lead !== undefined && after !== undefined && lead.version < after.version ? after : undefined;
    if (this.#holds.release(guard, token, waitsFor)) this.#placeGuard(guard, nowAt);
  }

  /** leads of this number are never chosen until it is readmitted. Numbers without a lead are not remembered. */
  exclude(phone: string, excluded: boolean, nowAt: number): void {
    const guard = packE164(phone);
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
      writeShort(this.#columns.owner, entry, this.#columns.names.agents.number(agentId ?? ''));
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
    for (const slot of this.#directory.slotsOfGuard(packE164(homeGuard))) {
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

  /** After leads were loaded, or the clock was set back: `advance` places all anew, in the campaigns they are in by now. */
  settle({ forgetsHeldBack = false } = {}): void {
    for (const [slot, { untilAt }] of this.#heldBack)
      if (forgetsHeldBack && untilAt < Infinity) this.#heldBack.delete(slot);
    this.#sweeps.replaceAll({ type: 'all', of: 0 });
  }

  /** Lets time act on at most `steps` leads; true when more are due. */
  advance(nowAt: number, steps: number): boolean {
    let left = steps;
    for (; left > 0 && this.nextDueAt <= nowAt; left -= 1) this.#place(this.#timers.peek(), nowAt);
    left -= this.#placementChanges.catchUp(left, nowAt);
    const visit = (sweep: Sweep, slot: number): boolean => this.#visit(sweep, slot, nowAt);
    this.#sweeps.run({ end: this.#columns.end, visit }, left);
    return !this.#sweeps.isDone || this.#placementChanges.hasCaughtUp || this.nextDueAt <= nowAt;
  }

  /** When `advance` has something to do next; Infinity when never. */
  get nextDueAt(): number {
    const slot = this.#timers.peek();
    return slot < 0 ? Infinity : this.#columns.dueAt(slot);
  }

  /** Puts a lead where it belongs now and sets its timer. */
  #place(slot: number, nowAt: number): void {
    this.#unplace(slot);
    if (readShort(this.#columns.campaign, slot) === 0) return;
    if (this.#holds.blocks(readFloat(this.#columns.guard, slot))) return;
    const facts = this.#columns.facts(slot);
    const heldBackUntilAt = this.#heldBack.get(slot)?.untilAt ?? 0;
    if (heldBackUntilAt <= nowAt) this.#heldBack.delete(slot);
    const steps = this.#stepsOf(slot);
    const place = placeOf({ facts, policy: this.#policyOf(slot), steps, heldBackUntilAt }, nowAt);
    if (place.type === 'out') this.#shelves.putOut(slot);
    if (place.type !== 'lane') return;
    this.#columns.setDueAt(slot, place.dueAt);
    const isLayered = this.#criteria.of(readShort(this.#columns.campaign, slot)).isLayered;
    const step = isLayered ? place.step : 0;
    this.#shelves.put(slot, { lane: place.lane, step, owner: this.#ownerOf(slot, facts) });
    if (place.dueAt < Infinity) this.#timers.push(slot);
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
    const campaigns = this.#campaignsOf(slot);
    const entries = this.#directory.resizeEntries(slot, campaigns.length);
    entries.forEach((entry, at) => {
      this.#columns.campaign[entry] = campaigns[at] ?? 0;
      this.#countLead(entry, 1);
    });
    return entries;
  }

  #placeGuard(guard: number, nowAt: number): void {
    for (const slot of this.#directory.slotsOfGuard(guard)) this.#place(slot, nowAt);
  }

  /** Places a lead anew if the sweep means it; whether it does. */
  #visit({ type, of }: Sweep, slot: number, nowAt: number): boolean {
    if (readWord(this.#columns.version, slot) === 0) return false;
    if (type === 'campaign' || type === 'order') {
      if (readShort(this.#columns.campaign, slot) !== of) return false;
      if (type === 'order') this.#shelves.reorder(slot);
      else this.#place(slot, nowAt);
      return true;
    }
    if (type === 'list' && readShort(this.#columns.list, slot) !== of) return false;
    if (!this.#directory.isFirst(slot)) return false;
    this.#respread(slot, nowAt);
    return true;
  }

  /** A lead's campaigns may be others now; that claim refused it is not forgotten by that. */
  #respread(slot: number, nowAt: number): void {
    if (!this.#directory.isSpread(slot, this.#campaignsOf(slot))) {
      const heldBack = this.#heldBack.get(slot);
      this.#forgetPlaces(slot);
      const kept = this.#placements.lift(this.#directory.entriesOf(slot));
      const entries = this.#spread(slot);
      this.#placements.lay(entries, kept);
      if (heldBack !== undefined) for (const entry of entries) this.#heldBack.set(entry, heldBack);
    }
    for (const entry of this.#directory.entriesOf(slot)) {
      this.#placementChanges.note(entry);
      this.#place(entry, nowAt);
    }
  }

  #campaignsOf(slot: number): readonly number[] {
    const { home, list } = this.#columns;
    return this.#rules.campaignsOfLead(readShort(home, slot), readShort(list, slot));
  }

  /** Undefined where nothing is filtered. */
  #stepsOf(slot: number): Steps | undefined {
    const { isFiltered } = this.#criteria.of(readShort(this.#columns.campaign, slot));
    return isFiltered ? this.#placements.steps(slot) : undefined;
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
