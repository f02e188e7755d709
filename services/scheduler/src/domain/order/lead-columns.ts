import {
  dayNumberOf,
  dayText,
  type AttemptResult,
  type CadenceFacts,
  type DialState,
} from '@firstring/domain';
import { ownershipKey } from '@firstring/domain/lead-lifecycle';
import { unpackE164, uuidText } from '@firstring/domain/lead-id';
import { assert } from '@firstring/kernel';
import type { IndexCard } from './card.ts';
import {
  CHUNK_SLOTS,
  readByte,
  readFloat,
  readShort,
  readWord,
  reserve,
  writeShort,
  writeWord,
} from './growable.ts';
import { Interner } from './interner.ts';

const DIAL_STATES: readonly DialState[] = [
  'open',
  'callback',
  'postponed',
  'automatic_redial',
  'winner',
  'loser',
  'archived',
];
const RESULTS: readonly (AttemptResult | undefined)[] = [
  undefined,
  'answered',
  'no_answer',
  'busy',
  'congested',
  'failed',
];
const SECOND_MS = 1000;
/** Stands for Infinity. */
const NEVER_S = 0xffff_ffff;

/** Names that cards share. */
export interface Names {
  readonly campaigns: Interner;
  readonly lists: Interner;
  readonly zones: Interner;
  /** Sets of candidate zones, joined by spaces. */
  readonly zoneSets: Interner;
  readonly agents: Interner;
  /** Ownership codes, as `ownershipKey` writes them. */
  readonly codes: Interner;
}

/** One field of every slot. */
export type Column = Float64Array | Uint32Array | Uint16Array | Uint8Array;

/** Distinct ownership codes a process has at most; the number that all further ones share, which nobody has. */
export const CODES_MAX = 4095;

/**
 * The index cards, one column a field, eighty bytes a lead. A slot is a lead's place in every column; a lead of several
 * campaigns has one for each of them, with the same card.
 * Columns grow in place, chunk by chunk; the slots of removed leads are used again.
 */
export class LeadColumns {
  readonly names: Names = {
    campaigns: new Interner(),
    lists: new Interner(),
    zones: new Interner(),
    zoneSets: new Interner(),
    agents: new Interner(),
    codes: new Interner(CODES_MAX),
  };
  readonly slotsMax: number;
  readonly #buffers: { readonly buffer: ArrayBuffer; readonly bytes: number }[] = [];
  #slots = 0;
  #capacity = 0;
  #free: number[] = [];

  readonly idWords: Uint32Array;
  readonly guard: Float64Array;
  /** Seconds, rounded down; leads of one second are in their ids' order. */
  readonly optInS: Uint32Array;
  /** When the order has to look at the lead again, seconds, rounded up: a move comes up to a second late, never early. */
  readonly #dueS: Uint32Array;
  readonly version: Uint32Array;
  /** Seconds, rounded up: a retry may come a second late, never early. 0 = no attempt. */
  readonly lastEndS: Uint32Array;
  /** Number of the group + 1 the lead stands in; 0 = in none. */
  readonly group: Uint32Array;
  readonly heapPlace: Uint32Array;
  readonly timerPlace: Uint32Array;
  readonly nextOfId: Uint32Array;
  readonly nextOfGuard: Uint32Array;
  /** Slot + 1 of the same lead in its next campaign; 0 = the last. */
  readonly nextEntry: Uint32Array;
  /** Number of the placement's steps by the campaign's filters; 0 = none is known. `Placements` writes it. */
  readonly pattern: Uint16Array;
  /** Campaign this slot stands for; 0 = none. */
  readonly campaign: Uint16Array;
  /** Campaign the lead is in by itself; 0 = only those that its list is assigned to. */
  readonly home: Uint16Array;
  readonly list: Uint16Array;
  readonly zone: Uint16Array;
  readonly zoneSet: Uint16Array;
  /** R-57; 0 = anybody's. */
  readonly code: Uint16Array;
  /** Agent who has claimed the lead; 0 = nobody. */
  readonly owner: Uint16Array;
  /** Agreed time in seconds, rounded up; 0 = none. */
  readonly #callbackS: Uint32Array;
  /** Agent of a private callback; 0 = nobody's own. */
  readonly #callbackAgent: Uint16Array;
  /** Day number + 1; 0 = no attempt. */
  readonly #lastDay: Uint16Array;
  readonly cadenceAttempts: Uint8Array;
  readonly #totalAttempts: Uint8Array;
  readonly #dayAttempts: Uint8Array;
  /** Dial state in the low four bits, result of the last attempt above. */
  readonly #states: Uint8Array;
  /** All that is the same in every entry of a lead, beside its id. */
  readonly #cardColumns: Readonly<Record<string, Column>>;

