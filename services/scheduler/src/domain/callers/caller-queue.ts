import { unreachable } from '@firstring/kernel';
import { agentOf, isQueued, type Caller, type CallerStage } from './caller.ts';

/** Everybody who is on one of our lines, the one who arrived first first. */
export type CallerQueue = readonly Caller[];

export const NO_CALLERS: CallerQueue = [];

/** Why nobody takes a call; names of DismissCause. */
export type DismissCause = 'queue_timeout' | 'no_agent' | 'refused' | 'no_lead';

export type QueueInput =
  | { readonly type: 'arrived'; readonly caller: Caller }
  /** It is known who calls. `staffed`: somebody who may take the call is signed in. */
  | {
      readonly type: 'matched';
      readonly attemptId: string;
      readonly leadId: string;
      readonly campaignIds: readonly string[];
      readonly staffed: boolean;
    }
  /** "Action on no Lead found" is refuse. */
  | { readonly type: 'unknown'; readonly attemptId: string }
  /** The number is locked for the call. */
  | { readonly type: 'held'; readonly attemptId: string }
  /** The lock is lost, or was not passed on. */
  | { readonly type: 'guard_lost'; readonly attemptId: string }
  | { readonly type: 'offered'; readonly attemptId: string; readonly agentId: string }
  | {
      readonly type: 'ringing' | 'connected';
      readonly attemptId: string;
      readonly agentId: string;
      readonly token: number;
    }
  /** The agent who was rung has not taken the call. */
  | { readonly type: 'ring_over'; readonly attemptId: string; readonly agentId: string }
  | { readonly type: 'gone'; readonly attemptId: string }
  /** Time has passed; whether somebody is signed in for each. */
  | { readonly type: 'look'; readonly isStaffed: (caller: Caller) => boolean };

export type QueueAction =
  /** Take the caller's number, so that nobody dials them. */
  | { readonly type: 'hold'; readonly attemptId: string }
  /** Nobody will take the call: it is out of the queue. */
  | { readonly type: 'dismiss'; readonly caller: Caller; readonly cause: DismissCause };

export interface QueueStep {
  readonly queue: CallerQueue;
  readonly actions: readonly QueueAction[];
}

/** One step of the queue of callers (ADR 20). News that no longer fit a caller's stage change nothing. */
export function stepQueue(queue: CallerQueue, input: QueueInput, nowAt: number): QueueStep {
  switch (input.type) {
    case 'arrived':
      return only(arrive(queue, input.caller));
    case 'matched':
      return match(queue, input);
    case 'unknown':
      return dismissOne(queue, input.attemptId, 'no_lead');
    case 'held':
      return only(move(queue, input.attemptId, ['guarding'], { type: 'waiting' }));
    case 'guard_lost':
      return toGuard(queue, input.attemptId, ['waiting', 'offered']);
    case 'offered':
      return only(move(queue, input.attemptId, ['waiting', 'guarding'], input));
    case 'ringing':
      return only(move(queue, input.attemptId, ['offered'], input));
    case 'connected':
      return only(move(queue, input.attemptId, undefined, input));
    case 'ring_over':
      return ringOver(queue, input, nowAt);
    case 'gone':
      return only(queue.filter(({ attemptId }) => attemptId !== input.attemptId));
    case 'look':
      return look(queue, input.isStaffed, nowAt);
    default:
      return unreachable(input);
  }
}

/** The place in the queue of each caller who waits at this number; 1 is next. */
export function positionsOf(queue: CallerQueue): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const positions = new Map<string, number>();
  for (const caller of queue) {
    if (!isQueued(caller)) continue;
    const position = (counts.get(caller.incomingNumberId) ?? 0) + 1;
    counts.set(caller.incomingNumberId, position);
    positions.set(caller.attemptId, position);
  }
  return positions;
}

/** A caller for an agent who is free. */
export interface CallerOffer {
  readonly caller: Caller;
  readonly agentId: string;
}

/**
 * Who is rung for whom: callers in the order of their arrival, each gets the one of the free agents who waits longest and may take them.
 * Whoever has just let this caller ring is asked again only where nobody else is free.
 */
export function pickOffers(
  queue: CallerQueue,
  freeAgentIds: readonly string[],
  mayTake: (agentId: string, caller: Caller) => boolean,
): readonly CallerOffer[] {
  const free = new Set(freeAgentIds);
  const offers: CallerOffer[] = [];
  for (const caller of queue) {
    if (free.size === 0) break;
    if (caller.stage.type !== 'waiting') continue;
    const able = [...free].filter((agentId) => mayTake(agentId, caller));
    const agentId = able.find((each) => each !== caller.lastAgentId) ?? able[0];
    if (agentId === undefined) continue;
    free.delete(agentId);
    offers.push({ caller, agentId });
  }
  return offers;
}

function only(queue: CallerQueue): QueueStep {
  return { queue, actions: [] };
}

