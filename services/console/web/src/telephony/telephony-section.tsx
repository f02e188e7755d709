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
  {
    path: '/telephony/incoming-numbers',
    label: 'Incoming numbers',
    needs: ['incoming-number:read'],
    Page: lazyPage(() => import('../incoming/incoming-numbers.tsx'), 'IncomingNumbers'),
  },
];

/** Telephony: what the calls are doing, the ways out, the agents' phones, and the numbers people call. */
export function TelephonySection() {
  return <Section label="Telephony" tabs={TABS} />;
}