  constructor(slotsMax: number) {
    this.slotsMax = slotsMax;
    this.idWords = new Uint32Array(this.#column(16));
    this.guard = new Float64Array(this.#column(8));
    this.optInS = new Uint32Array(this.#column(4));
    this.#dueS = new Uint32Array(this.#column(4));
    this.version = new Uint32Array(this.#column(4));
    this.lastEndS = new Uint32Array(this.#column(4));
    this.group = new Uint32Array(this.#column(4));
    this.heapPlace = new Uint32Array(this.#column(4));
    this.timerPlace = new Uint32Array(this.#column(4));
    this.nextOfId = new Uint32Array(this.#column(4));
    this.nextOfGuard = new Uint32Array(this.#column(4));
    this.nextEntry = new Uint32Array(this.#column(4));
    this.pattern = new Uint16Array(this.#column(2));
    this.campaign = new Uint16Array(this.#column(2));
    this.home = new Uint16Array(this.#column(2));
    this.list = new Uint16Array(this.#column(2));
    this.zone = new Uint16Array(this.#column(2));
    this.zoneSet = new Uint16Array(this.#column(2));
    this.code = new Uint16Array(this.#column(2));
    this.owner = new Uint16Array(this.#column(2));
    this.#callbackS = new Uint32Array(this.#column(4));
    this.#callbackAgent = new Uint16Array(this.#column(2));
    this.#lastDay = new Uint16Array(this.#column(2));
    this.cadenceAttempts = new Uint8Array(this.#column(1));
    this.#totalAttempts = new Uint8Array(this.#column(1));
    this.#dayAttempts = new Uint8Array(this.#column(1));
    this.#states = new Uint8Array(this.#column(1));
    this.#cardColumns = {
      guard: this.guard,
      optInS: this.optInS,
      version: this.version,
      lastEndS: this.lastEndS,
      list: this.list,
      home: this.home,
      zone: this.zone,
      zoneSet: this.zoneSet,
      code: this.code,
      owner: this.owner,
      callbackS: this.#callbackS,
      callbackAgent: this.#callbackAgent,
      lastDay: this.#lastDay,
      cadenceAttempts: this.cadenceAttempts,
      totalAttempts: this.#totalAttempts,
      dayAttempts: this.#dayAttempts,
      states: this.#states,
    };
  }

  /** One more than the highest slot ever used. */
  get end(): number {
    return this.#slots;
  }

  /** A slot for one more lead. */
  allocate(): number {
    const reused = this.#free.pop();
    if (reused !== undefined) return reused;
    assert(this.#slots < this.slotsMax, 'the order holds as many leads as it may');
    if (this.#slots === this.#capacity) this.#grow();
    this.#slots += 1;
    return this.#slots - 1;
  }

  /** Room for so many slots more at a stretch; the first of them. */
  extend(count: number): number {
    const start = this.#slots;
    assert(start + count <= this.slotsMax, 'the order holds as many leads as it may');
    while (start + count > this.#capacity) this.#grow();
    this.#slots += count;
    return start;
  }

  /** Of a slot, over all columns. */
  get slotBytes(): number {
    return this.#buffers.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** All that is kept of a slot beside where it stands, by name; the places follow from it. */
  saved(): Readonly<Record<string, Column>> {
    const { idWords, campaign, pattern } = this;
    return { idWords, campaign, pattern, ...this.#cardColumns };
  }

  /** Gives a slot back; nothing of the lead stays. */
  free(slot: number): void {
    this.idWords.fill(0, slot * 4, slot * 4 + 4);
    this.guard[slot] = 0;
    writeShort(this.owner, slot, 0);
    this.version[slot] = 0;
    writeWord(this.nextEntry, slot, 0);
    this.#free.push(slot);
  }

  /** Writes all that a card says; id and guard are written once, by `writeKeys`. */
  writeCard(slot: number, card: IndexCard): void {
    const { names } = this;
    this.version[slot] = card.version;
    this.optInS[slot] = Math.max(0, Math.floor(card.optInAt / SECOND_MS));
    writeWord(this.lastEndS, slot, Math.ceil((card.lastAttemptEndAt ?? 0) / SECOND_MS));
    this.home[slot] = names.campaigns.number(card.campaignId);
    this.list[slot] = names.lists.number(card.listId);
    this.zone[slot] = names.zones.number(card.timeZone);
    this.zoneSet[slot] = names.zoneSets.number(card.candidateZones.join(' '));
    writeShort(this.code, slot, names.codes.numberOrLimit(ownershipKey(card.ownershipCode ?? '')));
    this.#lastDay[slot] = (dayNumberOf(card.lastAttemptDay) ?? -1) + 1;
    this.cadenceAttempts[slot] = Math.min(255, card.cadenceAttempts);
    this.#totalAttempts[slot] = Math.min(255, card.totalAttempts);
    this.#dayAttempts[slot] = Math.min(255, card.dayAttempts);
    this.#states[slot] = DIAL_STATES.indexOf(card.dialState) | (RESULTS.indexOf(card.lastAttemptResult) << 4);
    writeWord(this.#callbackS, slot, Math.ceil((card.callbackAt ?? 0) / SECOND_MS));
    writeShort(this.#callbackAgent, slot, names.agents.number(card.callbackAgentId ?? ''));
  }

  optInAt(slot: number): number {
    return readWord(this.optInS, slot) * SECOND_MS;
  }

  /** When the order has to look at the lead again; Infinity when time changes nothing. */
  dueAt(slot: number): number {
    const seconds = readWord(this.#dueS, slot);
    return seconds === NEVER_S ? Infinity : seconds * SECOND_MS;
  }

  setDueAt(slot: number, dueAt: number): void {
    this.#dueS[slot] = Math.min(NEVER_S, Math.ceil(dueAt / SECOND_MS));
  }

  /** Negative when `a` is due first. */
  compareDue(a: number, b: number): number {
    return readWord(this.#dueS, a) - readWord(this.#dueS, b);
  }

  /** Gives a slot the card, the keys and the owner of another; where it stands is its own. */
  copyCard(from: number, to: number): void {
    this.idWords.copyWithin(to * 4, from * 4, from * 4 + 4);
    for (const column of Object.values(this.#cardColumns)) {
      const value = column[from] ?? 0;
      if (column[to] !== value) column[to] = value;
    }
  }

  writeKeys(slot: number, words: readonly [number, number, number, number], guard: number): void {
    this.idWords.set(words, slot * 4);
    this.guard[slot] = guard;
  }

  leadId(slot: number): string {
    const start = slot * 4;
    return uuidText([
      readWord(this.idWords, start),
      readWord(this.idWords, start + 1),
      readWord(this.idWords, start + 2),
      readWord(this.idWords, start + 3),
    ]);
  }

  homeGuard(slot: number): string {
    return unpackE164(readFloat(this.guard, slot));
  }

  candidateZones(slot: number): readonly string[] {
    return this.zonesOfSet(readShort(this.zoneSet, slot));
  }

  zonesOfSet(zoneSet: number): readonly string[] {
    const text = this.names.zoneSets.text(zoneSet);
    return text === '' ? [] : text.split(' ');
  }

  callbackAt(slot: number): number {
    return readWord(this.#callbackS, slot) * SECOND_MS;
  }

  /** All attempts, callbacks included; 255 stands for more. */
  totalAttempts(slot: number): number {
    return readByte(this.#totalAttempts, slot);
  }

  /** What the cadence decides by. */
  facts(slot: number): CadenceFacts {
    const states = readByte(this.#states, slot);
    const lastDay = readShort(this.#lastDay, slot);
    const lastEndS = readWord(this.lastEndS, slot);
    const callbackS = readWord(this.#callbackS, slot);
    const callbackAgent = readShort(this.#callbackAgent, slot);
    return {
      optInAt: this.optInAt(slot),
      timeZone: this.names.zones.text(readShort(this.zone, slot)),
      cadenceAttempts: readByte(this.cadenceAttempts, slot),
      totalAttempts: this.totalAttempts(slot),
      dayAttempts: readByte(this.#dayAttempts, slot),
      lastAttemptDay: lastDay === 0 ? '' : dayText(lastDay - 1),
      lastAttemptEndAt: lastEndS === 0 ? undefined : lastEndS * SECOND_MS,
      lastAttemptResult: RESULTS[states >> 4],
      dialState: DIAL_STATES[states & 15] ?? 'open',
      callbackAt: callbackS === 0 ? undefined : callbackS * SECOND_MS,
      callbackAgentId: callbackAgent === 0 ? undefined : this.names.agents.text(callbackAgent),
    };
  }

  /** Whether the slot has this id. */
  hasId(slot: number, words: readonly [number, number, number, number]): boolean {
    const start = slot * 4;
    return (
      readWord(this.idWords, start + 3) === words[3] &&
      readWord(this.idWords, start + 2) === words[2] &&
      readWord(this.idWords, start + 1) === words[1] &&
      readWord(this.idWords, start) === words[0]
    );
  }

  /** The id's order: negative when `a` comes first. */
  compareIds(a: number, b: number): number {
    for (let word = 0; word < 4; word += 1) {
      const difference = readWord(this.idWords, a * 4 + word) - readWord(this.idWords, b * 4 + word);
      if (difference !== 0) return difference;
    }
    return 0;
  }

  #column(bytes: number): ArrayBuffer {
    const buffer = reserve(bytes, this.slotsMax + CHUNK_SLOTS);
    this.#buffers.push({ buffer, bytes });
    return buffer;
  }

  #grow(): void {
    this.#capacity += CHUNK_SLOTS;
    for (const { buffer, bytes } of this.#buffers) buffer.resize(this.#capacity * bytes);
  }
}
