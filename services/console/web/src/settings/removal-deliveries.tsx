import type {
  RemovalDeliveryPage,
  RemovalDeliveryView,
  RemovalTargetView,
} from '../../../src/app/views/removals.ts';
import { sendJson } from '../api-client.ts';
import { formatDayTime } from '../logic/formats.ts';
import { REMOVAL_STATE_WORDS, removalProblem } from '../logic/removal-words.ts';
import { navigate, useLocation, withParams } from '../router.ts';
import { useCan, useSession } from '../session.tsx';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { SelectField } from '../ui/field.tsx';
import styles from '../ui/page.module.css';
import { Problem } from '../ui/problem.tsx';
import { QueryState } from '../ui/query-state.tsx';
import { Table, type Column } from '../ui/table.tsx';
import { usePaged } from '../ui/use-paged.ts';
import { useChange } from './use-change.ts';

const REFRESH_MS = 5000;
const TONES = { pending: 'warn', delivered: 'good', failed: 'bad' } as const;

/** Every message and what became of it. It names no person: those are erased. */
export function RemovalDeliveries({ targets }: { targets: readonly RemovalTargetView[] }) {
  const { processId } = useSession();
  const { query } = useLocation();
  const state = query.get('state') ?? '';
  const listKey = ['removal-deliveries', processId];
  const deliveries = usePaged<RemovalDeliveryPage>(
    listKey,
    '/api/removal-deliveries',
    { processId, state },
    REFRESH_MS,
  );
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
      <Problem of={retry.error} />
      <QueryState query={deliveries}>
        {(page) => (
          <DeliveryTable page={page} targets={targets} onRetry={(deliveryId) => retry.mutate(deliveryId)} />
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
  const columns: readonly Column<RemovalDeliveryView>[] = [
    { label: 'Erased lead', cell: ({ leadId }) => leadId },
    { label: 'To', cell: ({ targetId }) => nameOf.get(targetId) ?? '—' },
    {
      label: 'State',
      kind: 'text',
      cell: (delivery) => (
        <>
          <Badge tone={TONES[delivery.state]}>{REMOVAL_STATE_WORDS[delivery.state]}</Badge>{' '}
          {stateText(delivery)}
        </>
      ),
    },
    { label: 'Tries', kind: 'count', cell: ({ attempts }) => attempts },
    {
      label: 'Erased',
      kind: 'figures',
      cell: ({ createdAt }) => (createdAt === undefined ? '—' : formatDayTime(createdAt)),
    },
  ];
  const again = ({ deliveryId, leadId, canRetry }: RemovalDeliveryView) =>
    canRetry ? (
      <Button aria-label={`Try again for lead ${leadId}`} onPress={() => onRetry(deliveryId)}>
        Try again
      </Button>
    ) : null;
  return (
    <Table
      rows={page.deliveries}
      columns={columns}
      keyOf={({ deliveryId }) => deliveryId}
      actions={can('webhook:write') ? again : undefined}
      empty="No message yet: one is sent when a lead is erased."
      nextPageToken={page.nextPageToken}
    />
  );
}

function stateText({ state, lastProblem, nextAt, attempts }: RemovalDeliveryView): string {
  const at = nextAt === undefined ? '' : formatDayTime(nextAt);
  if (state === 'delivered') return at;
  const problem = lastProblem === '' ? '' : `${removalProblem(lastProblem)}. `;
  return state === 'failed' || attempts === 0 ? problem : `${problem}Next try ${at}`;
}
