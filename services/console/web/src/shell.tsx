import { useEffect, useRef, useState, type ComponentType } from 'react';
import type { Permission } from '../../src/domain/permissions.ts';
import styles from './app.module.css';
import { DeskProvider, useDeskIfAny } from './desk/desk-context.tsx';
import { LeadAlert } from './desk/lead-alert.tsx';
import { LeadsSection } from './leads/leads-section.tsx';
import { ReportingSection } from './reporting/reporting-section.tsx';
import { navigate, useLocation } from './router.ts';
import { useCan, useSession } from './session.tsx';
import { SETTINGS_NEEDS, SettingsSection } from './settings/settings-section.tsx';
import { TelephonySection } from './telephony/telephony-section.tsx';
import { Button } from './ui/button.tsx';
import { lazyPage, PageFrame } from './ui/lazy-page.tsx';
import { Link } from './ui/link.tsx';
import { Notice } from './ui/notice.tsx';
import { UserMenu } from './user-menu.tsx';

const JUST_SIGNED_IN_MS = 10_000;

interface Page {
  path: string;
  label: string;
  needs: readonly Permission[];
  readonly Page: ComponentType;
}

const PAGES: readonly Page[] = [
  {
    path: '/desk',
    label: 'Desk',
    needs: ['desk:use'],
    Page: lazyPage(() => import('./desk/desk-page.tsx'), 'DeskPage'),
  },
  {
    path: '/live',
    label: 'Live',
    needs: ['agent:supervise'],
    Page: lazyPage(() => import('./live/live-section.tsx'), 'LiveSection'),
  },
  { path: '/leads', label: 'Leads', needs: ['lead:list'], Page: LeadsSection },
  {
    path: '/campaigns',
    label: 'Campaigns',
    needs: ['campaign:write', 'campaign:assign'],
    Page: lazyPage(() => import('./campaigns/campaigns-section.tsx'), 'CampaignsSection'),
  },
  {
    path: '/reporting',
    label: 'Reporting',
    needs: ['call:list', 'call:list-own'],
    Page: ReportingSection,
  },
  {
    path: '/telephony',
    label: 'Telephony',
    needs: ['telephony:read'],
    Page: TelephonySection,
  },
  {
    path: '/settings',
    label: 'Settings',
    needs: SETTINGS_NEEDS,
    Page: SettingsSection,
  },
];

/** Top bar and the page. The desk's stream lives here, so that it stays open on every page. */
export function Shell({ onSessionEnded }: { onSessionEnded(): void }) {
  const can = useCan();
  const pages = PAGES.filter((page) => page.needs.some(can));
  const body = <Frame pages={pages} />;
  if (!can('desk:use')) return body;
  return (
    <DeskProvider onSessionEnded={onSessionEnded}>
      <LeadAlert />
      {body}
    </DeskProvider>
  );
}

function Frame({ pages }: { pages: readonly Page[] }) {
  const { path } = useLocation();
  const home = pages[0];
  const page =
    pages.find((candidate) => path === candidate.path || path.startsWith(`${candidate.path}/`)) ?? home;
  useEffect(() => {
    if (page !== undefined && path === '/') navigate(page.path, true);
  }, [page, path]);
  useLeadBringsDesk();
  return (
    <div className={styles['shell']}>
      <a className={styles['skip']} href="#main">
        Skip to the page
      </a>
      <header className={styles['bar']}>
        <Link className={styles['brand']} to={home?.path ?? '/'}>
          <img src="/icon.svg" alt="" width="24" height="24" />
          Firstring
        </Link>
        <nav className={styles['nav']} aria-label="Pages">
          {pages.map((candidate) => (
            <Link key={candidate.path} to={candidate.path} isCurrent={candidate === page}>
              {candidate.label}
            </Link>
          ))}
        </nav>
        <UserMenu />
      </header>
      <main id="main" className={styles['main']} tabIndex={-1}>
        <FailedSignIns />
        <div className={styles['content']}>
          {page === undefined ? (
            <p>Your role has no pages here. Ask an administrator.</p>
          ) : (
            <PageFrame key={page.path}>
              <page.Page />
            </PageFrame>
          )}
        </div>
      </main>
    </div>
  );
}

/** Told once, right after the sign-in: guesses that were not yours are worth a word to an administrator. */
function FailedSignIns() {
  const { session } = useSession();
  const [seen, setSeen] = useState(false);
  const count = session.failedSignIns;
  // A page that is loaded again later has told it already.
  const isFresh = session.serverAt - session.signedInAt < JUST_SIGNED_IN_MS;
  if (count === 0 || seen || !isFresh) return null;
  return (
    <div className={styles['notice']}>
      <Notice tone="warn">
        {`Before this sign-in ${count === 1 ? 'one sign-in' : `${count} sign-ins`} with your user name failed. If that was not you, tell an administrator.`}{' '}
        <Button onPress={() => setSeen(true)}>Understood</Button>
      </Notice>
    </div>
  );
}

/** A lead that arrives while the agent looks at another page brings the desk to the front: its clock is running. */
function useLeadBringsDesk(): void {
  const attemptId = useDeskIfAny()?.desk?.preview?.attemptId;
  const seen = useRef(attemptId);
  useEffect(() => {
    if (attemptId !== undefined && attemptId !== seen.current && window.location.pathname !== '/desk')
      navigate('/desk');
    seen.current = attemptId;
  }, [attemptId]);
}
