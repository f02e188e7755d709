import { useCallback, useState } from 'react';
import type { AgentRow } from '../../../src/app/views/floor.ts';
import { AgentWhyDrawer } from '../explain/agent-why.tsx';
import { FLOOR_GROUPS, groupOf, type FloorGroup } from '../logic/floor-state.ts';
import { formatCount } from '../logic/formats.ts';
import { navigate, useLocation, withParams } from '../router.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import page from '../ui/page.module.css';
import { Page } from '../ui/page.tsx';
import { SearchField } from '../ui/search-field.tsx';
import { AgentTable } from './agent-table.tsx';
import { ClockContext } from './elapsed.tsx';
import { GroupTiles } from './group-tiles.tsx';
import { useFloor } from './use-floor.ts';

const SHOWN_FIRST = 100;

/** What each agent of the process does now (point 11): live, with what a supervisor can do about it. */
export function AgentsPage() {
  const { agents, trouble, clock } = useFloor();
  const { query } = useLocation();
  const [asked, setAsked] = useState<AgentRow>();
  const [isWhole, setWhole] = useState(false);
  const onWhy = useCallback((agent: AgentRow) => setAsked(agent), []);
  const chosen = FLOOR_GROUPS.find(({ id }) => id === query.get('state'))?.id;
  const choose = (group: FloorGroup | undefined): void =>
    navigate(withParams(query, { state: group ?? '' }), true);
  const found = (agents ?? []).filter((agent) => isFound(agent, chosen, query.get('search') ?? ''));
  return (
    <Page
      title="Agents"
      views="agents"
      about="Everybody who works a campaign of this process, as they are now."
    >
      {trouble === '' ? null : <Notice tone="warn">{trouble}</Notice>}
      <GroupTiles agents={agents ?? []} chosen={chosen} onChoose={choose} />
      <search className={page['filters']}>
        <SearchField placeholder="Agent, lead, campaign" />
      </search>
      {agents === undefined ? (
        <p role="status">Reading the agents…</p>
      ) : (
        <ClockContext value={clock}>
          <AgentTable
            agents={isWhole ? found : found.slice(0, SHOWN_FIRST)}
            empty={
              agents.length === 0
                ? 'Nobody works a campaign of this process yet. Agents are added on a campaign’s Agents tab.'
                : 'Nobody is like that now.'
            }
            onWhy={onWhy}
          />
        </ClockContext>
      )}
      {found.length > SHOWN_FIRST && !isWhole ? (
        <div>
          <Button onPress={() => setWhole(true)}>{`Show all ${formatCount(found.length)}`}</Button>
        </div>
      ) : null}
      {asked === undefined ? null : <AgentWhyDrawer agent={asked} onClose={() => setAsked(undefined)} />}
    </Page>
  );
}

function isFound(agent: AgentRow, group: FloorGroup | undefined, search: string): boolean {
  if (group !== undefined && groupOf(agent) !== group) return false;
  const text = [agent.name, agent.leadName, agent.campaignName, ...agent.campaignNames].join('\n');
  return text.toLowerCase().includes(search.toLowerCase());
}
