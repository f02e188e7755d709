import { useEffect, useRef, useState, type ReactNode } from 'react';
import type { Permission } from '../../src/domain/permissions.ts';
import styles from './app.module.css';
import { CampaignsSection } from './campaigns/campaigns-section.tsx';
import { DeskProvider, useDeskIfAny } from './desk/desk-context.tsx';
import { DeskPage } from './desk/desk-page.tsx';
import { LeadsSection } from './leads/leads-section.tsx';
import { ReportingPage } from './reporting/reporting-page.tsx';
import { navigate, useLocation } from './router.ts';
import { useCan, useSession } from './session.tsx';
import { SETTINGS_NEEDS, SettingsSection } from './settings/settings-section.tsx';
import { TelephonySection } from './telephony/telephony-section.tsx';
import { Button } from './ui/button.tsx';
import { Link } from './ui/link.tsx';
import { Notice } from './ui/notice.tsx';
import { PageGuard } from './ui/page-guard.tsx';
import { UserMenu } from './user-menu.tsx';

const JUST_SIGNED_IN_MS = 10_000;

interface Page {
  path: string;
  label: string;
  needs: readonly Permission[];
  render(): ReactNode;
}

const PAGES: readonly Page[] = [
  { path: '/desk', label: 'Desk', needs: ['desk:use'], render: () => <DeskPage /> },
  { path: '/leads', label: 'Leads', needs: ['lead:list'], render: () => <LeadsSection /> },
  {
    path: '/campaigns',
    label: 'Campaigns',
    needs: ['campaign:write', 'campaign:assign'],
    render: () => <CampaignsSection />,
  },
  {
    path: '/reporting',
    label: 'Reporting',
    needs: ['call:list', 'call:list-own'],
    render: () => <ReportingPage />,
  },
  {
    path: '/telephony',
    label: 'Telephony',
    needs: ['telephony:read'],
    render: () => <TelephonySection />,
  },
  {
    path: '/settings',
    label: 'Settings',
    needs: SETTINGS_NEEDS,
    render: () => <SettingsSection />,
  },
];

/** Top bar and the page. The desk's stream lives here, so that it stays open on every page. */
export function Shell({ onSessionEnded }: { onSessionEnded(): void }) {
  const can = useCan();
  const pages = PAGES.filter((page) => page.needs.some(can));
  const body = <Frame pages={pages} />;
  return can('desk:use') ? <DeskProvider onSessionEnded={onSessionEnded}>{body}</DeskProvider> : body;
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
            <PageGuard key={page.path}>{page.render()}</PageGuard>
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
