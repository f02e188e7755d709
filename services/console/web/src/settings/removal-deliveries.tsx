import { useQuery } from '@tanstack/react-query';
import type {
  RemovalDeliveryPage,
  RemovalDeliveryView,
  RemovalTargetView,
} from '../../../src/app/views/removals.ts';
import { getJson, problemText, sendJson } from '../api-client.ts';
import { formatDayTime } from '../logic/formats.ts';
import { REMOVAL_STATE_WORDS, removalProblem } from '../logic/removal-words.ts';
import { navigate, useLocation, withParams } from '../router.ts';
import { useCan, useSession } from '../session.tsx';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { SelectField } from '../ui/field.tsx';
import { Notice } from '../ui/notice.tsx';
import styles from '../ui/page.module.css';
import { pageToken, Paging } from '../ui/paging.tsx';
import { QueryState } from '../ui/query-state.tsx';
import { useChange } from './use-change.ts';

const REFRESH_MS = 5000;
const TONES = { pending: 'warn', delivered: 'good', failed: 'bad' } as const;

/** Every message and what became of it. It names no person: those are erased. */
export function RemovalDeliveries({ targets }: { targets: readonly RemovalTargetView[] }) {
  const { processId } = useSession();
  const { query } = useLocation();
  const state = query.get('state') ?? '';
  const ask = { processId, state, pageToken: pageToken(query) };
  const listKey = ['removal-deliveries', processId];
  const deliveries = useQuery({
    queryKey: [...listKey, ask],
    queryFn: () => getJson<RemovalDeliveryPage>('/api/removal-deliveries', ask),
    refetchInterval: REFRESH_MS,
    placeholderData: (before) => before,
  });
  const retry = useChange(listKey, (deliveryId: string, requestId) =>
    sendJson(
      'POST',
      `/api/removal-deliveries/${deliveryId}/retry?processId=${encodeURIComponent(processId)}`,
      {
        requestId,
      },
    ),
  );
  return (
    <>
      <div className={styles['head']}>
        <h2>Messages</h2>
        <div className={styles['filters']}>
          <SelectField
            label="State"
            value={state}
            onChange={(event) => navigate(withParams(query, { state: event.target.value, page: '' }), true)}
          >
            <option value="">All</option>
            {Object.entries(REMOVAL_STATE_WORDS).map(([name, words]) => (
              <option key={name} value={name}>
                {words}
              </option>
            ))}
          </SelectField>
        </div>
      </div>
      {retry.error === null ? null : <Notice tone="bad">{problemText(retry.error)}</Notice>}
      <QueryState query={deliveries}>
        {(page) => (
          <>
            <DeliveryTable page={page} targets={targets} onRetry={(deliveryId) => retry.mutate(deliveryId)} />
            <Paging nextPageToken={page.nextPageToken} count={page.deliveries.length} />
          </>
        )}
      </QueryState>
    </>
  );
}

interface DeliveryTableProps {
  page: RemovalDeliveryPage;
  targets: readonly RemovalTargetView[];
  onRetry(deliveryId: string): void;
}

function DeliveryTable({ page, targets, onRetry }: DeliveryTableProps) {
  const can = useCan();
  const nameOf = new Map(targets.map(({ targetId, name }) => [targetId, name]));
  if (page.deliveries.length === 0) {
    return (
      <div className={styles['tableWrap']}>
        <p className={styles['empty']}>No message yet: one is sent when a lead is erased.</p>
      </div>
    );
  }
  return (
    <div className={styles['tableWrap']}>
      <table className={styles['table']}>
        <thead>
          <tr>
            <th scope="col">Erased lead</th>
            <th scope="col">To</th>
            <th scope="col">State</th>
            <th scope="col">Tries</th>
            <th scope="col">Erased</th>
            <th scope="col" className={styles['actions']}>
              <span className="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {page.deliveries.map((delivery) => (
            <tr key={delivery.deliveryId}>
              <td title={delivery.leadId}>{delivery.leadId}</td>
              <td>{nameOf.get(delivery.targetId) ?? '—'}</td>
              <td className={styles['wide']}>
                <Badge tone={TONES[delivery.state]}>{REMOVAL_STATE_WORDS[delivery.state]}</Badge>{' '}
                {stateText(delivery)}
              </td>
              <td className={styles['number']}>{delivery.attempts}</td>
              <td className={styles['number']}>
                {delivery.createdAt === undefined ? '—' : formatDayTime(delivery.createdAt)}
              </td>
              <td className={styles['actions']}>
                {delivery.canRetry && can('webhook:write') ? (
                  <Button
                    aria-label={`Try again for lead ${delivery.leadId}`}
                    onPress={() => onRetry(delivery.deliveryId)}
                  >
                    Try again
                  </Button>
                ) : null}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function stateText({ state, lastProblem, nextAt, attempts }: RemovalDeliveryView): string {
  const at = nextAt === undefined ? '' : formatDayTime(nextAt);
  if (state === 'delivered') return at;
  const problem = lastProblem === '' ? '' : `${removalProblem(lastProblem)}. `;
  return state === 'failed' || attempts === 0 ? problem : `${problem}Next try ${at}`;
}
