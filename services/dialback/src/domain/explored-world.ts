import { step } from './dialback.ts';
import { isOpen, openEntry, type Entry, type MissedCalls } from './missed-calls.ts';
import { NOBODY_YET, SAMPLE_PHONE, sampleMissed } from './sample-missed.ts';

/** For the exploration of the model: one person who calls, one agent, and what reaches the reducer of it. */
export interface ExploredWorld {
  readonly calls: MissedCalls;
  readonly nowAt: number;
  /** What the agent has on the page, by the id it had then. */
  readonly held: { readonly dialbackId: string; readonly isDialled: boolean } | undefined;
  /** When agent and caller last talked. */
  readonly reachedAt: number;
  readonly isExcluded: boolean;
  readonly isErased: boolean;
  readonly missed: number;
  /** The lead was made for the first call. */
  readonly isNew: boolean;
}

export function openWorld(isNew: boolean): ExploredWorld {
  const nobody = { isExcluded: false, isErased: false, missed: 0, isNew };
  return { calls: NOBODY_YET, nowAt: 1_000_000, held: undefined, reachedAt: 0, ...nobody };
}

const STEP_MS = 60_000;

/** What can happen. The same world back: it cannot happen there. */
export const HAPPENINGS: Readonly<Record<string, (world: ExploredWorld) => ExploredWorld>> = {
  miss: (world) => miss(world, SAMPLE_PHONE, 0),
  /** From the lead's other number, reported after what happened meanwhile. */
  missToldLate: (world) => miss(world, '+12025550124', 1.5 * STEP_MS),
  ringBack: (world) => ringBack(world, openEntry(world.calls)?.dialbackId),
  /** Whoever connects the caller knows only the call before the last. */
  ringBackUntold: (world) => {
    const known = world.calls.entries.at(-2);
    return known?.cause === 'superseded' ? ringBack(world, known.dialbackId) : world;
  },
  take,
  skip: (world) => (world.held?.isDialled === false ? letGo(world, 'returned') : world),
  dial: (world) => dial(world, true),
  /** The word that it is dialled is lost. */
  dialUntold: (world) => dial(world, false),
  unanswered: (world) => (world.held?.isDialled === true ? letGo(world, 'unanswered') : world),
  answered: (world) =>
    world.held?.isDialled === true ? { ...letGo(world, 'bridged'), reachedAt: world.nowAt + STEP_MS } : world,
  windowEnds,
  excluded: (world) =>
    world.isExcluded
      ? world
      : told({ ...world, isExcluded: true }, { type: 'number-excluded', phone: SAMPLE_PHONE }),
  erased: (world) =>
    world.isErased ? world : told({ ...world, isErased: true }, { type: 'lead-erased', leadId: 'lead-1' }),
};

function later(world: ExploredWorld, input: Parameters<typeof step>[1], ms = STEP_MS): ExploredWorld {
  const nowAt = world.nowAt + ms;
  return { ...world, nowAt, calls: step(world.calls, input, nowAt) };
}

/** What ends an entry takes it off the page, unless its number is being called. */
function told(world: ExploredWorld, input: Parameters<typeof step>[1]): ExploredWorld {
  const after = later(world, input);
  return after.held?.isDialled === false && openEntry(after.calls) === undefined
    ? letGo(after, 'returned')
    : after;
}

function miss(world: ExploredWorld, phone: string, lateMs: number): ExploredWorld {
  const missedAt = world.nowAt + STEP_MS - lateMs;
  const isExcluded = world.isExcluded && phone === SAMPLE_PHONE;
  const call = sampleMissed(`d${world.missed}`, missedAt, {
    phone,
    isExcluded,
    leadId: world.isErased ? '' : 'lead-1',
    leadCreated: world.isNew && world.missed === 0,
    // The call log knows.
    reachedAt: lateMs > 0 ? world.reachedAt : undefined,
  });
  return later({ ...world, missed: world.missed + 1 }, call);
}

/** whoever had the entry on the page, or rang the caller, has them on the line; their late word changes nothing. */
function ringBack(world: ExploredWorld, dialbackId: string | undefined): ExploredWorld {
  if (world.missed === 0) return world;
  const reachedAt = world.nowAt + STEP_MS;
  const reached =
    dialbackId === undefined
      ? { ...world, nowAt: reachedAt }
      : later(world, { type: 'caller-reached', dialbackId });
  const after = { ...reached, reachedAt };
  return after.held === undefined ? after : letGo(after, 'returned', 0);
}

/** The agent is offered what waits, as soon as it may be; the gate lets nobody through who is erased or excluded. */
function take(world: ExploredWorld): ExploredWorld {
  const open = openEntry(world.calls);
  if (open === undefined || world.held !== undefined || isRefused(world, open)) return world;
  const waitMs = Math.max(STEP_MS, open.notBeforeAt - world.nowAt);
  const { dialbackId } = open;
  const after = later(world, { type: 'present', dialbackId, agentId: 'agent-1' }, waitMs);
  return openEntry(after.calls)?.state === 'presented'
    ? { ...after, held: { dialbackId, isDialled: false } }
    : after;
}

function dial(world: ExploredWorld, isTold: boolean): ExploredWorld {
  const { held } = world;
  const open = openEntry(world.calls);
  if (held === undefined || held.isDialled || (open !== undefined && isRefused(world, open))) return world;
  const dialled = { ...world, held: { ...held, isDialled: true } };
  return isTold
    ? later(dialled, { type: 'dialing', dialbackId: held.dialbackId })
    : { ...dialled, nowAt: world.nowAt + STEP_MS };
}

function letGo(
  world: ExploredWorld,
  type: 'returned' | 'unanswered' | 'bridged',
  ms = STEP_MS,
): ExploredWorld {
  const { held } = world;
  if (held === undefined) return world;
  return { ...later(world, { type, dialbackId: held.dialbackId }, ms), held: undefined };
}

function windowEnds(world: ExploredWorld): ExploredWorld {
  const open = openEntry(world.calls);
  if (open === undefined) return world;
  return told({ ...world, nowAt: Math.max(world.nowAt, open.expiresAt) }, { type: 'tick' });
}

function isRefused({ isErased, isExcluded }: ExploredWorld, { phone }: Entry): boolean {
  return isErased || (isExcluded && phone === SAMPLE_PHONE);
}

/** Worlds of one key have the same future: ids by their place, times by how long ago. */
export function keyOf({ calls, nowAt, held, reachedAt, ...rest }: ExploredWorld): string {
  const { entries } = calls;
  const placeOf = (id: string | undefined): number =>
    entries.length - entries.findIndex(({ dialbackId }) => dialbackId === id);
  const ago = (at: number | undefined): number => (at === undefined ? -1 : at - nowAt);
  const last = entries.slice(-2).map((entry) => {
    const times = [entry.orderAt, entry.missedAt, entry.expiresAt, entry.notBeforeAt, entry.commonAt].map(
      ago,
    );
    const { state, cause, attempts, phone, leadCreated, heldAs } = entry;
    if (!isOpen(entry)) return [cause === 'superseded', times[1]];
    return [state, attempts, phone, leadCreated, heldAs === undefined ? 0 : placeOf(heldAs), ...times];
  });
  const page = held === undefined ? 0 : [placeOf(held.dialbackId), held.isDialled];
  return JSON.stringify([last, page, ago(reachedAt), ago(calls.reachedAt), Math.min(rest.missed, 1), rest]);
}
