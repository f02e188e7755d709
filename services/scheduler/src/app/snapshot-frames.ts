import type { PartitionBounds, Position } from '@firstring/bus';
import { AppError } from '@firstring/kernel';
import { OrderIndex } from '../domain/order/order-index.ts';
import type { Frame } from '../store/snapshot-file.ts';
import type { ProcessOrder } from './orders.ts';

/** Raised with each change of what frames mean; the columns' layout is told apart by itself. */
const FORMAT = 2;
const HEAD = 0;
const PROCESS = 1;
const PIECE = 2;

export interface SnapshotHead {
  /** Of the start that wrote it. */
  readonly epoch: number;
  readonly writtenAt: number;
  /** Where the log had been read to before the first piece was taken. */
  readonly positions: readonly Position[];
}

/** A snapshot that was read whole. */
export interface LoadedSnapshot extends SnapshotHead {
  /** Not settled yet. */
  readonly orders: ReadonlyMap<string, OrderIndex>;
}

/** The frames of a snapshot, each taken when it is asked for. */
export function* snapshotFrames(head: SnapshotHead, orders: Iterable<ProcessOrder>): Generator<Frame> {
  const positions = head.positions.map((each) => ({ ...each, offset: each.offset.toString() }));
  yield { kind: HEAD, bytes: toJson({ ...head, format: FORMAT, positions }) };
  for (const { processId, order } of orders) {
    yield {
      kind: PROCESS,
      bytes: toJson({ processId, layout: order.image.layout, slots: order.image.slots }),
    };
    for (const bytes of order.image.pieces()) yield { kind: PIECE, bytes };
  }
}

/** Makes orders of frames. */
export class SnapshotLoader {
  readonly #leadsMax: number;
  readonly #check: (head: SnapshotHead) => void;
  readonly #orders = new Map<string, OrderIndex>();
  #head: SnapshotHead | undefined;
  #current: OrderIndex | undefined;

  /** `check` throws for a head that cannot be gone on from. */
  constructor(leadsMax: number, check: (head: SnapshotHead) => void) {
    this.#leadsMax = leadsMax;
    this.#check = check;
  }

  take({ kind, bytes }: Frame): void {
    if (kind === HEAD) this.#takeHead(bytes);
    else if (kind === PROCESS) this.#takeProcess(bytes);
    else if (kind === PIECE && this.#current !== undefined) this.#current.image.load(bytes);
    else throw foreign(`a frame of kind ${kind}`);
  }

  /** Once all frames were taken. */
  loaded(): LoadedSnapshot {
    if (this.#head === undefined) throw foreign('it has no head');
    return { ...this.#head, orders: this.#orders };
  }

  #takeHead(bytes: Uint8Array): void {
    // Its checksum was right, so it is as some version of this service has written it.
    const { format, epoch, writtenAt, positions } = fromJson(bytes) as WrittenHead;
    if (format !== FORMAT) throw foreign(`its format is ${format}, not ${FORMAT}`);
    const read = positions.map((each) => ({ ...each, offset: BigInt(each.offset) }));
    this.#head = { epoch, writtenAt, positions: read };
    this.#check(this.#head);
  }

  #takeProcess(bytes: Uint8Array): void {
    const { processId, layout, slots } = fromJson(bytes) as WrittenProcess; // see #takeHead
    this.#current = new OrderIndex({ leadsMax: this.#leadsMax });
    if (this.#current.image.layout !== layout) throw foreign('its columns are others');
    this.#current.image.expect(slots);
    this.#orders.set(processId, this.#current);
  }
}

interface WrittenHead {
  readonly format: number;
  readonly epoch: number;
  readonly writtenAt: number;
  readonly positions: readonly {
    readonly topic: string;
    readonly partition: number;
    readonly offset: string;
  }[];
}

interface WrittenProcess {
  readonly processId: string;
  readonly layout: string;
  readonly slots: number;
}

/** Throws SNAPSHOT_FOREIGN when somebody else wrote it, SNAPSHOT_PASSED when the log does not lead on from it any more. */
export function checkHead(head: SnapshotHead, epoch: number, bounds: readonly PartitionBounds[]): void {
  if (head.epoch >= epoch) throw foreign(`epoch ${head.epoch} has not been here`);
  for (const { topic, partition, first, end } of bounds) {
    const at = head.positions.find((each) => each.topic === topic && each.partition === partition)?.offset;
    if (at !== undefined && at >= first && at <= end) continue;
    const message = `${topic}/${partition} holds ${first} to ${end}, the snapshot was at ${at ?? 'none'}`;
    throw new AppError({ reason: 'SNAPSHOT_PASSED', code: 'failed_precondition', message });
  }
}

function foreign(message: string): AppError {
  return new AppError({ reason: 'SNAPSHOT_FOREIGN', code: 'failed_precondition', message });
}

function toJson(value: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(value));
}

function fromJson(bytes: Uint8Array): unknown {
  return JSON.parse(Buffer.from(bytes).toString());
}
