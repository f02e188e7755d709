import type { CadenceFacts } from '@firstring/domain';
import type { TurnPlaces } from '../domain/order/list-turns.ts';

/** How far one partition of the log was read; `offset` is the next one. */
export interface LogPlace {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
}

/** The moment of a choice and what it was made from: with it a day can be simulated again (docs/simulator.md). */
export interface ChoiceStamp {
  readonly sequence: number;
  readonly chosenAt: number;
  /** Partitions that moved since the last stamp that says so. */
  readonly read: readonly LogPlace[];
  /** Before this choice; once an hour and campaign, and after a start. */
  readonly turns: TurnPlaces | undefined;
  /** Leads were still being moved after a change of time or configuration. */
  readonly isBehind: boolean;
  readonly facts: CadenceFacts | undefined;
}

const HOUR_MS = 3_600_000;

/** The order of everything one scheduler decides, and how far the log had been read at each point of it. */
export class DecisionLog {
  epoch = 0;
  #sequence = 0;
  readonly #moved = new Map<string, LogPlace>();
  /** The hour in which each campaign's turns were told last. */
  readonly #turnsTold = new Map<string, number>();

  /** A message was taken in: the partition is read up to `offset`. */
  hasRead({ topic, partition, offset }: LogPlace): void {
    this.#moved.set(`${topic}/${partition}`, { topic, partition, offset });
  }

  next(): number {
    this.#sequence += 1;
    return this.#sequence;
  }

  /** Partitions that moved since this was asked last. */
  takeRead(): readonly LogPlace[] {
    if (this.#moved.size === 0) return [];
    const moved = [...this.#moved.values()];
    this.#moved.clear();
    return moved;
  }

  /** Whether a choice of this campaign should say where its lists' turns stand. */
  tellsTurns(campaignId: string, nowAt: number): boolean {
    const hour = Math.floor(nowAt / HOUR_MS);
    if (this.#turnsTold.get(campaignId) === hour) return false;
    this.#turnsTold.set(campaignId, hour);
    return true;
  }
}
