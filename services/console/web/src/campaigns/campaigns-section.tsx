import { useLocation } from '../router.ts';
import { CampaignPage } from './campaign-page.tsx';
import { CampaignsPage } from './campaigns-page.tsx';

/** Campaigns: the table, and below `/campaigns/<id>` one campaign's own tabs. */
export function CampaignsSection() {
  const { path } = useLocation();
  const [, , campaignId = '', tab = ''] = path.split('/');
  return campaignId === '' ? (
    <CampaignsPage />
  ) : (
    <CampaignPage key={campaignId} campaignId={decodeURIComponent(campaignId)} tab={tab} />
  );
}
