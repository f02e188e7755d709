import { useQuery } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import type { CreatedVendorPage, VendorPageView } from '../../../src/app/views/links.ts';
import type { IngestLinkView } from '../../../src/app/views/settings.ts';
import { getJson, sendJson } from '../api-client.ts';
import { formText } from '../logic/form-text.ts';
import { formatDayTime } from '../logic/formats.ts';
import { useCan, useSession } from '../session.tsx';
import settings from '../settings/settings.module.css';
import { useChange } from '../settings/use-change.ts';
import { Button } from '../ui/button.tsx';
import { ConfirmButton } from '../ui/confirm-button.tsx';
import { SelectField } from '../ui/field.tsx';
import { Notice } from '../ui/notice.tsx';
import { Problem } from '../ui/problem.tsx';
import { QueryState } from '../ui/query-state.tsx';
import styles from './links.module.css';

/** Pages on which vendors see their own counts without signing in. */
export function VendorPages({ links }: { links: readonly IngestLinkView[] }) {
  const { processId } = useSession();
  const can = useCan();
  const queryKey = ['vendor-pages', processId];
  const inProcess = `?processId=${encodeURIComponent(processId)}`;
  const pages = useQuery({
    queryKey,
    queryFn: () => getJson<{ pages: VendorPageView[] }>('/api/vendor-pages', { processId }),
  });
  const creation = useChange(queryKey, ({ vendorId }: { vendorId: string }, requestId) =>
    sendJson<CreatedVendorPage>('POST', `/api/vendor-pages${inProcess}`, { requestId, vendorId }),
  );
  const revocation = useChange(queryKey, (id: string, requestId) =>
    sendJson('POST', `/api/vendor-pages/${encodeURIComponent(id)}/revoke${inProcess}`, { requestId }),
  );
  const problem = creation.error ?? revocation.error;
  return (
    <section className={settings['section']}>
      <h2>Vendors’ own pages</h2>
      <p className={settings['quiet']}>
        A page shows one vendor what was accepted, updated, refused and ignored by link and day, without any
        person’s data and without signing in. Whoever has its address can see it, until it is closed.
      </p>
      {can('ingest-link:write') ? (
        <NewPage
          links={links}
          isPending={creation.isPending}
          onCreate={(vendorId) => creation.mutate({ vendorId })}
        />
      ) : null}
      {creation.data === undefined || creation.data.url === '' ? null : (
        <Notice tone="good">
          Page for {creation.data.page.vendorName}. Copy its address now: it is not shown again.
          <code className={settings['token']}>{creation.data.url}</code>
        </Notice>
      )}
      <Problem of={problem} />
      <QueryState query={pages}>
        {(answer) => <PageList pages={answer.pages} onRevoke={(id) => revocation.mutate(id)} />}
      </QueryState>
    </section>
  );
}

interface NewPageProps {
  links: readonly IngestLinkView[];
  isPending: boolean;
  onCreate(vendorId: string): void;
}

function NewPage({ links, isPending, onCreate }: NewPageProps) {
  const vendors = [...new Map(links.map(({ vendorId, vendorName }) => [vendorId, vendorName]))];
  if (vendors.length === 0) {
    return (
      <p className={settings['quiet']}>Generate a link first: a page belongs to a vendor with a link.</p>
    );
  }
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    onCreate(formText(new FormData(event.currentTarget), 'vendorId'));
  };
  return (
    <form className={settings['form']} onSubmit={submit}>
      <SelectField label="Page of" name="vendorId">
        {vendors.map(([vendorId, vendorName]) => (
          <option key={vendorId} value={vendorId}>
            {vendorName}
          </option>
        ))}
      </SelectField>
      <Button tone="accent" type="submit" isDisabled={isPending}>
        Make page
      </Button>
    </form>
  );
}

function PageList({ pages, onRevoke }: { pages: readonly VendorPageView[]; onRevoke(id: string): void }) {
  const can = useCan();
  if (pages.length === 0) return <p className={settings['quiet']}>No page is open.</p>;
  return (
    <ul className={styles['keyList']}>
      {pages.map(({ vendorPageId, vendorName, createdAt }) => (
        <li key={vendorPageId}>
          <span>
            {vendorName}
            {createdAt === undefined ? '' : `, made ${formatDayTime(createdAt)}`}
          </span>
          {can('ingest-link:write') ? (
            <ConfirmButton
              label="Close"
              accessibleName={`Close the page of ${vendorName}`}
              question={`Close the page of ${vendorName}?`}
              consequence="Its address leads nowhere from now on."
              onConfirm={() => onRevoke(vendorPageId)}
            />
          ) : null}
        </li>
      ))}
    </ul>
  );
}
