import { lazyPage } from '../ui/lazy-page.tsx';
import { Section, type SectionTab } from '../ui/section.tsx';

const reports = () => import('./report-pages.tsx');

const REPORTS: readonly SectionTab[] = [
  { path: '/reporting/monitoring', label: 'Lead Monitoring', Page: lazyPage(reports, 'LeadMonitoring') },
  { path: '/reporting/penetration', label: 'Lead Penetration', Page: lazyPage(reports, 'LeadPenetration') },
  { path: '/reporting/rates', label: 'Rates', Page: lazyPage(reports, 'Rates') },
  { path: '/reporting/speed', label: 'Speed to Lead', Page: lazyPage(reports, 'SpeedToLead') },
  { path: '/reporting/vendors', label: 'Vendors', Page: lazyPage(reports, 'Vendors') },
  { path: '/reporting/waits', label: 'Waiting Times', Page: lazyPage(reports, 'WaitingTimes') },
  { path: '/reporting/caller-ids', label: 'Caller IDs', Page: lazyPage(reports, 'CallerIds') },
  { path: '/reporting/trunks', label: 'Trunks', Page: lazyPage(reports, 'Trunks') },
].map((tab) => ({ ...tab, needs: ['report:read'] }));

const TABS: readonly SectionTab[] = [
  {
    path: '/reporting',
    label: 'Call Log',
    needs: ['call:list', 'call:list-own'],
    Page: lazyPage(() => import('./reporting-page.tsx'), 'ReportingPage'),
  },
  ...REPORTS,
];

/** Reporting: the Call Log and the figures. */
export function ReportingSection() {
  return <Section label="Reporting" tabs={TABS} />;
}
