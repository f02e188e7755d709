import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { CampaignRow } from '../../../src/app/views/campaigns.ts';
import { getJson } from '../api-client.ts';
import { STATE_TONES, STATE_WORDS, TYPE_WORDS } from '../logic/campaign-words.ts';
import { navigate } from '../router.ts';
import { useCan, useSession } from '../session.tsx';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import styles from '../ui/page.module.css';
import { QueryState } from '../ui/query-state.tsx';
import { campaignsKey } from './campaign-key.ts';
import { campaignPath } from './campaign-path.ts';
import { NewCampaignDialog } from './new-campaign-dialog.tsx';

/** Waiting leads change all the time. */
const REFRESH_MS = 5000;

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
  useEffect(() => {
    document.title = 'Campaigns · Firstring';
  }, []);
  return (
    <div className={styles['page']}>
      <div className={styles['head']}>
        <h1>Campaigns</h1>
        {can('campaign:write') ? (
          <Button tone="accent" onPress={() => setCreating(true)}>
            New campaign
          </Button>
        ) : null}
      </div>
      <QueryState query={campaigns}>{(answer) => <CampaignTable campaigns={answer.campaigns} />}</QueryState>
      {creating ? <NewCampaignDialog onClose={() => setCreating(false)} /> : null}
    </div>
  );
}

function CampaignTable({ campaigns }: { campaigns: readonly CampaignRow[] }) {
  if (campaigns.length === 0) {
    return (
      <div className={styles['tableWrap']}>
        <p className={styles['empty']}>
          There is no campaign in this process yet. Make one: it brings leads, agents and rules of calling
          together.
        </p>
      </div>
    );
  }
  return (
    <div className={styles['tableWrap']}>
      <table className={styles['table']}>
        <thead>
          <tr>
            <th scope="col">Campaign</th>
            <th scope="col">State</th>
            <th scope="col">Type</th>
            <th scope="col">Agents</th>
            <th scope="col">Lists</th>
            <th scope="col">Waiting leads</th>
          </tr>
        </thead>
        <tbody>
          {campaigns.map((campaign) => (
            <CampaignLine key={campaign.campaignId} campaign={campaign} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function CampaignLine({ campaign }: { campaign: CampaignRow }) {
  const { campaignId, name, type, state, agents, lists, waiting } = campaign;
  const path = campaignPath(campaignId);
  return (
    <tr>
      <td>
        <a
          href={path}
          onClick={(event) => {
            event.preventDefault();
            navigate(path);
          }}
        >
          {name}
        </a>
      </td>
      <td>
        <Badge tone={STATE_TONES[state]}>{STATE_WORDS[state]}</Badge>
      </td>
      <td>{TYPE_WORDS[type]}</td>
      <td className={styles['number']}>{agents === 0 ? 'None yet' : agents}</td>
      <td className={styles['number']}>{lists === 0 ? '—' : lists}</td>
      <td className={styles['number']}>{waiting === undefined ? '—' : waiting.toLocaleString('en')}</td>
    </tr>
  );
}
