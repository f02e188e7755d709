import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { PhoneRow, PhoneSecret, PhonesView } from '../../../src/app/views/telephony.ts';
import { deleteJson, getJson, problemText, sendJson } from '../api-client.ts';
import { navigate, useLocation, withParams } from '../router.ts';
import { useCan } from '../session.tsx';
import { useChange } from '../settings/use-change.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { ConfirmButton } from '../ui/confirm-button.tsx';
import { Notice } from '../ui/notice.tsx';
import styles from '../ui/page.module.css';
import { QueryState } from '../ui/query-state.tsx';
import { Bans } from './bans.tsx';
import { LadderDialog } from './ladder-dialog.tsx';
import { Registrations } from './registrations.tsx';
import { SecretDialog } from './secret-dialog.tsx';
import telephony from './telephony.module.css';

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
  useEffect(() => {
    document.title = 'Phones · Firstring';
  }, []);
  const show = (attemptId: string): void => navigate(withParams(query, { call: attemptId }), true);
  const shown = query.get('call');
  return (
    <div className={styles['page']}>
      <div className={styles['head']}>
        <h1>Phones</h1>
        {phones.data === undefined || phones.data.registrar === '' ? null : (
          <p>
            Phones register at <strong>{phones.data.registrar}</strong>
          </p>
        )}
      </div>
      <QueryState query={phones}>{(view) => <PhoneTable view={view} onTest={show} />}</QueryState>
      <Bans />
      {shown === null ? null : <LadderDialog attemptId={shown} onClose={() => show('')} />}
    </div>
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
  return (
    <>
      {problem === null ? null : <Notice tone="bad">{problemText(problem)}</Notice>}
      <div className={styles['tableWrap']}>
        <table className={styles['table']}>
          <thead>
            <tr>
              <th scope="col">Agent</th>
              <th scope="col">User name</th>
              <th scope="col">Phone</th>
              <th scope="col">Where</th>
              <th scope="col" className={`${styles['actions']} ${styles['many']}`}>
                <span className="visually-hidden">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {view.phones.map((phone) => (
              <tr key={phone.agentId}>
                <td>{phone.agentName}</td>
                <td>{phone.username === '' ? '—' : phone.username}</td>
                <td>
                  <PhoneState phone={phone} />
                </td>
                <td className={styles['wide']}>
                  <Registrations
                    phone={phone}
                    serverAt={view.serverAt}
                    onRemove={can('telephony:write') ? (path) => removal.mutate(path) : undefined}
                  />
                </td>
                <td className={`${styles['actions']} ${styles['many']}`}>
                  <PhoneActions
                    phone={phone}
                    onTest={() => start(phone.agentId)}
                    onSecret={() => setSecretFor(phone)}
                    onRemove={() =>
                      removal.mutate(`/api/telephony/phones/${encodeURIComponent(phone.agentId)}`)
                    }
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        {view.phones.length > 0 ? null : (
          <p className={styles['empty']}>
            No agents yet. An administrator adds people; their phones appear here.
          </p>
        )}
      </div>
      {secretFor === undefined ? null : (
        <SecretDialog
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
    <div className={`${styles['icons']} ${telephony['buttons']}`}>
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
    </div>
  );
}
