import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Permission } from '../../../src/domain/permissions.ts';
import type { CampaignDetails } from '../../../src/app/views/campaigns.ts';
import { getJson } from '../api-client.ts';
import { CampaignWhy } from '../explain/campaign-why.tsx';
import { STATE_TONES, STATE_WORDS } from '../logic/campaign-words.ts';
import { useCan, useSession } from '../session.tsx';
import { Badge } from '../ui/badge.tsx';
import { Page } from '../ui/page.tsx';
import { QueryState } from '../ui/query-state.tsx';
import { Tabs } from '../ui/tabs.tsx';
import { AgentsTab } from './agents-tab.tsx';
import { campaignsKey } from './campaign-key.ts';
import { campaignPath } from './campaign-path.ts';
import campaigns from './campaigns.module.css';
import { CustomersTab } from './customers-tab.tsx';
import { DispositionsTab } from './dispositions-tab.tsx';
import { EnrichmentData } from './enrichment-data.tsx';
import { ListsTab } from './lists-tab.tsx';
import { PacingTab } from './pacing-tab.tsx';
import { PolicyTab } from './policy-tab.tsx';
import { SettingsTab } from './settings-tab.tsx';
import { SimulatorTab } from './simulator-tab.tsx';
import { StateButtons } from './state-buttons.tsx';

interface CampaignTab {
  readonly name: string;
  readonly label: string;
  readonly needs: Permission;
  /** Absent: of every campaign. */
  isOf?(campaign: CampaignDetails): boolean;
  render(campaign: CampaignDetails): ReactNode;
}

/** Sides of a campaign, in the order they are shown. */
const TABS: readonly CampaignTab[] = [
  {
    name: '',
    label: 'Settings',
    needs: 'campaign:write',
    render: (campaign) => <SettingsTab campaign={campaign} />,
  },
  {
    name: 'dialling',
    label: 'Dialling',
    needs: 'campaign:write',
    render: ({ campaignId }) => <CampaignWhy campaignId={campaignId} />,
  },
  {
    name: 'pacing',
    label: 'Pacing',
    needs: 'campaign:write',
    isOf: ({ settings }) => settings.type !== 'outbound_preview',
    render: (campaign) => <PacingTab campaign={campaign} />,
  },
  {
    name: 'customers',
    label: 'Customers',
    needs: 'filter-group:read',
    render: (campaign) => <CustomersTab campaign={campaign} />,
  },
  {
    name: 'lists',
    label: 'Lists',
    needs: 'campaign:assign',
    render: (campaign) => <ListsTab campaign={campaign} />,
  },
  {
    name: 'enrichment-data',
    label: 'Enrichment Data',
    needs: 'ingest-link:read',
    render: ({ campaignId }) => <EnrichmentData campaignId={campaignId} />,
  },
  {
    name: 'agents',
    label: 'Agents',
    needs: 'campaign:write',
    render: (campaign) => <AgentsTab campaign={campaign} />,
  },
  {
    name: 'dispositions',
    label: 'Dispositions',
    needs: 'campaign:write',
    render: (campaign) => <DispositionsTab campaign={campaign} />,
  },
  {
    name: 'policy',
    label: 'Policy',
    needs: 'campaign:write',
    render: (campaign) => <PolicyTab campaign={campaign} />,
  },
  {
    name: 'simulator',
    label: 'Simulator',
    needs: 'campaign:write',
    render: (campaign) => <SimulatorTab campaign={campaign} />,
  },
];

/** One campaign, a tab for each of its sides. */
export function CampaignPage({ campaignId, tab }: { campaignId: string; tab: string }) {
  const { processId } = useSession();
  const campaign = useQuery({
    queryKey: [...campaignsKey(processId), campaignId],
    queryFn: () =>
      getJson<CampaignDetails>(`/api/campaigns/${encodeURIComponent(campaignId)}`, { processId }),
    // Somebody types into it: it is read anew when the page is opened, after a change, and when asked for.
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    refetchOnMount: 'always',
  });
  if (campaign.data !== undefined) return <CampaignTabs campaign={campaign.data} tab={tab} />;
  return (
    <Page title="Campaign">
      <QueryState query={campaign}>{() => null}</QueryState>
    </Page>
  );
}

function CampaignTabs({ campaign, tab }: { campaign: CampaignDetails; tab: string }) {
  const can = useCan();
  const { campaignId, state } = campaign;
  const { name } = campaign.settings;
  const tabs = TABS.filter(({ needs, isOf }) => can(needs) && isOf?.(campaign) !== false);
  const current = tabs.find((each) => each.name === tab) ?? tabs[0];
  return (
    <>
      <Tabs
        label={`Campaign ${name}`}
        tabs={tabs.map((each) => ({ path: campaignPath(campaignId, each.name), label: each.label }))}
        current={campaignPath(campaignId, current?.name)}
      />
      <Page
        title={name}
        badge={<Badge tone={STATE_TONES[state]}>{STATE_WORDS[state]}</Badge>}
        actions={can('campaign:write') ? <StateButtons campaign={campaign} /> : null}
      >
        <div key={current?.name} className={campaigns['stack']}>
          {current?.render(campaign)}
        </div>
      </Page>
    </>
  );
}
