import { AppError } from '@firstring/kernel';
import { readShort, readWord, writeShort } from './growable.ts';
import type { GuardHolds, SavedHold } from './guard-holds.ts';
import type { Column, LeadColumns, Names } from './lead-columns.ts';
import type { LeadDirectory } from './lead-directory.ts';
import type { ListTurns, SavedTurns } from './list-turns.ts';
import type { Placements } from './placements.ts';
import type { SortValue } from './sort-column.ts';
import type { HeldBack } from './standing.ts';
import type { Steps } from './steps.ts';

/** Slots, or excluded numbers, a piece has: taking it is far less than a millisecond's work, loading it a few. */
const PIECE_SLOTS = 4096;
const WORD_BYTES = 4;
const ZEROS = new Uint8Array(PIECE_SLOTS * 16);

export interface ImageParts {
  readonly columns: LeadColumns;
  readonly directory: LeadDirectory;
  readonly placements: Placements;
  readonly holds: GuardHolds;
  readonly heldBack: Map<number, HeldBack>;
  readonly turns: ListTurns;
  /** A loaded entry has its campaign. */
  readonly loaded: (entry: number) => void;
}

/** What a piece says beside the columns' bytes. */
type PieceHead =
  | {
      readonly type: 'slots';
      readonly count: number;
      /** Number in the pattern column, and what it stood for when the piece was taken. */
      readonly patterns: readonly (readonly [
        number: number,
        revision: number,
        steps: Steps,
        segments?: string,
      ])[];
      /** By slot of the piece; null = none. */
      readonly values: readonly (readonly [at: number, values: readonly (SortValue | null)[]])[];
      /** JSON knows no Infinity: null stands for it. */
      readonly heldBack: readonly (readonly [at: number, untilAt: number | null, reason: string])[];
    }
  | { readonly type: 'excluded'; readonly guards: readonly number[] }
  | {
      readonly type: 'rest';
      readonly names: Readonly<Record<keyof Names, readonly string[]>>;
      readonly holds: readonly SavedHold[];
      readonly turns: SavedTurns;
    };

/**
 * The order as bytes, piece by piece, while it goes on changing; and back.
 *
 * Each piece is as the order was when it was taken, so pieces differ by what happened between them. All of that is in the log from
 * where it had been read to before the first piece: whoever loads the pieces applies the log from there, and each event is one that
 * may come twice. A lead whose entries were taken at different versions is loaded in the lowest: the log brings the newer card again.
 * Where leads stand is not kept: it follows from the columns and from what campaigns decide by now (`OrderIndex.settle`).
 */
export class OrderImage {
  readonly #parts: ImageParts;

  constructor(parts: ImageParts) {
    this.#parts = parts;
  }

  /** Names and widths of the columns: an image of another layout cannot be loaded. */
  get layout(): string {
    return columnsOf(this.#parts.columns)
      .map(({ name, bytes }) => `${name}:${bytes}`)
      .join(' ');
  }

  /** Slots the pieces will have, if they are taken from now on. */
  get slots(): number {
    return this.#parts.columns.end;
  }

  /** Before the first piece is loaded: there will be so many slots. Not needed, only faster. */
  expect(slots: number): void {
    this.#parts.directory.expect(slots);
  }

  /** Each piece is taken when it is asked for. Smaller ones are for tests. */
  *pieces(slots = PIECE_SLOTS): Generator<Uint8Array> {
    const { columns, holds } = this.#parts;
    const end = columns.end;
    for (let from = 0; from < end; from += slots) {
      yield this.#takeSlots(from, Math.min(slots, end - from));
    }
    let guards: number[] = [];
    for (const guard of holds.excluded()) {
      if (guards.push(guard) < slots) continue;
      yield encode({ type: 'excluded', guards });
      guards = [];
    }
    yield encode({ type: 'excluded', guards });
    // Last: every number in the pieces before has its name by now, for names are never taken back.
    yield this.#takeRest();
  }

  /** Loads a piece into an order that has nothing but the pieces before it. Throws SNAPSHOT_BROKEN for one that is none. */
  load(piece: Uint8Array): void {
    const { head, body } = decode(piece);
    const { holds, turns, columns } = this.#parts;
    switch (head.type) {
      case 'slots':
        this.#loadSlots(head, body);
        return;
      case 'excluded':
        for (const guard of head.guards) holds.exclude(guard);
        return;
      case 'rest':
        for (const [kind, texts] of Object.entries(head.names)) {
          columns.names[kind as keyof Names].restore(texts); // its keys are those of Names
        }
        holds.restore(head.holds);
        for (const [campaign, nowAt, nextAt, dueAt] of head.turns) {
          turns.restore(campaign, { nowAt, nextAt: new Map(nextAt), dueAt: new Map(dueAt) });
        }
    }
  }

  #takeSlots(from: number, count: number): Uint8Array {
    const { columns, placements, heldBack } = this.#parts;
    const numbers = new Set<number>();
    const values: [number, (SortValue | null)[]][] = [];
    const held: [number, number | null, string][] = [];
    for (let at = 0; at < count; at += 1) {
      const number = readShort(columns.pattern, from + at);
      if (number > 0) numbers.add(number);
      const given = number > 0 && placements.hasValues ? (placements.get(from + at)?.values ?? []) : [];
      if (given.length > 0) values.push([at, given.map((value) => value ?? null)]);
      const back = heldBack.size === 0 ? undefined : heldBack.get(from + at);
      if (back !== undefined) held.push([at, back.untilAt === Infinity ? null : back.untilAt, back.reason]);
    }
    const patterns = [...numbers].map((number) => {
      const { revision, steps, segments } = placements.ofPattern(number);
      return [number, revision, steps, segments] as const;
    });
    const head: PieceHead = { type: 'slots', count, patterns, values, heldBack: held };
    const parts = columnsOf(columns).map(({ column, bytes }) => bytesOf(column, from * bytes, count * bytes));
    return encode(head, parts);
  }

