import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { CampaignView } from '../../../src/app/views/leads.ts';
import { getJson } from '../api-client.ts';
import { navigate } from '../router.ts';
import { useCan, useSession } from '../session.tsx';
import { Notice } from '../ui/notice.tsx';
import styles from '../ui/page.module.css';
import { QueryState } from '../ui/query-state.tsx';
import { Tabs } from '../ui/tabs.tsx';
import { campaignPath } from './campaign-path.ts';
import { EnrichmentData } from './enrichment-data.tsx';

/** One campaign, a tab for each of its sides. */
export function CampaignPage({ campaignId, tab }: { campaignId: string; tab: string }) {
  const { processId } = useSession();
  const campaigns = useQuery({
    queryKey: ['campaigns', processId],
    queryFn: () => getJson<{ campaigns: CampaignView[] }>('/api/campaigns', { processId }),
  });
  return (
    <QueryState query={campaigns}>
      {(answer) => {
        const campaign = answer.campaigns.find((each) => each.campaignId === campaignId);
        return campaign === undefined ? (
          <div className={styles['page']}>
            <Notice tone="bad">There is no such campaign in this process.</Notice>
          </div>
        ) : (
          <CampaignTabs campaign={campaign} tab={tab} />
        );
      }}
    </QueryState>
  );
}

function CampaignTabs({ campaign, tab }: { campaign: CampaignView; tab: string }) {
  const can = useCan();
  const { campaignId, name } = campaign;
  const path = (name: string): string => campaignPath(campaignId, name);
  const tabs = [
    { path: path(''), label: 'Settings' },
    ...(can('ingest-link:read') ? [{ path: path('enrichment-data'), label: 'Enrichment Data' }] : []),
  ];
  const current = tabs.find((each) => each.path === path(tab))?.path ?? path('');
  useEffect(() => {
    document.title = `${name} · Firstring`;
  }, [name]);
  return (
    <>
      <Tabs label={`Campaign ${name}`} tabs={tabs} current={current} onChoose={navigate} />
      <div className={styles['page']}>
        <div className={styles['head']}>
          <h1>{name}</h1>
        </div>
        {current === path('enrichment-data') ? <EnrichmentData campaignId={campaignId} /> : null}
      </div>
    </>
  );
}
