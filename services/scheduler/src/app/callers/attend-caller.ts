import { reasonError } from '@firstring/contracts';
import type { Caller } from '../../domain/callers/caller.ts';
import { requireServing } from '../agent-commands.ts';
import type { SchedulerDeps } from '../scheduler-deps.ts';
import { callerConnected, callerGone, ringIsOver, takeRunningCall } from './caller-news.ts';
import { OrderStream, type CallerLine, type CallerOrder } from './caller-line.ts';
import { findCaller, knowDialled } from './find-caller.ts';
import type { IncomingNumberRules } from './incoming-numbers.ts';

export interface CallerArrival {
  readonly attemptId: string;
  readonly processId: string;
  readonly incomingNumberId: string;
  /** E.164; empty where it is withheld. */
  readonly phone: string;
  readonly arrivedAt: number;
  /** Whom they talk to already; empty: nobody. */
  readonly connectedAgentId: string;
  /** We have called them (ADR 23). */
  readonly dialled?: {
    readonly campaignId: string;
    readonly leadId: string;
    readonly token: number;
    readonly waitMs: number;
  };
}

/** Why a phone that was rung did not take the call. */
export type RingOutcome = 'no_answer' | 'busy' | 'declined' | 'unreachable' | 'stopped';

export type CallerNews =
  | { readonly type: 'arrived'; readonly arrival: CallerArrival }
  | {
      readonly type: 'ring_over';
      readonly agentId: string;
      readonly token: number;
      readonly outcome: RingOutcome;
    }
  | { readonly type: 'connected'; readonly agentId: string; readonly token: number };

/**
 * One caller from their arrival until the call is over (ADR 20): news come in, orders go out. The stream's life is the caller's: when it
 * ends the caller has gone. Throws INCOMING_NUMBER_NOT_FOUND, INVALID_ARGUMENT, CALLS_WAITING, SCHEDULER_STARTING.
 */
export async function* attendCaller(
  deps: SchedulerDeps,
  news: AsyncIterable<CallerNews>,
  signal: AbortSignal,
): AsyncGenerator<CallerOrder> {
  requireServing(deps);
  const heard = news[Symbol.asyncIterator]();
  const first = await heard.next();
  if (first.done === true || first.value.type !== 'arrived') {
    throw reasonError('INVALID_ARGUMENT', { details: { field: 'arrived' } });
  }
  const { line, orders } = arrive(deps, first.value.arrival);
  const end = (): void => orders.end();
  signal.addEventListener('abort', end, { once: true });
  if (signal.aborted) end();
  deps.background.run('hear of a caller', () => hear(deps, { line, orders }, heard));
  try {
    yield* orders.read();
  } finally {
    signal.removeEventListener('abort', end);
    end();
    // Another stream has taken this caller over, or the service goes and the caller stays.
    if (line.orders === orders && !deps.callers.isClosing) callerGone(deps, line);
  }
}

/** A call that is known already goes on where it is: only its stream broke. */
function arrive(deps: SchedulerDeps, arrival: CallerArrival): { line: CallerLine; orders: OrderStream } {
  const orders = new OrderStream();
  const known = deps.callers.line(arrival.attemptId);
  const line = known ?? openLine(deps, arrival, orders);
  if (known !== undefined) takeOver(known, orders);
  if (arrival.connectedAgentId !== '') {
    deps.background.run('take a running call', () => takeRunningCall(deps, line, arrival.connectedAgentId));
  } else if (known === undefined && arrival.dialled !== undefined) knowDialled(deps, line, arrival.dialled);
  else if (known === undefined) deps.background.run('find a caller', () => findCaller(deps, line));
  return { line, orders };
}

function takeOver(line: CallerLine, orders: OrderStream): void {
  const before = line.orders;
  line.orders = orders;
  before.end();
  if (line.matched !== undefined) orders.push(line.matched);
  if (line.position > 0) orders.push({ type: 'position', position: line.position });
  if (line.ring !== undefined) orders.push(line.ring);
}

function openLine(deps: SchedulerDeps, arrival: CallerArrival, orders: OrderStream): CallerLine {
  const { attemptId, processId, phone, dialled } = arrival;
  const number = rulesOf(deps, arrival);
  if (number?.processId !== processId) throw reasonError('INCOMING_NUMBER_NOT_FOUND');
  if (deps.callers.isFull) throw reasonError('CALLS_WAITING');
  // Another clock than ours may be ahead.
  const arrivedAt = Math.min(arrival.arrivedAt, deps.clock.now());
  const line: CallerLine = {
    attemptId,
    processId,
    number,
    phone,
    arrivedAt,
    orders,
    matched: undefined,
    homeGuard: dialled === undefined ? '' : phone,
    leadVersion: 0,
    token: dialled?.token ?? 0,
    holds: 0,
    renewAt: 0,
    position: 0,
    ring: undefined,
    freed: undefined,
    isOver: false,
    isDialled: dialled !== undefined,
  };
  const caller: Caller = {
    attemptId,
    processId,
    incomingNumberId: number.incomingNumberId,
    phone,
    arrivedAt,
    isDialled: dialled !== undefined,
    policy: number.policy,
    campaignIds: number.campaignIds,
    leadId: '',
    stage: { type: 'matching' },
  };
  deps.callers.open(line, caller);
  deps.events.callerArrived({ attemptId, incomingNumberId: number.incomingNumberId });
  return line;
}

/** Of a number of ours they have called, or of the campaign that has called them: the SIP side ends that wait, this is for where it cannot. */
function rulesOf(deps: SchedulerDeps, arrival: CallerArrival): IncomingNumberRules | undefined {
  const { dialled, incomingNumberId, processId } = arrival;
  if (dialled === undefined) return deps.incomingNumbers.get(incomingNumberId);
  const { campaignId, waitMs } = dialled;
  const campaign = deps.campaigns.get(campaignId);
  if (campaign?.processId !== processId) return undefined;
  return {
    incomingNumberId: '',
    processId,
    campaignIds: [campaignId],
    agentIds: NOBODY_ONLY,
    policy: {
      maxWaitMs: waitMs,
      callersMax: Infinity,
      noAgent: 'queue',
      ringMs: Math.min(waitMs, campaign.ringMs),
    },
    noLead: 'connect_without_lead',
    version: 0,
  };
}

const NOBODY_ONLY: ReadonlySet<string> = new Set();

/** Until the SIP side has nothing more to say, or nobody listens any more. */
async function hear(
  deps: SchedulerDeps,
  { line, orders }: { readonly line: CallerLine; readonly orders: OrderStream },
  heard: AsyncIterator<CallerNews>,
): Promise<void> {
  try {
    for (;;) {
      const next = await Promise.race([heard.next(), orders.ended]);
      if (next === undefined || next.done === true) return;
      takeNews(deps, line, next.value);
    }
  } finally {
    orders.end();
  }
}

function takeNews(deps: SchedulerDeps, line: CallerLine, news: CallerNews): void {
  switch (news.type) {
    case 'arrived':
      throw reasonError('INVALID_ARGUMENT', { details: { field: 'arrived' } });
    case 'ring_over':
      ringIsOver(deps, line, news);
      return;
    case 'connected':
      callerConnected(deps, line, news);
  }
}
