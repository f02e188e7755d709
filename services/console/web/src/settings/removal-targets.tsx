import type { RemovalTargetView, RemovalTargetWithSecret } from '../../../src/app/views/removals.ts';
import { deleteJson, sendJson } from '../api-client.ts';
import { formatDayTime } from '../logic/formats.ts';
import { useCan, useSession } from '../session.tsx';
import { Button } from '../ui/button.tsx';
import { ConfirmButton } from '../ui/confirm-button.tsx';
import { Problem } from '../ui/problem.tsx';
import { Table, type Column } from '../ui/table.tsx';
import { SecretShown } from './removal-target-dialog.tsx';
import { useChange } from './use-change.ts';

const COLUMNS: readonly Column<RemovalTargetView>[] = [
  { label: 'Name', cell: ({ name }) => name },
  { label: 'Address', cell: ({ url }) => url },
  { label: 'Secrets', cell: ({ secrets }) => (secrets.length === 1 ? 'One' : 'Two, being rotated') },
  {
    label: 'Since',
    kind: 'figures',
    cell: ({ createdAt }) => (createdAt === undefined ? '—' : formatDayTime(createdAt)),
  },
];

/** The addresses of the process. */
export function RemovalTargets({ targets }: { targets: readonly RemovalTargetView[] }) {
  const { processId } = useSession();
  const can = useCan();
  const listKey = ['removal-targets', processId];
  const inProcess = `?processId=${encodeURIComponent(processId)}`;
  const rotation = useChange(listKey, (command: { targetId: string; endSecretId: string }, requestId) =>
    sendJson<RemovalTargetWithSecret>(
      'POST',
      `/api/removal-targets/${encodeURIComponent(command.targetId)}/secrets${inProcess}`,
      { requestId, endSecretId: command.endSecretId },
    ),
  );
  const removal = useChange(listKey, (targetId: string, requestId) =>
    deleteJson(`/api/removal-targets/${encodeURIComponent(targetId)}`, { processId, requestId }),
  );
  const actions = (target: RemovalTargetView) => (
    <TargetActions
      target={target}
      onRotate={(endSecretId) => rotation.mutate({ targetId: target.targetId, endSecretId })}
      onDelete={() => removal.mutate(target.targetId)}
    />
  );
  return (
    <>
      <Problem of={rotation.error ?? removal.error} />
      <Table
        rows={targets}
        columns={COLUMNS}
        keyOf={({ targetId }) => targetId}
        actions={can('webhook:write') ? actions : undefined}
        empty="Nobody else is told of erased leads."
      />
      {rotation.data !== undefined && rotation.data.secret !== '' ? (
        <SecretShown secret={rotation.data.secret} onClose={() => rotation.reset()} />
      ) : null}
    </>
  );
}

interface TargetActionsProps {
  target: RemovalTargetView;
  onRotate(endSecretId: string): void;
  onDelete(): void;
}

function TargetActions({ target, onRotate, onDelete }: TargetActionsProps) {
  const [oldest] = target.secrets;
  const { name } = target;
  return (
    <>
      {target.secrets.length > 1 && oldest !== undefined ? (
        <ConfirmButton
          label="End old secret"
          accessibleName={`End the old secret of ${name}`}
          question={`End the old secret of ${name}?`}
          consequence="Messages are signed with the new one only from now on. The CRM must know it."
          onConfirm={() => onRotate(oldest.secretId)}
        />
      ) : (
        <Button aria-label={`New secret for ${name}`} onPress={() => onRotate('')}>
          New secret
        </Button>
      )}
      <ConfirmButton
        label="Delete"
        accessibleName={`Delete ${name}`}
        question={`Tell ${name} nothing any more?`}
        consequence="Messages that wait for this address are deleted, too."
        onConfirm={onDelete}
      />
    </>
  );
}
