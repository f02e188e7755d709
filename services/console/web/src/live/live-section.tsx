import { lazyPage } from '../ui/lazy-page.tsx';
import { Section, type SectionTab } from '../ui/section.tsx';

const TABS: readonly SectionTab[] = [
  {
    path: '/live',
    label: 'Today',
    needs: ['agent:supervise'],
    Page: lazyPage(() => import('./today-page.tsx'), 'TodayPage'),
  },
  {
    path: '/live/agents',
    label: 'Agents',
    needs: ['agent:supervise'],
    Page: lazyPage(() => import('./agents-page.tsx'), 'AgentsPage'),
  },
];

/** What goes on now: the day at a glance, and each agent. */
export function LiveSection() {
  return <Section label="Live" tabs={TABS} />;
}
