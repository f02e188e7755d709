import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { PhoneRow, PhoneSecret, PhonesView } from '../../../src/app/views/telephony.ts';
import { deleteJson, getJson, sendJson } from '../api-client.ts';
import { navigate, useLocation, withParams } from '../router.ts';
import { useCan } from '../session.tsx';
import { useChange } from '../settings/use-change.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { ConfirmButton } from '../ui/confirm-button.tsx';
import { Page } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { QueryState } from '../ui/query-state.tsx';
import { Table, type Column } from '../ui/table.tsx';
import { Bans } from './bans.tsx';
import { LadderDialog } from './ladder-dialog.tsx';
import { Registrations } from './registrations.tsx';
import { PhoneSecretDialog } from './phone-secret-dialog.tsx';

const REFRESH_MS = 5000;
const PHONES_KEY = ['telephony-phones'] as const;

/** The agents' phones: accounts, where they are registered, a test call to each, and those who guess passwords. */
export function PhonesPage() {
  const { query } = useLocation();
  const phones = useQuery({
    queryKey: PHONES_KEY,
    queryFn: () => getJson<PhonesView>('/api/telephony/phones'),
    refetchInterval: REFRESH_MS,
  });
  const show = (attemptId: string): void => navigate(withParams(query, { call: attemptId }), true);
  const shown = query.get('call');
  return (
    <Page
      title="Phones"
      about={
        phones.data === undefined || phones.data.registrar === '' ? undefined : (
          <>
            Phones register at <strong>{phones.data.registrar}</strong>
          </>
        )
      }
    >
      <QueryState query={phones}>{(view) => <PhoneTable view={view} onTest={show} />}</QueryState>
      <Bans />
      {shown === null ? null : <LadderDialog attemptId={shown} onClose={() => show('')} />}
    </Page>
  );
}

function PhoneTable({ view, onTest }: { view: PhonesView; onTest(attemptId: string): void }) {
  const can = useCan();
  const [secretFor, setSecretFor] = useState<PhoneRow>();
  const test = useChange(PHONES_KEY, (agentId: string, requestId) =>
    sendJson<{ attemptId: string }>('POST', '/api/telephony/test-calls', { requestId, agentId }),
  );
  const secret = useChange(PHONES_KEY, (put: { agentId: string; username: string }, requestId) =>
    sendJson<PhoneSecret>('POST', `/api/telephony/phones/${encodeURIComponent(put.agentId)}/secret`, {
      requestId,
      username: put.username,
    }),
  );
  const removal = useChange(PHONES_KEY, (path: string, requestId) => deleteJson(path, { requestId }));
  const problem = test.error ?? removal.error;
  const start = (agentId: string): void =>
    test.mutate(agentId, { onSuccess: ({ attemptId }) => onTest(attemptId) });
  const columns: readonly Column<PhoneRow>[] = [
    { label: 'Agent', cell: ({ agentName }) => agentName },
    { label: 'User name', cell: ({ username }) => username || '—' },
    { label: 'Phone', cell: (phone) => <PhoneState phone={phone} /> },
    {
      label: 'Where',
      kind: 'text',
      cell: (phone) => (
        <Registrations
          phone={phone}
          serverAt={view.serverAt}
          onRemove={can('telephony:write') ? (path) => removal.mutate(path) : undefined}
        />
      ),
    },
  ];
  return (
    <>
      <Problem of={problem} />
      <Table
        rows={view.phones}
        columns={columns}
        keyOf={({ agentId }) => agentId}
        actions={(phone) => (
          <PhoneActions
            phone={phone}
            onTest={() => start(phone.agentId)}
            onSecret={() => setSecretFor(phone)}
            onRemove={() => removal.mutate(`/api/telephony/phones/${encodeURIComponent(phone.agentId)}`)}
          />
        )}
        empty="No agents yet. An administrator adds people; their phones appear here."
      />
      {secretFor === undefined ? null : (
        <PhoneSecretDialog
          phone={secretFor}
          change={secret}
          onClose={() => {
            setSecretFor(undefined);
            secret.reset();
          }}
        />
      )}
    </>
  );
}

function PhoneState({ phone }: { phone: PhoneRow }) {
  if (phone.username === '') return <Badge tone="plain">No account</Badge>;
  return phone.registrations.length > 0 ? (
    <Badge tone="good">Registered</Badge>
  ) : (
    <Badge tone="warn">Not registered</Badge>
  );
}

interface PhoneActionsProps {
  phone: PhoneRow;
  onTest(): void;
  onSecret(): void;
  onRemove(): void;
}

function PhoneActions({ phone, onTest, onSecret, onRemove }: PhoneActionsProps) {
  const can = useCan();
  const { agentName, username, registrations } = phone;
  return (
    <>
      {can('telephony:test') && username !== '' ? (
        <Button
          aria-label={`Test call to ${agentName}`}
          isDisabled={registrations.length === 0}
          onPress={onTest}
        >
          Test call
        </Button>
      ) : null}
      {can('telephony:write') ? (
        <Button
          aria-label={`${username === '' ? 'Give an account to' : 'New password for'} ${agentName}`}
          onPress={onSecret}
        >
          {username === '' ? 'Give account' : 'New password'}
        </Button>
      ) : null}
      {can('telephony:write') && username !== '' ? (
        <ConfirmButton
          label="Remove"
          accessibleName={`Remove the account of ${agentName}`}
          question={`Remove the phone account of ${agentName}?`}
          consequence="The phone can neither ring nor sign in any more. A call in it goes on. A new account needs a new password."
          onConfirm={onRemove}
        />
      ) : null}
    </>
  );
}
