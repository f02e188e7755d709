import type { ReactNode } from 'react';
import type { Permission } from '../../../src/domain/permissions.ts';
import { useFilterAttributes } from '../filters/filter-keys.ts';
import { FiltersPage } from '../filters/filters-page.tsx';
import { GroupsPage } from '../filters/groups-page.tsx';
import { ListsPage } from '../lists/lists-page.tsx';
import { ProspectsPage } from '../lists/prospects-page.tsx';
import { useLocation } from '../router.ts';
import { useCan } from '../session.tsx';
import { CustomParameters } from '../settings/custom-parameters.tsx';
import { Tabs } from '../ui/tabs.tsx';
import { LeadsPage } from './leads-page.tsx';

interface LeadsTab {
  readonly path: string;
  readonly label: string;
  readonly needs: Permission;
  render(): ReactNode;
}

const GROUPS_PATH = '/leads/filter-groups';

const TABS: readonly LeadsTab[] = [
  { path: '/leads', label: 'Manage Leads', needs: 'lead:list', render: () => <LeadsPage /> },
  { path: '/leads/lists', label: 'Lists', needs: 'list:read', render: () => <ListsPage /> },
  { path: '/leads/filters', label: 'Filters', needs: 'filter:read', render: () => <FiltersPage /> },
  {
    path: GROUPS_PATH,
    label: 'Filter Groups',
    needs: 'filter-group:read',
    render: () => <GroupsPage />,
  },
  {
    path: '/leads/prospects',
    label: 'Prospects',
    needs: 'prospect:read',
    render: () => <ProspectsPage />,
  },
  {
    path: '/leads/custom-parameters',
    label: 'Custom Parameters',
    needs: 'custom-parameter:read',
    render: () => <CustomParameters />,
  },
];

/** Leads: Manage Leads and what is beside it. */
export function LeadsSection() {
  const { path } = useLocation();
  const can = useCan();
  // Hidden without the entitlement; the page itself says so to whoever has its address.
  const groupsAllowed = useFilterAttributes(can('filter-group:read')).data?.groupsAllowed ?? true;
  const tabs = TABS.filter(
    (tab) => can(tab.needs) && (groupsAllowed || tab.path !== GROUPS_PATH || tab.path === path),
  );
  const current = tabs.find((tab) => tab.path === path) ?? tabs[0];
  return (
    <>
      <Tabs label="Leads" tabs={tabs} current={current?.path ?? '/leads'} />
      {current?.render()}
    </>
  );
}