  #takeRest(): Uint8Array {
    const { columns, holds, turns } = this.#parts;
    const { campaigns, lists, zones, zoneSets, agents, codes } = columns.names;
    const names = {
      campaigns: campaigns.texts,
      lists: lists.texts,
      zones: zones.texts,
      zoneSets: zoneSets.texts,
      agents: agents.texts,
      codes: codes.texts,
    };
    return encode({ type: 'rest', names, holds: holds.saved(), turns: turns.saved() });
  }

  #loadSlots(head: PieceHead & { type: 'slots' }, body: Uint8Array): void {
    const { columns, placements, heldBack, loaded } = this.#parts;
    const { count } = head;
    const start = columns.extend(count);
    let offset = 0;
    for (const { column, bytes } of columnsOf(columns)) {
      const length = count * bytes;
      if (offset + length > body.byteLength) throw broken('a piece is shorter than it says');
      const part = body.subarray(offset, offset + length);
      // Memory that was never written to takes no room (`growable.ts`).
      if (Buffer.compare(part, ZEROS.subarray(0, length)) !== 0)
        bytesOf(column, start * bytes, length).set(part);
      offset += length;
    }
    const patterns = new Map(
      head.patterns.map(([number, revision, steps, segments = '']) => [
        number,
        { revision, steps, segments },
      ]),
    );
    const values = new Map(head.values);
    for (let at = 0; at < count; at += 1) {
      const slot = start + at;
      const pattern = patterns.get(readShort(columns.pattern, slot));
      writeShort(columns.pattern, slot, 0);
      if (readWord(columns.version, slot) === 0) {
        columns.free(slot);
        continue;
      }
      this.#adopt(slot);
      loaded(slot);
      if (pattern === undefined) continue;
      const given = (values.get(at) ?? []).map((value) => value ?? undefined);
      placements.set(slot, { ...pattern, values: given });
    }
    for (const [at, untilAt, reason] of head.heldBack) {
      if (readWord(columns.version, start + at) > 0)
        heldBack.set(start + at, { untilAt: untilAt ?? Infinity, reason });
    }
  }

  #adopt(slot: number): void {
    const { columns, directory } = this.#parts;
    const first = directory.adopt(slot);
    if (first === slot) return;
    const [known, found] = [readWord(columns.version, first), readWord(columns.version, slot)];
    if (known <= found) columns.copyCard(first, slot);
    else for (const entry of directory.entriesOf(first)) if (entry !== slot) columns.copyCard(slot, entry);
  }
}

interface SavedColumn {
  readonly name: string;
  readonly column: Column;
  /** A slot's. */
  readonly bytes: number;
}

function columnsOf(columns: LeadColumns): readonly SavedColumn[] {
  return Object.entries(columns.saved()).map(([name, column]) => {
    const elements = column === columns.idWords ? 4 : 1;
    return { name, column, bytes: elements * column.BYTES_PER_ELEMENT };
  });
}

function bytesOf(column: Column, offset: number, length: number): Uint8Array {
  return new Uint8Array(column.buffer, offset, length);
}

/** Length of the head, the head as JSON, then the columns' bytes. */
function encode(head: PieceHead, columns: readonly Uint8Array[] = []): Uint8Array {
  const text = Buffer.from(JSON.stringify(head));
  const length = Buffer.alloc(WORD_BYTES);
  length.writeUInt32LE(text.byteLength);
  return Buffer.concat([length, text, ...columns]);
}

function decode(piece: Uint8Array): { head: PieceHead; body: Uint8Array } {
  const bytes = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
  if (bytes.byteLength < WORD_BYTES) throw broken('a piece without a head');
  const end = WORD_BYTES + bytes.readUInt32LE();
  if (bytes.byteLength < end) throw broken('a piece is shorter than it says');
  const head = JSON.parse(bytes.toString('utf8', WORD_BYTES, end)) as PieceHead; // its checksum was right: it is ours
  return { head, body: bytes.subarray(end) };
}

function broken(message: string): AppError {
  return new AppError({ reason: 'SNAPSHOT_BROKEN', code: 'internal', message });
}
