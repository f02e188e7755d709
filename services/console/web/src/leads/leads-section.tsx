import { navigate, useLocation } from '../router.ts';
import { useCan } from '../session.tsx';
import { CustomParameters } from '../settings/custom-parameters.tsx';
import { Tabs } from '../ui/tabs.tsx';
import { LeadsPage } from './leads-page.tsx';

/** Leads: Manage Leads and, beside it, Custom Parameters. */
export function LeadsSection() {
  const { path } = useLocation();
  const can = useCan();
  const tabs = [
    { path: '/leads', label: 'Manage Leads' },
    ...(can('custom-parameter:read')
      ? [{ path: '/leads/custom-parameters', label: 'Custom Parameters' }]
      : []),
  ];
  const parameters = path === '/leads/custom-parameters' && tabs.length > 1;
  return (
    <>
      <Tabs
        label="Leads"
        tabs={tabs}
        current={parameters ? '/leads/custom-parameters' : '/leads'}
        onChoose={navigate}
      />
      {parameters ? <CustomParameters /> : <LeadsPage />}
    </>
  );
}
