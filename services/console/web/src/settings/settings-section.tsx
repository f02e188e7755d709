import type { ReactNode } from 'react';
import type { Permission } from '../../../src/domain/permissions.ts';
import { AuditPage } from '../audit/audit-page.tsx';
import { useLocation } from '../router.ts';
import { useCan } from '../session.tsx';
import { Tabs } from '../ui/tabs.tsx';
import { BlacklistPage } from './blacklist-page.tsx';
import { DncPage } from './dnc-page.tsx';
import { UsersPage } from '../users/users-page.tsx';
import { DistributionRulesPage } from './distribution-rules-page.tsx';
import { TableDefinitionPage } from './table-definition-page.tsx';
import { DispositionsPage } from './dispositions-page.tsx';
import { GeneralPage } from './general-page.tsx';
import { RemovalsPage } from './removals-page.tsx';
import { VendorsPage } from './vendors-page.tsx';

interface SettingsTab {
  readonly path: string;
  readonly label: string;
  /** One of these suffices. */
  readonly needs: readonly Permission[];
  render(): ReactNode;
}

/** Settings of the process, one page a tab, in the order they are shown. */
const TABS: readonly SettingsTab[] = [
  { path: '/settings/general', label: 'General', needs: ['process:read'], render: () => <GeneralPage /> },
  {
    path: '/settings/table-definition',
    label: 'Table definition',
    needs: ['table-definition:read'],
    render: () => <TableDefinitionPage />,
  },
  {
    path: '/settings/distribution-rules',
    label: 'Distribution rules',
    needs: ['distribution-rule:read'],
    render: () => <DistributionRulesPage />,
  },
  { path: '/settings/dnc', label: 'DNC', needs: ['exclusion:read'], render: () => <DncPage /> },
  {
    path: '/settings/blacklist',
    label: 'Blacklist',
    needs: ['blacklist:read'],
    render: () => <BlacklistPage />,
  },
  {
    path: '/settings/crm-removal',
    label: 'CRM removal',
    needs: ['webhook:read'],
    render: () => <RemovalsPage />,
  },
  { path: '/settings/vendors', label: 'Vendors', needs: ['vendor:read'], render: () => <VendorsPage /> },
  {
    path: '/settings/dispositions',
    label: 'Dispositions',
    needs: ['campaign:write'],
    render: () => <DispositionsPage />,
  },
  { path: '/settings/users', label: 'Users and roles', needs: ['user:read'], render: () => <UsersPage /> },
  { path: '/settings/audit', label: 'Audit', needs: ['audit:read'], render: () => <AuditPage /> },
];

/** Whoever may see one of the tabs may see the section. */
export const SETTINGS_NEEDS: readonly Permission[] = TABS.flatMap(({ needs }) => needs);

export function SettingsSection() {
  const { path } = useLocation();
  const can = useCan();
  const tabs = TABS.filter(({ needs }) => needs.some(can));
  const current = tabs.find((tab) => tab.path === path) ?? tabs[0];
  if (current === undefined) return null;
  return (
    <>
      <Tabs label="Settings" tabs={tabs} current={current.path} />
      {current.render()}
    </>
  );
}
