import { useQuery } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import type { LeadPricesView, VendorView } from '../../../src/app/views/campaigns.ts';
import { getJson, problemText, sendJson } from '../api-client.ts';
import campaigns from '../campaigns/campaigns.module.css';
import { formText } from '../logic/form-text.ts';
import { formatMoney } from '../logic/formats.ts';
import { useSession } from '../session.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { InputField, SelectField } from '../ui/field.tsx';
import { Notice } from '../ui/notice.tsx';
import { QueryState } from '../ui/query-state.tsx';
import { Table, type Column } from '../ui/table.tsx';
import { fieldError, otherError } from './field-error.ts';
import { useChange } from './use-change.ts';

type Price = LeadPricesView['prices'][number];

const MICROS = 1_000_000;

function columnsFor(links: LeadPricesView['links']): readonly Column<Price>[] {
  const names = new Map(links.map(({ ingestLinkId, name }) => [ingestLinkId, name]));
  return [
    { label: 'From (UTC)', kind: 'figures', cell: ({ fromDay }) => fromDay },
    {
      label: 'Of',
      cell: ({ ingestLinkId }) =>
        ingestLinkId === '' ? 'All links' : (names.get(ingestLinkId) ?? ingestLinkId),
    },
    {
      label: 'A lead',
      kind: 'count',
      cell: ({ micros }) => (micros === null ? 'No price' : formatMoney(micros / MICROS)),
    },
  ];
}

/** What a vendor's leads cost, by the day from which each price counts; a new one leaves the past as it was. */
export function PricesDialog({ vendor, onClose }: { vendor: VendorView; onClose(): void }) {
  const { processId } = useSession();
  const path = `/api/vendors/${encodeURIComponent(vendor.vendorId)}/prices`;
  const key = ['lead-prices', processId, vendor.vendorId];
  const prices = useQuery({ queryKey: key, queryFn: () => getJson<LeadPricesView>(path, { processId }) });
  const change = useChange(key, (price: object, requestId) =>
    sendJson('PUT', `${path}?processId=${encodeURIComponent(processId)}`, { requestId, ...price }),
  );
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const price = formText(form, 'price');
    change.mutate({
      fromDay: formText(form, 'fromDay'),
      ingestLinkId: formText(form, 'ingestLinkId'),
      micros: price === '' ? null : Math.round(Number(price) * MICROS),
    });
  };
  const other = otherError(change.error, ['micros', 'fromDay', 'ingestLinkId']);
  return (
    <Dialog title={`Prices of ${vendor.name}`} onClose={onClose}>
      {other === undefined ? null : <Notice tone="bad">{problemText(other)}</Notice>}
      <div className={campaigns['stack']}>
        <QueryState query={prices}>
          {(read) => (
            <Table
              rows={read.prices.toSorted((a, b) => (a.fromDay < b.fromDay ? 1 : -1))}
              columns={columnsFor(read.links)}
              keyOf={({ ingestLinkId, fromDay }) => `${fromDay} ${ingestLinkId}`}
              empty="No price yet: reports say what came, not what it cost."
            />
          )}
        </QueryState>
        <form className={campaigns['stack']} onSubmit={submit}>
          <InputField
            label="Price of a lead"
            name="price"
            type="number"
            min="0"
            max="1000000"
            step="0.0001"
            hint="In the currency of your books; empty: none from that day on"
            error={fieldError(change.error, 'micros')}
          />
          <InputField
            label="From"
            name="fromDay"
            type="date"
            required
            hint="A day in UTC; said again for the same day, the price is replaced"
            error={fieldError(change.error, 'fromDay')}
          />
          <SelectField label="Link" name="ingestLinkId" error={fieldError(change.error, 'ingestLinkId')}>
            <option value="">All that have no price of their own</option>
            {prices.data?.links.map(({ ingestLinkId, name }) => (
              <option key={ingestLinkId} value={ingestLinkId}>
                {name}
              </option>
            ))}
          </SelectField>
          <DialogActions>
            <Button onPress={onClose}>Close</Button>
            <Button tone="accent" type="submit" isDisabled={change.isPending}>
              {change.isPending ? 'Saving…' : 'Save price'}
            </Button>
          </DialogActions>
        </form>
      </div>
    </Dialog>
  );
}
