import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { CampaignRow } from '../../../src/app/views/campaigns.ts';
import { getJson } from '../api-client.ts';
import { STATE_TONES, STATE_WORDS, TYPE_WORDS } from '../logic/campaign-words.ts';
import { formatCount } from '../logic/formats.ts';
import { useCan, useSession } from '../session.tsx';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Link } from '../ui/link.tsx';
import { Page } from '../ui/page.tsx';
import { QueryState } from '../ui/query-state.tsx';
import { Table, type Column } from '../ui/table.tsx';
import { campaignsKey } from './campaign-key.ts';
import { campaignPath } from './campaign-path.ts';
import { NewCampaignDialog } from './new-campaign-dialog.tsx';

/** Waiting leads change all the time. */
const REFRESH_MS = 5000;

const COLUMNS: readonly Column<CampaignRow>[] = [
  { label: 'Campaign', cell: ({ campaignId, name }) => <Link to={campaignPath(campaignId)}>{name}</Link> },
  { label: 'State', cell: ({ state }) => <Badge tone={STATE_TONES[state]}>{STATE_WORDS[state]}</Badge> },
  { label: 'Type', isSpare: true, cell: ({ type }) => TYPE_WORDS[type] },
  { label: 'Agents', kind: 'count', cell: ({ agents }) => (agents === 0 ? 'None yet' : agents) },
  { label: 'Lists', kind: 'count', cell: ({ lists }) => (lists === 0 ? '—' : lists) },
  {
    label: 'Waiting leads',
    kind: 'count',
    cell: ({ waiting }) => (waiting === undefined ? '—' : formatCount(waiting)),
  },
];

/** All campaigns of the process. */
export function CampaignsPage() {
  const { processId } = useSession();
  const can = useCan();
  const [creating, setCreating] = useState(false);
  const campaigns = useQuery({
    queryKey: [...campaignsKey(processId), 'overview'],
    queryFn: () => getJson<{ campaigns: CampaignRow[] }>('/api/campaign-overview', { processId }),
    refetchInterval: REFRESH_MS,
  });
  return (
    <Page
      title="Campaigns"
      actions={
        can('campaign:write') ? (
          <Button tone="accent" onPress={() => setCreating(true)}>
            New campaign
          </Button>
        ) : null
      }
    >
      <QueryState query={campaigns}>
        {(answer) => (
          <Table
            rows={answer.campaigns}
            columns={COLUMNS}
            keyOf={({ campaignId }) => campaignId}
            empty="There is no campaign in this process yet. Make one: it brings leads, agents and rules of calling together."
          />
        )}
      </QueryState>
      {creating ? <NewCampaignDialog onClose={() => setCreating(false)} /> : null}
    </Page>
  );
}
