import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { IncomingNumberView } from '../../../src/app/views/incoming-numbers.ts';
import { deleteJson, getJson } from '../api-client.ts';
import campaignStyles from '../campaigns/campaigns.module.css';
import { navigate } from '../router.ts';
import { useCan, useSession } from '../session.tsx';
import { useChange } from '../settings/use-change.ts';
import { Badge } from '../ui/badge.tsx';
import { ConfirmButton } from '../ui/confirm-button.tsx';
import { Page } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { QueryState } from '../ui/query-state.tsx';
import { Tabs } from '../ui/tabs.tsx';
import { DialbackTab } from './dialback-tab.tsx';
import { GeneralTab } from './general-tab.tsx';
import { HandlingTab } from './handling-tab.tsx';
import { HoursTab } from './hours-tab.tsx';
import { NUMBERS_PATH, numberPath, numbersKey } from './number-path.ts';

interface NumberTab {
  readonly name: string;
  readonly label: string;
  render(number: IncomingNumberView): ReactNode;
}

/** Sides of a number, in the order they are shown. */
const TABS: readonly NumberTab[] = [
  { name: '', label: 'General', render: (number) => <GeneralTab number={number} /> },
  { name: 'hours', label: 'Opening hours', render: (number) => <HoursTab number={number} /> },
  { name: 'handling', label: 'Lead handling', render: (number) => <HandlingTab number={number} /> },
  { name: 'dial-back', label: 'Dial-back', render: (number) => <DialbackTab number={number} /> },
];

/** One number people call, a tab for each of its sides. */
export function IncomingNumberPage({ incomingNumberId, tab }: { incomingNumberId: string; tab: string }) {
  const { processId } = useSession();
  const number = useQuery({
    queryKey: [...numbersKey(processId), incomingNumberId],
    queryFn: () =>
      getJson<IncomingNumberView>(`/api/incoming-numbers/${encodeURIComponent(incomingNumberId)}`, {
        processId,
      }),
    // Somebody types into it: it is read anew when the page is opened, after a change, and when asked for.
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    refetchOnMount: 'always',
  });
  if (number.data !== undefined) return <NumberTabs number={number.data} tab={tab} />;
  return (
    <Page title="Incoming number">
      <QueryState query={number}>{() => null}</QueryState>
    </Page>
  );
}

function NumberTabs({ number, tab }: { number: IncomingNumberView; tab: string }) {
  const can = useCan();
  const { processId, incomingNumberId, name, phone, enabled, version } = number;
  const current = TABS.find((each) => each.name === tab) ?? TABS[0];
  const removal = useChange(numbersKey(processId), async (removed: number, requestId) => {
    await deleteJson(`/api/incoming-numbers/${encodeURIComponent(incomingNumberId)}`, {
      processId,
      requestId,
      version: String(removed),
    });
    // Off this page first: what is not there any more is not read again.
    navigate(NUMBERS_PATH);
  });
  return (
    <>
      <Tabs
        label={`Incoming number ${name}`}
        tabs={TABS.map((each) => ({ path: numberPath(incomingNumberId, each.name), label: each.label }))}
        current={numberPath(incomingNumberId, current?.name)}
      />
      <Page
        title={name}
        subtitle={phone}
        badge={<Badge tone={enabled ? 'good' : 'plain'}>{enabled ? 'On' : 'Off'}</Badge>}
        actions={
          can('incoming-number:write') ? (
            <ConfirmButton
              label="Delete"
              accessibleName={`Delete ${name}`}
              question={`Delete the number ${name}?`}
              consequence="Calls to it are then missed as those to a number nobody configured. Its missed calls and open dial-backs stay."
              onConfirm={() => removal.mutate(version)}
            />
          ) : null
        }
      >
        <Problem of={removal.error} />
        <div key={current?.name} className={campaignStyles['stack']}>
          {current?.render(number)}
        </div>
      </Page>
    </>
  );
}
