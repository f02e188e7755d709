import { useQuery } from '@tanstack/react-query';
import type { AgentRow } from '../../../src/app/views/floor.ts';
import type { CampaignRow } from '../../../src/app/views/campaigns.ts';
import { getJson } from '../api-client.ts';
import { campaignsKey } from '../campaigns/campaign-key.ts';
import { campaignPath } from '../campaigns/campaign-path.ts';
import { LevelCounts } from '../explain/lead-counts.tsx';
import { isDialling } from '../logic/floor-state.ts';
import { formatCount } from '../logic/formats.ts';
import { useSession } from '../session.tsx';
import { Link } from '../ui/link.tsx';
import { Notice } from '../ui/notice.tsx';
import { Page } from '../ui/page.tsx';
import panel from '../ui/panel.module.css';
import { QueryState } from '../ui/query-state.tsx';
import { Table, type Column } from '../ui/table.tsx';
import { FirstSteps } from './first-steps.tsx';
import { GroupTiles } from './group-tiles.tsx';
import { NothingDialled } from './nothing-dialled.tsx';
import { useFloor } from './use-floor.ts';

const REFRESH_MS = 5000;
/** Each asks the scheduler to go through a campaign's leads. */
const EXPLAINED_MAX = 4;

/** The day at a glance: who does what, what waits, and where nothing is being dialled. */
export function TodayPage() {
  const { processId } = useSession();
  const { agents, trouble } = useFloor();
  const campaigns = useQuery({
    queryKey: [...campaignsKey(processId), 'overview'],
    queryFn: () => getJson<{ campaigns: CampaignRow[] }>('/api/campaign-overview', { processId }),
    refetchInterval: REFRESH_MS,
  });
  return (
    <Page title="Today" about="What goes on in this process now.">
      {trouble === '' ? null : <Notice tone="warn">{trouble}</Notice>}
      <FirstSteps />
      <section className={panel['stack']} aria-label="Agents">
        <div className={panel['head']}>
          <h2>Agents</h2>
          <Link to="/live/agents">Each of them</Link>
        </div>
        <GroupTiles agents={agents ?? []} />
      </section>
      <QueryState query={campaigns}>
        {({ campaigns: rows }) => <Waiting rows={rows} agents={agents} />}
      </QueryState>
    </Page>
  );
}

interface WaitingProps {
  rows: readonly CampaignRow[];
  /** Undefined until the first picture: then nobody can be missed yet. */
  agents: readonly AgentRow[] | undefined;
}

function Waiting({ rows, agents }: WaitingProps) {
  const active = rows.filter(({ state }) => state === 'active');
  const idle = agents === undefined ? [] : active.filter(({ campaignId }) => !isDialling(agents, campaignId));
  return (
    <>
      <section className={panel['panel']} aria-label="Leads waiting">
        <h2>Leads that may be given now</h2>
        <LevelCounts label="Leads waiting by level" waiting={active.flatMap(({ byLane }) => byLane)} />
      </section>
      {idle.length === 0 ? null : (
        <section className={panel['stack']} aria-label="Nobody has a lead in hand">
          <h2>Nobody has a lead in hand</h2>
          {idle.slice(0, EXPLAINED_MAX).map(({ campaignId, name }) => (
            <NothingDialled key={campaignId} campaignId={campaignId} name={name} />
          ))}
          {idle.length > EXPLAINED_MAX ? (
            <p
              className={panel['quiet']}
            >{`And in ${formatCount(idle.length - EXPLAINED_MAX)} more, below.`}</p>
          ) : null}
        </section>
      )}
      <Table
        rows={active}
        columns={columnsFor(agents ?? [])}
        keyOf={({ campaignId }) => campaignId}
        empty="No campaign is active."
      />
    </>
  );
}

function columnsFor(agents: readonly AgentRow[]): readonly Column<CampaignRow>[] {
  const atWork = (campaignId: string): number =>
    agents.filter((agent) => agent.inHand && agent.campaignId === campaignId).length;
  return [
    { label: 'Campaign', cell: ({ campaignId, name }) => <Link to={campaignPath(campaignId)}>{name}</Link> },
    { label: 'Agents with a lead', kind: 'count', cell: ({ campaignId }) => formatCount(atWork(campaignId)) },
    { label: 'Agents', kind: 'count', cell: ({ agents: count }) => formatCount(count) },
    {
      label: 'Waiting leads',
      kind: 'count',
      cell: ({ waiting }) => (waiting === undefined ? '—' : formatCount(waiting)),
    },
  ];
}
