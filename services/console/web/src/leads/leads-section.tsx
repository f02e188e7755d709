import { useFilterAttributes } from '../filters/filter-keys.ts';
import { useLocation } from '../router.ts';
import { useCan } from '../session.tsx';
import { lazyPage } from '../ui/lazy-page.tsx';
import { Section, type SectionTab } from '../ui/section.tsx';

const GROUPS_PATH = '/leads/filter-groups';

const TABS: readonly SectionTab[] = [
  {
    path: '/leads',
    label: 'Manage Leads',
    needs: ['lead:list'],
    Page: lazyPage(() => import('./leads-page.tsx'), 'LeadsPage'),
  },
  {
    path: '/leads/lists',
    label: 'Lists',
    needs: ['list:read'],
    Page: lazyPage(() => import('../lists/lists-page.tsx'), 'ListsPage'),
  },
  {
    path: '/leads/filters',
    label: 'Filters',
    needs: ['filter:read'],
    Page: lazyPage(() => import('../filters/filters-page.tsx'), 'FiltersPage'),
  },
  {
    path: GROUPS_PATH,
    label: 'Filter Groups',
    needs: ['filter-group:read'],
    Page: lazyPage(() => import('../filters/groups-page.tsx'), 'GroupsPage'),
  },
  {
    path: '/leads/prospects',
    label: 'Prospects',
    needs: ['prospect:read'],
    Page: lazyPage(() => import('../lists/prospects-page.tsx'), 'ProspectsPage'),
  },
  {
    path: '/leads/claims',
    label: 'Claims',
    needs: ['claim:read'],
    Page: lazyPage(() => import('../claims/claims-page.tsx'), 'ClaimsPage'),
  },
  {
    path: '/leads/custom-parameters',
    label: 'Custom Parameters',
    needs: ['custom-parameter:read'],
    Page: lazyPage(() => import('../settings/custom-parameters.tsx'), 'CustomParameters'),
  },
];

/** Leads: Manage Leads and what is beside it. */
export function LeadsSection() {
  const { path } = useLocation();
  const can = useCan();
  // Hidden without the entitlement; the page itself says so to whoever has its address.
  const groupsAllowed = useFilterAttributes(can('filter-group:read')).data?.groupsAllowed ?? true;
  const tabs = TABS.filter((tab) => groupsAllowed || tab.path !== GROUPS_PATH || tab.path === path);
  return <Section label="Leads" tabs={tabs} />;
}
