import { useQuery } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import type { CreatedIngestLink, IngestLinkPage, IngestLinkView } from '../../../src/app/views/settings.ts';
import { getJson, problemText, sendJson } from '../api-client.ts';
import { formText } from '../logic/form-text.ts';
import { formatDayTime } from '../logic/formats.ts';
import { useCan, useSession } from '../session.tsx';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { ConfirmButton } from '../ui/confirm-button.tsx';
import { InputField } from '../ui/field.tsx';
import { Notice } from '../ui/notice.tsx';
import pageStyles from '../ui/page.module.css';
import { QueryState } from '../ui/query-state.tsx';
import styles from '../settings/settings.module.css';
import { useChange } from '../settings/use-change.ts';

/** Ingest links of a campaign: one for each of its vendors. */
export function EnrichmentData({ campaignId }: { campaignId: string }) {
  return (
    <section className={styles['section']}>
      <h2>Enrichment Data</h2>
      <p className={styles['quiet']}>
        Vendors send leads to an ingest link. Each link belongs to one vendor and one campaign.
      </p>
      <Links key={campaignId} campaignId={campaignId} />
    </section>
  );
}

function Links({ campaignId }: { campaignId: string }) {
  const { processId } = useSession();
  const can = useCan();
  const queryKey = ['links', processId, campaignId];
  const path = `/api/campaigns/${encodeURIComponent(campaignId)}/links`;
  const links = useQuery({ queryKey, queryFn: () => getJson<IngestLinkPage>(path, { processId }) });
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
      {revocation.error === null ? null : <Notice tone="bad">{problemText(revocation.error)}</Notice>}
      <QueryState query={links}>
        {(page) => <LinkTable links={page.links} onRevoke={(id) => revocation.mutate(id)} />}
      </QueryState>
    </>
  );
}

function NewLink({
  creation,
}: {
  creation: { mutate(link: Record<string, string>): void; isPending: boolean; error: Error | null };
}) {
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const vendorName = formText(form, 'vendorName');
    const vendorId = vendorName
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '');
    const defaultCountry = formText(form, 'defaultCountry').toUpperCase();
    creation.mutate({ vendorId: vendorId === '' ? 'vendor' : vendorId, vendorName, defaultCountry });
  };
  return (
    <>
      <form className={styles['form']} onSubmit={submit}>
        <InputField label="Vendor" name="vendorName" required maxLength={100} />
        <InputField
          label="Default country"
          name="defaultCountry"
          maxLength={2}
          pattern="[A-Za-z]{2}"
          placeholder="US"
          hint="For numbers without a country code"
        />
        <Button tone="accent" type="submit" isDisabled={creation.isPending}>
          Generate link
        </Button>
      </form>
      {creation.error === null ? null : <Notice tone="bad">{problemText(creation.error)}</Notice>}
    </>
  );
}

function LinkTable({ links, onRevoke }: { links: readonly IngestLinkView[]; onRevoke(id: string): void }) {
  const can = useCan();
  if (links.length === 0) return <p className={styles['quiet']}>No links yet.</p>;
  return (
    <div className={pageStyles['tableWrap']}>
      <table className={pageStyles['table']}>
        <thead>
          <tr>
            <th scope="col">Vendor</th>
            <th scope="col">State</th>
            <th scope="col">Country</th>
            <th scope="col">Created at</th>
            <th scope="col" className={pageStyles['actions']}>
              <span className="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {links.map((link) => (
            <tr key={link.ingestLinkId}>
              <td>{link.vendorName}</td>
              <td>{link.revoked ? <Badge tone="plain">Revoked</Badge> : <Badge tone="good">Open</Badge>}</td>
              <td>{link.defaultCountry === '' ? '—' : link.defaultCountry}</td>
              <td className={pageStyles['number']}>
                {link.createdAt === undefined ? '—' : formatDayTime(link.createdAt)}
              </td>
              <td className={pageStyles['actions']}>
                <div className={pageStyles['icons']}>
                  {link.revoked || !can('ingest-link:write') ? null : (
                    <ConfirmButton
                      label="Revoke"
                      accessibleName={`Revoke the link of ${link.vendorName}`}
                      question={`Revoke the link of ${link.vendorName}?`}
                      consequence="What the vendor sends through it is refused from now on. A revoked link cannot be opened again."
                      onConfirm={() => onRevoke(link.ingestLinkId)}
                    />
                  )}
                </div>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
