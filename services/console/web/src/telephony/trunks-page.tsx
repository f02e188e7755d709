import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { TrunksView, TrunkView } from '../../../src/app/views/telephony.ts';
import { deleteJson, getJson, problemText } from '../api-client.ts';
import { HEALTH_WORDS, REGISTRATION_WORDS } from '../logic/telephony-words.ts';
import { navigate, useLocation, withParams } from '../router.ts';
import { useCan } from '../session.tsx';
import { useChange } from '../settings/use-change.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { ConfirmButton } from '../ui/confirm-button.tsx';
import { Notice } from '../ui/notice.tsx';
import styles from '../ui/page.module.css';
import { QueryState } from '../ui/query-state.tsx';
import telephony from './telephony.module.css';
import { TrunkForm } from './trunk-form.tsx';
import { TRUNKS_KEY } from './trunks-key.ts';

const REFRESH_MS = 5000;
const NEW = 'new';

/** Ways out to the telephone network: how they do, and their settings. */
export function TrunksPage() {
  const { query } = useLocation();
  const can = useCan();
  const editing = query.get('edit');
  const trunks = useQuery({
    queryKey: TRUNKS_KEY,
    queryFn: () => getJson<TrunksView>('/api/telephony/trunks'),
    refetchInterval: REFRESH_MS,
  });
  useEffect(() => {
    document.title = 'Trunks · Firstring';
  }, []);
  const edit = (trunkId: string): void => navigate(withParams(query, { edit: trunkId }));
  return (
    <div className={styles['page']}>
      <QueryState query={trunks}>
        {({ trunks: all }) => {
          const known = all.find(({ trunkId }) => `trunk-${trunkId}` === editing);
          if (editing !== null && (known !== undefined || editing === NEW)) {
            return <TrunkForm trunk={known} key={editing} onDone={() => edit('')} />;
          }
          return (
            <>
              <div className={styles['head']}>
                <h1>Trunks</h1>
                {can('telephony:write') ? (
                  <Button tone="accent" onPress={() => edit(NEW)}>
                    New trunk
                  </Button>
                ) : null}
              </div>
              <TrunkTable trunks={all} onEdit={(trunkId) => edit(`trunk-${trunkId}`)} />
            </>
          );
        }}
      </QueryState>
    </div>
  );
}

interface TrunkTableProps {
  trunks: readonly TrunkView[];
  onEdit(trunkId: string): void;
}

function TrunkTable({ trunks, onEdit }: TrunkTableProps) {
  const can = useCan();
  const removal = useChange(TRUNKS_KEY, (trunkId: string, requestId) =>
    deleteJson(`/api/telephony/trunks/${encodeURIComponent(trunkId)}`, { requestId }),
  );
  if (trunks.length === 0) {
    return (
      <div className={styles['tableWrap']}>
        <p className={styles['empty']}>
          There is no trunk, so nobody can be called.{' '}
          {can('telephony:write')
            ? 'Add one with what your carrier gave you: an address and an account.'
            : 'A voice admin adds one.'}
        </p>
      </div>
    );
  }
  return (
    <>
      {removal.error === null ? null : <Notice tone="bad">{problemText(removal.error)}</Notice>}
      <div className={styles['tableWrap']}>
        <table className={styles['table']}>
          <thead>
            <tr>
              <th scope="col">Trunk</th>
              <th scope="col">Health</th>
              <th scope="col">Sign-in</th>
              <th scope="col">Calls now</th>
              <th scope="col">Calls last minute</th>
              <th scope="col">Address</th>
              <th scope="col">Caller ids</th>
              {can('telephony:write') ? (
                <th scope="col" className={`${styles['actions']} ${styles['many']}`}>
                  <span className="visually-hidden">Actions</span>
                </th>
              ) : null}
            </tr>
          </thead>
          <tbody>
            {trunks.map((trunk) => (
              <TrunkLine
                key={trunk.trunkId}
                trunk={trunk}
                onEdit={() => onEdit(trunk.trunkId)}
                onDelete={() => removal.mutate(trunk.trunkId)}
              />
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function TrunkLine({ trunk, onEdit, onDelete }: { trunk: TrunkView; onEdit(): void; onDelete(): void }) {
  const can = useCan();
  const { trunkId, settings, state } = trunk;
  const [first, ...more] = settings.targets;
  const address = first?.address.replace(/;transport=(\w+)$/, ' $1') ?? '';
  const addresses = `${address}${more.length === 0 ? '' : ` and ${more.length} more`}`;
  return (
    <tr>
      <td>
        <div className={telephony['two']}>
          <strong>{settings.name}</strong>
          {settings.name === trunkId ? null : <span>{trunkId}</span>}
        </div>
      </td>
      <td className={styles['wide']}>
        <TrunkHealth trunk={trunk} />
      </td>
      <td className={styles['wide']}>
        <div className={telephony['two']}>
          {REGISTRATION_WORDS[state?.registration.status ?? 'not_wanted']}
          {state === undefined || state.registration.reason === '' ? null : (
            <span>{state.registration.reason}</span>
          )}
        </div>
      </td>
      <td className={styles['number']}>{`${state?.callsNow ?? 0} of ${settings.callsMax}`}</td>
      <td className={styles['number']}>{state?.invitesLastMinute ?? 0}</td>
      <td title={settings.targets.map(({ address }) => address).join(', ')}>{addresses}</td>
      <td className={styles['number']}>{settings.callerIds.length}</td>
      {can('telephony:write') ? (
        <td className={`${styles['actions']} ${styles['many']}`}>
          <div className={`${styles['icons']} ${telephony['buttons']}`}>
            <Button aria-label={`Edit ${settings.name}`} onPress={onEdit}>
              Edit
            </Button>
            <ConfirmButton
              label="Delete"
              accessibleName={`Delete ${settings.name}`}
              question={`Delete the trunk ${settings.name}?`}
              consequence="New calls go over the other trunks, or nowhere. Calls that are up stay up. Its password is gone."
              onConfirm={onDelete}
            />
          </div>
        </td>
      ) : null}
    </tr>
  );
}

function TrunkHealth({ trunk: { settings, state } }: { trunk: TrunkView }) {
  if (settings.disabled) return <Badge tone="plain">Switched off</Badge>;
  const { words, tone } = HEALTH_WORDS[state?.health ?? 'unknown'];
  return (
    <div className={telephony['two']}>
      <div>
        <Badge tone={tone}>{words}</Badge>
      </div>
      {state === undefined || state.reason === '' ? null : <span>{state.reason}</span>}
    </div>
  );
}
