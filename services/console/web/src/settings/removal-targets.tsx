import type { RemovalTargetView, RemovalTargetWithSecret } from '../../../src/app/views/removals.ts';
import { deleteJson, problemText, sendJson } from '../api-client.ts';
import { formatDayTime } from '../logic/formats.ts';
import { useCan, useSession } from '../session.tsx';
import { Button } from '../ui/button.tsx';
import { ConfirmButton } from '../ui/confirm-button.tsx';
import { Notice } from '../ui/notice.tsx';
import styles from '../ui/page.module.css';
import { SecretShown } from './removal-target-dialog.tsx';
import settings from './settings.module.css';
import { useChange } from './use-change.ts';

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
  if (targets.length === 0) {
    return (
      <div className={styles['tableWrap']}>
        <p className={styles['empty']}>Nobody else is told of erased leads.</p>
      </div>
    );
  }
  const problem = rotation.error ?? removal.error;
  return (
    <>
      {problem === null ? null : <Notice tone="bad">{problemText(problem)}</Notice>}
      <div className={styles['tableWrap']}>
        <table className={styles['table']}>
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">Address</th>
              <th scope="col">Secrets</th>
              <th scope="col">Since</th>
              <th scope="col" className={`${styles['actions']} ${styles['many']}`}>
                <span className="visually-hidden">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {targets.map((target) => (
              <tr key={target.targetId}>
                <td>{target.name}</td>
                <td title={target.url}>{target.url}</td>
                <td className={styles['number']}>
                  {target.secrets.length === 1 ? 'One' : 'Two, being rotated'}
                </td>
                <td className={styles['number']}>
                  {target.createdAt === undefined ? '—' : formatDayTime(target.createdAt)}
                </td>
                <td className={`${styles['actions']} ${styles['many']}`}>
                  {can('webhook:write') ? (
                    <TargetActions
                      target={target}
                      onRotate={(endSecretId) => rotation.mutate({ targetId: target.targetId, endSecretId })}
                      onDelete={() => removal.mutate(target.targetId)}
                    />
                  ) : null}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
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
    <div className={`${styles['icons']} ${settings['buttons']}`}>
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
    </div>
  );
}
