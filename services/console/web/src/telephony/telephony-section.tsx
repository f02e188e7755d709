import { lazyPage } from '../ui/lazy-page.tsx';
import { Section, type SectionTab } from '../ui/section.tsx';

const TABS: readonly SectionTab[] = [
  {
    path: '/telephony',
    label: 'Live calls',
    needs: ['telephony:read'],
    Page: lazyPage(() => import('./live-calls.tsx'), 'LiveCalls'),
  },
  {
    path: '/telephony/trunks',
    label: 'Trunks',
    needs: ['telephony:read'],
    Page: lazyPage(() => import('./trunks-page.tsx'), 'TrunksPage'),
  },
  {
    path: '/telephony/phones',
    label: 'Phones',
    needs: ['telephony:read'],
    Page: lazyPage(() => import('./phones-page.tsx'), 'PhonesPage'),
  },
];

/** Telephony: what the calls are doing, the ways out, and the agents' phones. */
export function TelephonySection() {
  return <Section label="Telephony" tabs={TABS} />;
}
