import type { CreatedLinkKey, LinkKeyKind, LinkKeyView } from '../../../src/app/views/links.ts';
import type { IngestLinkView } from '../../../src/app/views/settings.ts';
import { sendJson } from '../api-client.ts';
import { formatDayTime } from '../logic/formats.ts';
import { useSession } from '../session.tsx';
import settings from '../settings/settings.module.css';
import { useChange } from '../settings/use-change.ts';
import { Button } from '../ui/button.tsx';
import { ConfirmButton } from '../ui/confirm-button.tsx';
import { Notice } from '../ui/notice.tsx';
import { Problem } from '../ui/problem.tsx';
import styles from './links.module.css';

const NAMES: Readonly<Record<LinkKeyKind, string>> = { key: 'Key', signature: 'Signing secret' };

/** Live keys of a link: two of a kind, so that the vendor changes over without a gap. */
export function LinkKeys({ link, queryKey }: { link: IngestLinkView; queryKey: readonly unknown[] }) {
  const { processId } = useSession();
  const path = `/api/links/${encodeURIComponent(link.ingestLinkId)}/keys`;
  const inProcess = `?processId=${encodeURIComponent(processId)}`;
  const creation = useChange(queryKey, ({ kind }: { kind: LinkKeyKind }, requestId) =>
    sendJson<CreatedLinkKey>('POST', path + inProcess, { requestId, kind }),
  );
  const revocation = useChange(queryKey, (keyId: string, requestId) =>
    sendJson<IngestLinkView>('POST', `${path}/${encodeURIComponent(keyId)}/revoke${inProcess}`, {
      requestId,
    }),
  );
  const problem = creation.error ?? revocation.error;
  return (
    <section className={styles['keys']} aria-label="Keys">
      {link.keys.length === 0 ? (
        <p className={settings['quiet']}>
          No keys. Conversions are always signed, so a vendor that reports them needs a signing secret.
        </p>
      ) : (
        <KeyList keys={link.keys} onRevoke={(keyId) => revocation.mutate(keyId)} />
      )}
      {creation.data === undefined || creation.data.secret === '' ? null : (
        <Notice tone="good">
          Copy it now: it is not shown again.
          <code className={settings['token']}>{creation.data.secret}</code>
        </Notice>
      )}
      <Problem of={problem} />
      <div className={styles['buttons']}>
        {(['key', 'signature'] as const).map((kind) => (
          <Button key={kind} onPress={() => creation.mutate({ kind })}>
            {kind === 'key' ? 'New key' : 'New signing secret'}
          </Button>
        ))}
      </div>
    </section>
  );
}

function KeyList({ keys, onRevoke }: { keys: readonly LinkKeyView[]; onRevoke(keyId: string): void }) {
  return (
    <ul className={styles['keyList']}>
      {keys.map(({ keyId, kind, createdAt }) => (
        <li key={keyId}>
          <span>
            {NAMES[kind]} <code>{keyId}</code>
            {createdAt === undefined ? '' : `, made ${formatDayTime(createdAt)}`}
          </span>
          <ConfirmButton
            label="Revoke"
            accessibleName={`Revoke ${NAMES[kind].toLowerCase()} ${keyId}`}
            question={`Revoke ${NAMES[kind].toLowerCase()} ${keyId}?`}
            consequence="What the vendor sends with it is refused from now on."
            onConfirm={() => onRevoke(keyId)}
          />
        </li>
      ))}
    </ul>
  );
}
