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
    path: '/live/wallboard',
    label: 'Wallboard',
    needs: ['agent:supervise'],
    Page: lazyPage(() => import('./wallboard-page.tsx'), 'WallboardPage'),
  },
  {
    path: '/live/agents',
    label: 'Agents',
    needs: ['agent:supervise'],
    Page: lazyPage(() => import('./agents-page.tsx'), 'AgentsPage'),
  },
  {
    path: '/live/callers',
    label: 'Callers',
    needs: ['caller:watch'],
    Page: lazyPage(() => import('./callers-page.tsx'), 'CallersPage'),
  },
  {
    path: '/live/missed-calls',
    label: 'Missed calls',
    needs: ['missed-call:read'],
    Page: lazyPage(() => import('./missed-calls-page.tsx'), 'MissedCallsPage'),
  },
];

/** What goes on now: the day at a glance, each agent, who calls us, and the calls nobody took. */
export function LiveSection() {
  return <Section label="Live" tabs={TABS} />;
}
