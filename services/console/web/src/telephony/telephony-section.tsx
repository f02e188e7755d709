import { useLocation } from '../router.ts';
import { Tabs } from '../ui/tabs.tsx';
import { LiveCalls } from './live-calls.tsx';
import { PhonesPage } from './phones-page.tsx';
import { TrunksPage } from './trunks-page.tsx';

const TABS = [
  { path: '/telephony', label: 'Live calls' },
  { path: '/telephony/trunks', label: 'Trunks' },
  { path: '/telephony/phones', label: 'Phones' },
] as const;

/** Telephony: what the calls are doing, the ways out, and the agents' phones. */
export function TelephonySection() {
  const { path } = useLocation();
  const current = TABS.find((tab) => tab.path === path)?.path ?? '/telephony';
  return (
    <>
      <Tabs label="Telephony" tabs={TABS} current={current} />
      {current === '/telephony/trunks' ? <TrunksPage /> : null}
      {current === '/telephony/phones' ? <PhonesPage /> : null}
      {current === '/telephony' ? <LiveCalls /> : null}
    </>
  );
}
