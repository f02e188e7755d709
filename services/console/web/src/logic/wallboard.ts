import type { CampaignRow } from '../../../src/app/views/campaigns.ts';
import type { AgentRow } from '../../../src/app/views/floor.ts';
import type { Cells } from '../../../src/domain/reports/report-table.ts';
import type { ReportView } from '../../../src/app/views/reports.ts';
import { isDialling } from './floor-state.ts';

/** Something people should get up for. */
export interface BoardAlert {
  readonly id: string;
  readonly words: string;
}

export interface BoardFacts {
  /** Undefined until the first picture. */
  readonly agents: readonly AgentRow[] | undefined;
  readonly campaigns: readonly CampaignRow[];
  /** Why something shown may be old; empty where it is not. */
  readonly troubles: readonly string[];
}

/** What is wrong now, the worst first. */
export function boardAlerts({ agents, campaigns, troubles }: BoardFacts): readonly BoardAlert[] {
  const told = [...new Set(troubles)].filter((words) => words !== '');
  return [
    ...told.map((words) => ({ id: `trouble ${words}`, words })),
    ...(agents === undefined ? [] : [...idleAgents(agents), ...idleCampaigns(agents, campaigns)]),
  ];
}

function idleAgents(agents: readonly AgentRow[]): BoardAlert[] {
  const idle = agents.filter(({ idleGap }) => idleGap).map(({ name }) => name);
  if (idle.length === 0) return [];
  const words =
    idle.length === 1
      ? `${idle[0]} has had no lead for long`
      : `${idle.length} agents have had no lead for long`;
  return [{ id: 'idle agents', words }];
}

/** Leads wait, somebody is Ready, and still nobody has one in hand. */
function idleCampaigns(agents: readonly AgentRow[], campaigns: readonly CampaignRow[]): BoardAlert[] {
  const isReady = (name: string): boolean =>
    agents.some(({ presence, campaignNames }) => presence === 'ready' && campaignNames.includes(name));
  return campaigns
    .filter(({ state, waiting = 0 }) => state === 'active' && waiting > 0)
    .filter(({ campaignId, name }) => isReady(name) && !isDialling(agents, campaignId))
    .map(({ campaignId, name }) => ({ id: campaignId, words: `Nothing is being dialled in ${name}` }));
}

/** The oldest of these instants; undefined where there is none. */
export function oldest(instants: readonly (number | undefined)[]): number | undefined {
  const known = instants.filter((at) => at !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}

/** The last hour of a report by hour that says anything of `column`, else the whole day. */
export function latestHour(
  report: ReportView,
  column: string,
): { readonly name: string; readonly cells: Cells } {
  const row = report.rows.findLast(({ cells }) => Number(cells[column] ?? 0) > 0);
  return row === undefined
    ? { name: '00:00', cells: report.total ?? {} }
    : { name: String(row.cells['group'] ?? ''), cells: row.cells };
}
