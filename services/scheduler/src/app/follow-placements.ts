import { AppError } from '@firstring/kernel';
import type { LeadPlacement } from '../domain/order/placements.ts';
import type { SchedulerDeps } from './scheduler-deps.ts';

/** A slice of the loop, ms; leads are looked at so many at a time between two looks at the clock. */
const SLICE_MS = 5;
const LEADS_AT_ONCE = 64;
const PAUSE_MS = 200;
const PAUSE_MS_MAX = 30_000;

export interface CampaignRef {
  readonly processId: string;
  readonly campaignId: string;
}

/** One change of a filter may concern all campaigns: no more of them are read at once. */
const READS_AT_ONCE = 4;

/** Campaigns whose placements are being read. */
export class PlacementReads {
  readonly #running = new Map<string, { isAskedAgain: boolean }>();
  readonly #queue: (() => void)[] = [];
  #active = 0;

  /** Undefined when it is being read already: it will be read once more after that. */
  begin(campaignId: string): { isAskedAgain: boolean } | undefined {
    const running = this.#running.get(campaignId);
    if (running !== undefined) {
      running.isAskedAgain = true;
      return undefined;
    }
    const read = { isAskedAgain: false };
    this.#running.set(campaignId, read);
    return read;
  }

  end(campaignId: string): void {
    this.#running.delete(campaignId);
  }

  /** Reads when it is its turn; those that wait are as many as campaigns at most. */
  async inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.#active >= READS_AT_ONCE) await new Promise<void>((resolve) => this.#queue.push(resolve));
    else this.#active += 1;
    try {
      return await work();
    } finally {
      const next = this.#queue.shift();
      if (next === undefined) this.#active -= 1;
      else next();
    }
  }
}

/**
 * ADR 16: after a change of a campaign's filters lead-store is asked once for the placements of all its leads. Asked again, with pauses
 * up to half a minute, until it has answered by the newest criteria: leads are not given by filters of yesterday for good.
 */
export function followPlacements(deps: SchedulerDeps, processId: string, campaignId: string): void {
  const read = deps.placementReads.begin(campaignId);
  if (read === undefined) return;
  deps.background.run('placements', async (signal) => {
    try {
      for (let pauseMs = PAUSE_MS; ; pauseMs = Math.min(PAUSE_MS_MAX, pauseMs * 2)) {
        read.isAskedAgain = false;
        const isAnswered = await deps.placementReads.inTurn(() => {
          signal.throwIfAborted();
          return readPlacements(deps, { processId, campaignId }, signal);
        });
        if (isAnswered && !read.isAskedAgain) return;
        await deps.clock.sleep(pauseMs, signal);
      }
    } finally {
      deps.placementReads.end(campaignId);
    }
  });
}

/** Whether the answer is whole and by the newest criteria known here. */
async function readPlacements(deps: SchedulerDeps, of: CampaignRef, signal: AbortSignal): Promise<boolean> {
  const { order } = deps.orders.process(of.processId);
  let [revision, leads] = [0, 0];
  try {
    for await (const piece of deps.leads.streamPlacements(of, signal)) {
      revision = piece.revision;
      leads += piece.leads.length;
      await applyPiece(deps, of, piece.leads, signal);
    }
  } catch (err) {
    if (signal.aborted) throw err;
    if (!isStarting(err)) deps.events.placementsFailed({ campaignId: of.campaignId, err });
    return false;
  }
  if (leads > 0 && revision < order.criteriaRevision(of.campaignId)) return false;
  deps.events.placed({ campaignId: of.campaignId, revision, leads });
  return true;
}

async function applyPiece(
  deps: SchedulerDeps,
  { processId, campaignId }: CampaignRef,
  leads: readonly LeadPlacement[],
  signal: AbortSignal,
): Promise<void> {
  const { order } = deps.orders.process(processId);
  let sliceStartedMs = deps.clock.monotonicMs();
  for (let start = 0; start < leads.length; start += LEADS_AT_ONCE) {
    order.setPlacements(campaignId, leads.slice(start, start + LEADS_AT_ONCE), deps.clock.now());
    if (deps.clock.monotonicMs() - sliceStartedMs < SLICE_MS) continue;
    deps.orders.changed(processId);
    await deps.clock.sleep(0, signal);
    sliceStartedMs = deps.clock.monotonicMs();
  }
  deps.orders.changed(processId);
}

/** lead-store is still reading the leads: nothing has failed. */
function isStarting(error: unknown): boolean {
  return error instanceof AppError && error.reason === 'FILTER_INDEX_STARTING';
}
