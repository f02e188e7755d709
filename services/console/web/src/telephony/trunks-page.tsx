import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { TrunksView, TrunkView } from '../../../src/app/views/telephony.ts';
import { deleteJson, getJson } from '../api-client.ts';
import { HEALTH_WORDS, REGISTRATION_WORDS } from '../logic/telephony-words.ts';
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
import { TwoLines } from '../ui/two-lines.tsx';
import { LadderDialog } from './ladder-dialog.tsx';
import { TestNumbers } from './test-numbers.tsx';
import { TrunkForm } from './trunk-form.tsx';
import { TrunkTestDialog } from './trunk-test-dialog.tsx';
import { TRUNKS_KEY } from './trunks-key.ts';

const REFRESH_MS = 5000;
const NEW = 'new';

const COLUMNS: readonly Column<TrunkView>[] = [
  {
    label: 'Trunk',
    cell: ({ trunkId, settings: { name } }) => (
      <TwoLines first={<strong>{name}</strong>} second={name === trunkId ? '' : trunkId} />
    ),
  },
  { label: 'Health', kind: 'text', cell: (trunk) => <TrunkHealth trunk={trunk} /> },
  {
    label: 'Sign-in',
    kind: 'text',
    cell: ({ state }) => (
      <TwoLines
        first={REGISTRATION_WORDS[state?.registration.status ?? 'not_wanted']}
        second={state?.registration.reason}
      />
    ),
  },
  {
    label: 'Calls now',
    kind: 'count',
    cell: ({ settings, state }) => `${state?.callsNow ?? 0} of ${settings.callsMax}`,
  },
  { label: 'Calls last minute', kind: 'count', cell: ({ state }) => state?.invitesLastMinute ?? 0 },
  {
    label: 'Address',
    isSpare: true,
    cell: ({ settings: { targets } }) => (
      <span title={targets.map(({ address }) => address).join(', ')}>{addressWords(targets)}</span>
    ),
  },
  { label: 'Caller ids', kind: 'count', isSpare: true, cell: ({ settings }) => settings.callerIds.length },
];

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
  const edit = (trunkId: string): void => navigate(withParams(query, { edit: trunkId }));
  const show = (attemptId: string): void => navigate(withParams(query, { call: attemptId }), true);
  const shown = query.get('call');
  const known = trunks.data?.trunks.find(({ trunkId }) => `trunk-${trunkId}` === editing);
  const isForm = editing === NEW || known !== undefined;
  return (
    <Page
      title={isForm ? (known === undefined ? 'New trunk' : `Trunk ${known.settings.name}`) : 'Trunks'}
      actions={
        can('telephony:write') && !isForm ? (
          <Button tone="accent" onPress={() => edit(NEW)}>
            New trunk
          </Button>
        ) : null
      }
    >
      <QueryState query={trunks}>
        {({ trunks: all }) =>
          isForm ? (
            <TrunkForm trunk={known} key={editing} onDone={() => edit('')} />
          ) : (
            <>
              <TrunkTable trunks={all} onEdit={(trunkId) => edit(`trunk-${trunkId}`)} onTest={show} />
              {all.length === 0 ? null : <TestNumbers trunks={all} />}
            </>
          )
        }
      </QueryState>
      {shown === null ? null : <LadderDialog attemptId={shown} onClose={() => show('')} />}
    </Page>
  );
}

interface TrunkTableProps {
  trunks: readonly TrunkView[];
  onEdit(trunkId: string): void;
  /** A test call was placed. */
  onTest(attemptId: string): void;
}

function TrunkTable({ trunks, onEdit, onTest }: TrunkTableProps) {
  const can = useCan();
  const [testing, setTesting] = useState<TrunkView>();
  const removal = useChange(TRUNKS_KEY, (trunkId: string, requestId) =>
    deleteJson(`/api/telephony/trunks/${encodeURIComponent(trunkId)}`, { requestId }),
  );
  const changes = ({ trunkId, settings: { name } }: TrunkView) => (
    <>
      <Button aria-label={`Edit ${name}`} onPress={() => onEdit(trunkId)}>
        Edit
      </Button>
      <ConfirmButton
        label="Delete"
        accessibleName={`Delete ${name}`}
        question={`Delete the trunk ${name}?`}
        consequence="New calls go over the other trunks, or nowhere. Calls that are up stay up. Its password is gone."
        onConfirm={() => removal.mutate(trunkId)}
      />
    </>
  );
  const actions = (trunk: TrunkView) => (
    <>
      <Button aria-label={`Test call over ${trunk.settings.name}`} onPress={() => setTesting(trunk)}>
        Test call
      </Button>
      {can('telephony:write') ? changes(trunk) : null}
    </>
  );
  const toDo = can('telephony:write')
    ? 'Add one with what your carrier gave you: an address and an account.'
    : 'A voice admin adds one.';
  return (
    <>
      <Problem of={removal.error} />
      <Table
        rows={trunks}
        columns={COLUMNS}
        keyOf={({ trunkId }) => trunkId}
        actions={can('telephony:test') ? actions : undefined}
        empty={`There is no trunk, so nobody can be called. ${toDo}`}
      />
      {testing === undefined ? null : (
        <TrunkTestDialog trunk={testing} onPlaced={onTest} onClose={() => setTesting(undefined)} />
      )}
    </>
  );
}

function addressWords(targets: TrunkView['settings']['targets']): string {
  const [first, ...more] = targets;
  const address = first?.address.replace(/;transport=(\w+)$/, ' $1') ?? '';
  return `${address}${more.length === 0 ? '' : ` and ${more.length} more`}`;
}

function TrunkHealth({ trunk: { settings, state } }: { trunk: TrunkView }) {
  if (settings.disabled) return <Badge tone="plain">Switched off</Badge>;
  const { words, tone } = HEALTH_WORDS[state?.health ?? 'unknown'];
  return <TwoLines first={<Badge tone={tone}>{words}</Badge>} second={state?.reason} />;
}
