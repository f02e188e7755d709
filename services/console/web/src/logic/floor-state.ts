import type { PresenceName } from '../../../src/app/views/desk.ts';
import type { AgentRow, FloorEvent } from '../../../src/app/views/floor.ts';
import { clockFrom, type ServerClock } from './clock-offset.ts';

/** The agents of a process as the page knows them. */
export interface FloorState {
  /** By name; a row that has not changed is the same object as before. Undefined before the first picture. */
  readonly agents: readonly AgentRow[] | undefined;
  /** What is shown may be old: the line is broken, or the scheduler does not answer. */
  readonly trouble: string;
  readonly clock: ServerClock | undefined;
}

export const EMPTY_FLOOR: FloorState = { agents: undefined, trouble: '', clock: undefined };

export function takeFloorEvent(
  { agents = [], clock }: FloorState,
  event: FloorEvent,
  monotonicMs: number,
): FloorState {
  const known = new Map(event.complete ? [] : agents.map((agent) => [agent.agentId, agent]));
  for (const agentId of event.goneIds) known.delete(agentId);
  for (const agent of event.agents) known.set(agent.agentId, agent);
  const sorted = [...known.values()].sort(byName);
  return { agents: sorted, trouble: '', clock: clock ?? clockFrom(event.serverAt, monotonicMs) };
}

/** One collator for all: making one for each comparison took most of an update of 500 agents. */
const NAMES = new Intl.Collator();

function byName(a: AgentRow, b: AgentRow): number {
  return NAMES.compare(a.name, b.name) || (a.agentId < b.agentId ? -1 : 1);
}

export type FloorGroup = 'ready' | 'preview' | 'call' | 'wrap_up' | 'not_ready' | 'offline';

/** Agents by what they do, in the order of the page. */
export const FLOOR_GROUPS: readonly { readonly id: FloorGroup; readonly label: string }[] = [
  { id: 'ready', label: 'Ready' },
  { id: 'preview', label: 'Preview' },
  { id: 'call', label: 'In call' },
  { id: 'wrap_up', label: 'Wrap-up' },
  { id: 'not_ready', label: 'Not ready' },
  { id: 'offline', label: 'Offline' },
];

const GROUP_OF: Readonly<Record<PresenceName, FloorGroup>> = {
  ready: 'ready',
  reserved: 'preview',
  previewing: 'preview',
  ringing: 'call',
  dialing: 'call',
  on_call: 'call',
  wrap_up: 'wrap_up',
  not_ready: 'not_ready',
  offline: 'offline',
};

export function groupOf({ presence }: Pick<AgentRow, 'presence'>): FloorGroup {
  return GROUP_OF[presence];
}

export function countGroups(agents: readonly AgentRow[]): ReadonlyMap<FloorGroup, number> {
  const counts = new Map<FloorGroup, number>();
  for (const agent of agents) counts.set(groupOf(agent), (counts.get(groupOf(agent)) ?? 0) + 1);
  return counts;
}

/** Whether somebody has a lead of this campaign in hand. */
export function isDialling(agents: readonly AgentRow[], campaignId: string): boolean {
  return agents.some((agent) => agent.inHand && agent.campaignId === campaignId);
}
