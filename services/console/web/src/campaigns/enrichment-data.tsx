import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { CreatedIngestLink, IngestLinkPage, IngestLinkView } from '../../../src/app/views/settings.ts';
import { getJson, sendJson } from '../api-client.ts';
import { formatDayTime } from '../logic/formats.ts';
import { useCan, useSession } from '../session.tsx';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { ConfirmButton } from '../ui/confirm-button.tsx';
import { Notice } from '../ui/notice.tsx';
import { Problem } from '../ui/problem.tsx';
import { QueryState } from '../ui/query-state.tsx';
import { Table, type Column } from '../ui/table.tsx';
import styles from '../settings/settings.module.css';
import { useChange } from '../settings/use-change.ts';
import { LinkDays } from './link-days.tsx';
import { LinkProfileDialog } from './link-profile-dialog.tsx';
import { LinkTestDialog } from './link-test-dialog.tsx';
import linkStyles from './links.module.css';
import { NewLink } from './new-link.tsx';
import { VendorPages } from './vendor-pages.tsx';

/** Ingest links of a campaign: one for each of its vendors. */
export function EnrichmentData({ campaignId }: { campaignId: string }) {
  const { processId } = useSession();
  const queryKey = ['links', processId, campaignId];
  const path = `/api/campaigns/${encodeURIComponent(campaignId)}/links`;
  const links = useQuery({ queryKey, queryFn: () => getJson<IngestLinkPage>(path, { processId }) });
  return (
    <>
      <section className={styles['section']}>
        <h2>Enrichment Data</h2>
        <p className={styles['quiet']}>
          Vendors send leads to an ingest link. Each link belongs to one vendor and one campaign.
        </p>
        <QueryState query={links}>
          {(page) => <Links key={campaignId} path={path} queryKey={queryKey} links={page.links} />}
        </QueryState>
      </section>
      <LinkDays campaignId={campaignId} />
      <QueryState query={links}>{(page) => <VendorPages links={page.links} />}</QueryState>
    </>
  );
}

interface LinksProps {
  path: string;
  queryKey: readonly unknown[];
  links: readonly IngestLinkView[];
}

function Links({ path, queryKey, links }: LinksProps) {
  const { processId } = useSession();
  const can = useCan();
  const [shown, setShown] = useState('');
  const [testing, setTesting] = useState(false);
  const open = links.find(({ ingestLinkId }) => ingestLinkId === shown);
  const inProcess = `?processId=${encodeURIComponent(processId)}`;
  const creation = useChange(queryKey, (link: Record<string, string>, requestId) =>
    sendJson<CreatedIngestLink>('POST', path + inProcess, { requestId, ...link }),
  );
  const revocation = useChange(queryKey, (id: string, requestId) =>
    sendJson<IngestLinkView>('POST', `/api/links/${encodeURIComponent(id)}/revoke${inProcess}`, {
      requestId,
    }),
  );
  return (
    <>
      {can('ingest-link:write') ? <NewLink creation={creation} /> : null}
      {creation.data === undefined ? null : (
        <Notice tone="good">
          Link for {creation.data.link.vendorName}. Copy it now: it is not shown again.
          <code className={styles['token']}>{creation.data.url}</code>
        </Notice>
      )}
      <Problem of={revocation.error} />
      <LinkTable links={links} onShow={setShown} onRevoke={(id) => revocation.mutate(id)} />
      {can('ingest-link:write') ? (
        <div className={linkStyles['buttons']}>
          <Button onPress={() => setTesting(true)}>Test a link</Button>
        </div>
      ) : null}
      {open === undefined ? null : (
        <LinkProfileDialog link={open} queryKey={queryKey} onClose={() => setShown('')} />
      )}
      {testing ? <LinkTestDialog link={creation.data?.url ?? ''} onClose={() => setTesting(false)} /> : null}
    </>
  );
}

interface LinkTableProps {
  links: readonly IngestLinkView[];
  onShow(id: string): void;
  onRevoke(id: string): void;
}

const PROOFS = { token: 'Token', key: 'Token and key', signature: 'Token and signature' } as const;

const COLUMNS: readonly Column<IngestLinkView>[] = [
  { label: 'Vendor', cell: ({ vendorName }) => vendorName },
  {
    label: 'State',
    cell: ({ revoked }) => (revoked ? <Badge tone="plain">Revoked</Badge> : <Badge tone="good">Open</Badge>),
  },
  { label: 'Country', cell: ({ defaultCountry }) => defaultCountry || '—' },
  { label: 'Proof', cell: ({ profile }) => PROOFS[profile.authentication] },
  { label: 'Ignored parameters', kind: 'text', cell: ignoredInWords },
  {
    label: 'Created at',
    kind: 'figures',
    cell: ({ createdAt }) => (createdAt === undefined ? '—' : formatDayTime(createdAt)),
  },
];

function LinkTable({ links, onShow, onRevoke }: LinkTableProps) {
  const can = useCan();
  const actions = ({ ingestLinkId, vendorName, revoked }: IngestLinkView) =>
    revoked ? null : (
      <>
        <Button aria-label={`Profile of the link of ${vendorName}`} onPress={() => onShow(ingestLinkId)}>
          Profile
        </Button>
        <ConfirmButton
          label="Revoke"
          accessibleName={`Revoke the link of ${vendorName}`}
          question={`Revoke the link of ${vendorName}?`}
          consequence="What the vendor sends through it is refused from now on. A revoked link cannot be opened again."
          onConfirm={() => onRevoke(ingestLinkId)}
        />
      </>
    );
  return (
    <Table
      rows={links}
      columns={COLUMNS}
      keyOf={({ ingestLinkId }) => ingestLinkId}
      actions={can('ingest-link:write') ? actions : undefined}
      empty="No links yet."
    />
  );
}

/** A vendor's typo is visible here: the most frequent first. */
function ignoredInWords({ ignoredParameters }: IngestLinkView): string {
  const most = ignoredParameters.toSorted((left, right) => right.count - left.count).slice(0, 5);
  return most.length === 0 ? '—' : most.map(({ name, count }) => `${name} (${count})`).join(', ');
}
