import { useQuery } from '@tanstack/react-query';
import type { BanView } from '../../../src/app/views/telephony.ts';
import { getJson, sendJson } from '../api-client.ts';
import { formatClock } from '../logic/formats.ts';
import { banWords } from '../logic/telephony-words.ts';
import { useCan } from '../session.tsx';
import { useChange } from '../settings/use-change.ts';
import { ConfirmButton } from '../ui/confirm-button.tsx';
import { Problem } from '../ui/problem.tsx';
import { QueryState } from '../ui/query-state.tsx';
import { Table, type Column } from '../ui/table.tsx';
import telephony from './telephony.module.css';

const REFRESH_MS = 10_000;
const BANS_KEY = ['bans'] as const;

const COLUMNS: readonly Column<BanView>[] = [
  { label: 'Who', cell: banWords },
  {
    label: 'Until',
    kind: 'figures',
    cell: ({ expiresAt }) => (expiresAt === undefined ? '—' : formatClock(expiresAt)),
  },
  { label: 'Times in a row', kind: 'count', cell: ({ times }) => times },
];

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
      <Problem of={lifting.error} />
      <QueryState query={bans}>
        {({ bans: all }) => (
          <Table
            rows={all}
            columns={COLUMNS}
            keyOf={({ banId }) => banId}
            actions={
              can('telephony:write')
                ? (ban) => (
                    <ConfirmButton
                      label="Lift"
                      accessibleName={`Lift the ban: ${banWords(ban)}`}
                      question="Lift this ban?"
                      consequence={`${banWords(ban)} may try to sign in again at once.`}
                      onConfirm={() => lifting.mutate(ban.banId)}
                    />
                  )
                : undefined
            }
            empty="Nobody is kept out."
          />
        )}
      </QueryState>
    </section>
  );
}
