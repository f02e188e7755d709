/** What takes part in B3: something that gives each of many agents a lead of its own. */
import { systemClock } from '@firstring/kernel/system';

export const AGENTS = 64;

export interface Contender extends AsyncDisposable {
  /** `graphile_worker` */
  readonly name: string;
  /** Makes the backlog whole again. */
  refill(): Promise<void>;
  /** All agents claim a lead and complete it, again and again, until one of the limits is reached. */
  work(limits: Limits): Promise<Worked>;
  /** CPU of its processes but this one, since they began. */
  serverCpuMs(): number;
}

export interface Limits {
  readonly forMs: number;
  /** Leads; a part of the backlog, so that it stays about as long as it is named. */
  readonly leadsMax: number;
}

export interface Worked {
  /** Claimed and completed. */
  readonly leads: number;
  /** From the first claim to the last. */
  readonly tookMs: number;
  /** Claims that were refused. */
  readonly refused: number;
  /** Of each claim, where that can be seen from outside. */
  readonly claimMs: readonly number[];
}

/** Claims and completes one lead; how long the claim took, or that it was refused. */
export type WorkOne = (agent: number) => Promise<number | 'refused'>;

/** All agents at once, each one lead after the other. */
export async function workAll({ forMs, leadsMax }: Limits, one: WorkOne): Promise<Worked> {
  const startMs = systemClock.monotonicMs();
  const untilMs = startMs + forMs;
  const claimMs: number[] = [];
  let refused = 0;
  const agent = async (number: number): Promise<void> => {
    while (systemClock.monotonicMs() < untilMs && claimMs.length + refused < leadsMax) {
      const claimed = await one(number);
      if (claimed === 'refused') refused += 1;
      else claimMs.push(claimed);
    }
  };
  await Promise.all(Array.from({ length: AGENTS }, (_, number) => agent(number)));
  return { leads: claimMs.length, tookMs: systemClock.monotonicMs() - startMs, refused, claimMs };
}
