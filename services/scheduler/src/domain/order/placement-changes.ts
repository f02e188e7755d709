import type { CampaignCriteria } from './criteria.ts';
import { readShort, readWord } from './growable.ts';
import type { LeadColumns } from './lead-columns.ts';
import type { LeadDirectory } from './lead-directory.ts';
import type { LeadPlacement, Placements } from './placements.ts';

export interface PlacementParts {
  readonly columns: LeadColumns;
  readonly directory: LeadDirectory;
  readonly placements: Placements;
  readonly criteria: CampaignCriteria;
  /** Makes the change while the entry is in no group, and places it anew. */
  readonly change: (entry: number, change: () => void, nowAt: number) => void;
  /** Whether the entry comes after those that the filters of now have placed. */
  readonly isStale: (entry: number) => boolean;
}

/** Placements that come by themselves, and the campaigns that wait for some. */
export class PlacementChanges {
  readonly #parts: PlacementParts;
  /** Filtered campaigns with leads whose placement is not known by the newest criteria, since they were asked for last. */
  readonly #behind = new Set<number>();
  /** Entries that were placed by newer criteria than are known, by campaign: few, and not for long. */
  readonly #ahead = new Map<number, Set<number>>();
  readonly #caughtUp = new Set<number>();

  constructor(parts: PlacementParts) {
    this.#parts = parts;
  }

  /** All leads of the campaign are to be asked for. */
  behind(campaign: number): void {
    this.#behind.add(campaign);
  }

  /** A lead that was placed by older criteria, or by none, has its campaign asked for. */
  note(entry: number): void {
    const { columns, criteria, placements } = this.#parts;
    const campaign = readShort(columns.campaign, entry);
    const { isFiltered, revision } = criteria.of(campaign);
    if (placements.revision(entry) > revision) this.#noteAhead(campaign, entry);
    if (isFiltered && placements.revision(entry) < revision) this.#behind.add(campaign);
  }

  /** The criteria of a campaign are known that some entries were placed by. */
  known(campaign: number): void {
    for (const entry of this.#ahead.get(campaign) ?? []) this.#caughtUp.add(entry);
    this.#ahead.delete(campaign);
  }

  /** Places some of them anew because of that; how many. */
  catchUp(max: number, nowAt: number): number {
    if (this.#caughtUp.size === 0) return 0;
    const entries = [...this.#caughtUp.values().take(max)];
    for (const entry of entries) {
      this.#caughtUp.delete(entry);
      if (readWord(this.#parts.columns.version, entry) === 0) continue; // its lead is gone
      this.note(entry);
      this.#parts.change(entry, () => {}, nowAt);
    }
    return entries.length;
  }

  get hasCaughtUp(): boolean {
    return this.#caughtUp.size > 0;
  }

  /** The campaigns that are behind, since this was asked last. */
  take(): readonly number[] {
    if (this.#behind.size === 0) return [];
    const campaigns = [...this.#behind];
    this.#behind.clear();
    return campaigns;
  }

  /** One that was decided by newer criteria, or for a newer card, stays; leads that are not known are passed over. */
  set(campaign: number, leads: readonly LeadPlacement[], nowAt: number): void {
    const { columns, directory } = this.#parts;
    for (const lead of leads) {
      const slot = directory.find(lead.words);
      if (slot < 0) continue;
      const entry = directory.entriesOf(slot).find((each) => readShort(columns.campaign, each) === campaign);
      if (entry !== undefined) this.#set(entry, lead, nowAt);
    }
  }

  #set(entry: number, { version, placement }: LeadPlacement, nowAt: number): void {
    const { columns, placements, criteria, change, isStale } = this.#parts;
    const known = placements.revision(entry);
    if (known > placement.revision) return;
    if (known === placement.revision && readWord(columns.version, entry) > version) return;
    if (placements.isSame(entry, placement) && !isStale(entry)) placements.confirm(entry, placement.revision);
    else change(entry, () => placements.set(entry, placement), nowAt);
    const campaign = readShort(columns.campaign, entry);
    if (placement.revision > criteria.of(campaign).revision) this.#noteAhead(campaign, entry);
  }

  #noteAhead(campaign: number, entry: number): void {
    const entries = this.#ahead.get(campaign) ?? new Set();
    this.#ahead.set(campaign, entries.add(entry));
  }
}
