import { useQuery } from '@tanstack/react-query';
import type { BanView } from '../../../src/app/views/telephony.ts';
import { getJson, problemText, sendJson } from '../api-client.ts';
import { formatClock } from '../logic/formats.ts';
import { banWords } from '../logic/telephony-words.ts';
import { useCan } from '../session.tsx';
import { useChange } from '../settings/use-change.ts';
import { ConfirmButton } from '../ui/confirm-button.tsx';
import { Notice } from '../ui/notice.tsx';
import styles from '../ui/page.module.css';
import { QueryState } from '../ui/query-state.tsx';
import telephony from './telephony.module.css';

const REFRESH_MS = 10_000;
const BANS_KEY = ['bans'] as const;

/** Who is kept out for a while because of wrong passwords. */
export function Bans() {
  const can = useCan();
  const bans = useQuery({
    queryKey: BANS_KEY,
    queryFn: () => getJson<{ bans: BanView[] }>('/api/telephony/bans'),
    refetchInterval: REFRESH_MS,
  });
  const lifting = useChange(BANS_KEY, (banId: string, requestId) =>
    sendJson('POST', '/api/telephony/bans/lift', { requestId, banId }),
  );
  return (
    <section className={telephony['section']}>
      <h2>Kept out</h2>
      <p className={telephony['quiet']}>
        Too many wrong passwords keep a phone out for a while. Lift a ban when it is a phone of yours, after
        its password is right.
      </p>
      {lifting.error === null ? null : <Notice tone="bad">{problemText(lifting.error)}</Notice>}
      <QueryState query={bans}>
        {({ bans: all }) =>
          all.length === 0 ? (
            <p>Nobody is kept out.</p>
          ) : (
            <div className={styles['tableWrap']}>
              <table className={styles['table']}>
                <thead>
                  <tr>
                    <th scope="col">Who</th>
                    <th scope="col">Until</th>
                    <th scope="col">Times in a row</th>
                    {can('telephony:write') ? (
                      <th scope="col" className={styles['actions']}>
                        <span className="visually-hidden">Actions</span>
                      </th>
                    ) : null}
                  </tr>
                </thead>
                <tbody>
                  {all.map((ban) => (
                    <BanLine
                      key={ban.banId}
                      ban={ban}
                      onLift={can('telephony:write') ? () => lifting.mutate(ban.banId) : undefined}
                    />
                  ))}
                </tbody>
              </table>
            </div>
          )
        }
      </QueryState>
    </section>
  );
}

function BanLine({ ban, onLift }: { ban: BanView; onLift: (() => void) | undefined }) {
  const who = banWords(ban);
  return (
    <tr>
      <td>{who}</td>
      <td className={styles['number']}>{ban.expiresAt === undefined ? '—' : formatClock(ban.expiresAt)}</td>
      <td className={styles['number']}>{ban.times}</td>
      {onLift === undefined ? null : (
        <td className={styles['actions']}>
          <div className={styles['icons']}>
            <ConfirmButton
              label="Lift"
              accessibleName={`Lift the ban: ${who}`}
              question="Lift this ban?"
              consequence={`${who} may try to sign in again at once.`}
              onConfirm={onLift}
            />
          </div>
        </td>
      )}
    </tr>
  );
}
