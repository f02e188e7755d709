import { localDay } from '@firstring/domain';
import type { AgentState } from './agent-state.ts';
import { isLeadDialled } from './call-event.ts';

/** What an agent did on one day, in the zone of the campaign they worked last. */
export interface AgentDay {
  readonly day: string;
  readonly zone: string;
  /** Leads put in front of them, and opened by themselves. */
  readonly presented: number;
  /** Calls that went out to somebody. */
  readonly calls: number;
  readonly lastPresentedAt?: number;
}

export const NO_DAY: AgentDay = { day: '', zone: 'UTC', presented: 0, calls: 0 };

/** Counts what a step of the agent was; the same object where it was neither. */
export function countDay(
  before: AgentDay,
  from: AgentState,
  to: AgentState,
  zoneOf: (campaignId: string) => string,
): AgentDay {
  const { work } = to;
  if (work === undefined || work === from.work) return before;
  const known = from.work?.attemptId === work.attemptId ? from.work : undefined;
  const isPresented = work.presentedAt !== undefined && known?.presentedAt === undefined;
  const isCall = isLeadDialled(work) && (known === undefined || !isLeadDialled(known));
  if (!isPresented && !isCall) return before;
  const zone = zoneOf(work.campaignId);
  const at = work.call?.phaseAt ?? work.presentedAt ?? work.chosenAt;
  const today = dayAt({ ...before, zone }, at);
  return {
    ...today,
    presented: today.presented + (isPresented ? 1 : 0),
    calls: today.calls + (isCall ? 1 : 0),
    ...(isPresented && work.presentedAt !== undefined && { lastPresentedAt: work.presentedAt }),
  };
}

/** The day as it is at this instant: counted from zero once it is another one. */
export function dayAt(day: AgentDay, at: number): AgentDay {
  const now = localDay(day.zone, at);
  return now === day.day ? day : { ...day, day: now, presented: 0, calls: 0 };
}
