import type { Permission } from '../../../src/domain/permissions.ts';
import { lazyPage } from '../ui/lazy-page.tsx';
import { Section, type SectionTab } from '../ui/section.tsx';

/** Settings of the process, one page a tab, in the order they are shown. */
const TABS: readonly SectionTab[] = [
  {
    path: '/settings/general',
    label: 'General',
    needs: ['process:read'],
    Page: lazyPage(() => import('./general-page.tsx'), 'GeneralPage'),
  },
  {
    path: '/settings/table-definition',
    label: 'Table definition',
    needs: ['table-definition:read'],
    Page: lazyPage(() => import('./table-definition-page.tsx'), 'TableDefinitionPage'),
  },
  {
    path: '/settings/distribution-rules',
    label: 'Distribution rules',
    needs: ['distribution-rule:read'],
    Page: lazyPage(() => import('./distribution-rules-page.tsx'), 'DistributionRulesPage'),
  },
  {
    path: '/settings/dnc',
    label: 'DNC',
    needs: ['exclusion:read'],
    Page: lazyPage(() => import('./dnc-page.tsx'), 'DncPage'),
  },
  {
    path: '/settings/blacklist',
    label: 'Blacklist',
    needs: ['blacklist:read'],
    Page: lazyPage(() => import('./blacklist-page.tsx'), 'BlacklistPage'),
  },
  {
    path: '/settings/crm-removal',
    label: 'CRM removal',
    needs: ['webhook:read'],
    Page: lazyPage(() => import('./removals-page.tsx'), 'RemovalsPage'),
  },
  {
    path: '/settings/vendors',
    label: 'Vendors',
    needs: ['vendor:read'],
    Page: lazyPage(() => import('./vendors-page.tsx'), 'VendorsPage'),
  },
  {
    path: '/settings/dispositions',
    label: 'Dispositions',
    needs: ['campaign:write'],
    Page: lazyPage(() => import('./dispositions-page.tsx'), 'DispositionsPage'),
  },
  {
    path: '/settings/claiming',
    label: 'Claiming',
    needs: ['claim:read'],
    Page: lazyPage(() => import('./claiming-page.tsx'), 'ClaimingPage'),
  },
  {
    path: '/settings/users',
    label: 'Users and roles',
    needs: ['user:read'],
    Page: lazyPage(() => import('../users/users-page.tsx'), 'UsersPage'),
  },
  {
    path: '/settings/audit',
    label: 'Audit',
    needs: ['audit:read'],
    Page: lazyPage(() => import('../audit/audit-page.tsx'), 'AuditPage'),
  },
];

/** Whoever may see one of the tabs may see the section. */
export const SETTINGS_NEEDS: readonly Permission[] = TABS.flatMap(({ needs }) => needs);

export function SettingsSection() {
  return <Section label="Settings" tabs={TABS} />;
}