/** Who was called by us comes first; after a restart callers come in any order: their arrival decides, then their names. */
function arrive(queue: CallerQueue, caller: Caller): CallerQueue {
  if (queue.some(({ attemptId }) => attemptId === caller.attemptId)) return queue;
  const at = queue.findIndex((each) => isBefore(caller, each));
  return at < 0 ? [...queue, caller] : queue.toSpliced(at, 0, caller);
}

function isBefore(a: Caller, b: Caller): boolean {
  if ((a.isDialled ?? false) !== (b.isDialled ?? false)) return a.isDialled === true;
  return a.arrivedAt === b.arrivedAt ? a.attemptId < b.attemptId : a.arrivedAt < b.arrivedAt;
}

/** Trigger 3: nobody is there, and the policy does not let callers wait for somebody; or too many wait already. */
function match(queue: CallerQueue, input: Extract<QueueInput, { type: 'matched' }>): QueueStep {
  const { attemptId, leadId, campaignIds, staffed } = input;
  const found = queue.find((caller) => caller.attemptId === attemptId);
  if (found?.stage.type !== 'matching') return only(queue);
  const { policy, incomingNumberId } = found;
  const known = { ...found, leadId, campaignIds, stage: { type: 'guarding' } } as const;
  const waiting = queue.filter((each) => isQueued(each) && each.incomingNumberId === incomingNumberId).length;
  if (waiting >= policy.callersMax || (!staffed && policy.noAgent !== 'queue')) {
    return dismiss(queue, known, turnedAway(known));
  }
  return { queue: replace(queue, known), actions: [{ type: 'hold', attemptId }] };
}

function turnedAway({ policy }: Caller): DismissCause {
  return policy.noAgent === 'refuse' ? 'refused' : 'no_agent';
}

/** The next agent is tried; time that ran out meanwhile has waited for the phone to be silent. */
function ringOver(
  queue: CallerQueue,
  { attemptId, agentId }: Extract<QueueInput, { type: 'ring_over' }>,
  nowAt: number,
): QueueStep {
  const found = queue.find((caller) => caller.attemptId === attemptId);
  const { stage } = found ?? {};
  if (found === undefined || stage?.type !== 'ringing' || stage.agentId !== agentId) return only(queue);
  const left: Caller = { ...found, stage: { type: 'guarding' }, lastAgentId: agentId };
  if (isOverdue(left, nowAt)) return dismiss(queue, left, 'queue_timeout');
  return { queue: replace(queue, left), actions: [{ type: 'hold', attemptId }] };
}

/** who has waited too long, or for nobody, is told so; not while a phone rings for them. */
function look(queue: CallerQueue, isStaffed: (caller: Caller) => boolean, nowAt: number): QueueStep {
  const actions: QueueAction[] = [];
  const staying = queue.filter((caller) => {
    const { stage, policy } = caller;
    if (agentOf(caller) !== undefined) return true;
    const isAlone = stage.type !== 'matching' && policy.noAgent !== 'queue' && !isStaffed(caller);
    if (!isOverdue(caller, nowAt) && !isAlone) return true;
    const cause = isOverdue(caller, nowAt) ? 'queue_timeout' : turnedAway(caller);
    actions.push({ type: 'dismiss', caller, cause });
    return false;
  });
  return actions.length === 0 ? only(queue) : { queue: staying, actions };
}

function isOverdue({ arrivedAt, policy }: Caller, nowAt: number): boolean {
  return nowAt - arrivedAt >= policy.maxWaitMs;
}

function dismissOne(queue: CallerQueue, attemptId: string, cause: DismissCause): QueueStep {
  const found = queue.find((caller) => caller.attemptId === attemptId);
  return found === undefined ? only(queue) : dismiss(queue, found, cause);
}

function dismiss(queue: CallerQueue, caller: Caller, cause: DismissCause): QueueStep {
  const rest = queue.filter(({ attemptId }) => attemptId !== caller.attemptId);
  return { queue: rest, actions: [{ type: 'dismiss', caller, cause }] };
}

function toGuard(queue: CallerQueue, attemptId: string, from: readonly CallerStage['type'][]): QueueStep {
  const moved = move(queue, attemptId, from, { type: 'guarding' });
  return moved === queue ? only(queue) : { queue: moved, actions: [{ type: 'hold', attemptId }] };
}

/** `from` undefined: whatever the stage is. */
function move(
  queue: CallerQueue,
  attemptId: string,
  from: readonly CallerStage['type'][] | undefined,
  to: CallerStage,
): CallerQueue {
  const found = queue.find((caller) => caller.attemptId === attemptId);
  if (found === undefined || from?.includes(found.stage.type) === false) return queue;
  return replace(queue, { ...found, stage: stageOf(to) });
}

/** Inputs carry more than a stage does. */
function stageOf(to: CallerStage): CallerStage {
  switch (to.type) {
    case 'offered':
      return { type: to.type, agentId: to.agentId };
    case 'ringing':
    case 'connected':
      return { type: to.type, agentId: to.agentId, token: to.token };
    default:
      return { type: to.type };
  }
}

function replace(queue: CallerQueue, caller: Caller): CallerQueue {
  return queue.map((each) => (each.attemptId === caller.attemptId ? caller : each));
}
