import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { CampaignView } from '../../../src/app/views/leads.ts';
import { getJson } from '../api-client.ts';
import { navigate } from '../router.ts';
import { useSession } from '../session.tsx';
import styles from '../ui/page.module.css';
import { QueryState } from '../ui/query-state.tsx';
import { campaignPath } from './campaign-path.ts';

/** All campaigns of the process. */
export function CampaignsPage() {
  const { processId } = useSession();
  const campaigns = useQuery({
    queryKey: ['campaigns', processId],
    queryFn: () => getJson<{ campaigns: CampaignView[] }>('/api/campaigns', { processId }),
  });
  useEffect(() => {
    document.title = 'Campaigns · Firstring';
  }, []);
  return (
    <div className={styles['page']}>
      <div className={styles['head']}>
        <h1>Campaigns</h1>
      </div>
      <QueryState query={campaigns}>{(answer) => <CampaignTable campaigns={answer.campaigns} />}</QueryState>
    </div>
  );
}

function CampaignTable({ campaigns }: { campaigns: readonly CampaignView[] }) {
  if (campaigns.length === 0) {
    return (
      <div className={styles['tableWrap']}>
        <p className={styles['empty']}>There is no campaign in this process yet.</p>
      </div>
    );
  }
  return (
    <div className={styles['tableWrap']}>
      <table className={styles['table']}>
        <thead>
          <tr>
            <th scope="col">Campaign</th>
            <th scope="col">Time zone</th>
          </tr>
        </thead>
        <tbody>
          {campaigns.map((campaign) => (
            <tr key={campaign.campaignId}>
              <td>
                <a
                  href={campaignPath(campaign.campaignId)}
                  onClick={(event) => {
                    event.preventDefault();
                    navigate(campaignPath(campaign.campaignId));
                  }}
                >
                  {campaign.name}
                </a>
              </td>
              <td>{campaign.timeZone}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
