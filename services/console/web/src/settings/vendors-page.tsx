import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { VendorView } from '../../../src/app/views/campaigns.ts';
import { getJson } from '../api-client.ts';
import { useCan, useSession } from '../session.tsx';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Page } from '../ui/page.tsx';
import { QueryState } from '../ui/query-state.tsx';
import { Table, type Column } from '../ui/table.tsx';
import { PricesDialog } from './prices-dialog.tsx';
import { VendorDialog } from './vendor-dialog.tsx';
import { vendorsKey } from './vendors-key.ts';

const COLUMNS: readonly Column<VendorView>[] = [
  { label: 'Vendor', cell: ({ name }) => name },
  {
    label: 'State',
    cell: ({ disabled }) =>
      disabled ? <Badge tone="plain">Disabled</Badge> : <Badge tone="good">Enabled</Badge>,
  },
  { label: 'Contact', cell: ({ contact }) => contact || '—' },
  { label: 'Country', cell: ({ defaultCountry }) => defaultCountry || '—' },
  { label: 'Note', kind: 'text', cell: ({ note }) => note || '—' },
];

/** Whoever sends leads to this process. */
export function VendorsPage() {
  const { processId } = useSession();
  const mayWrite = useCan()('vendor:write');
  const [editing, setEditing] = useState<VendorView | 'new'>();
  const vendors = useQuery({
    queryKey: vendorsKey(processId),
    queryFn: () => getJson<{ vendors: VendorView[] }>('/api/vendors', { processId }),
  });
  const [pricing, setPricing] = useState<VendorView>();
  const edit = (vendor: VendorView) => (
    <>
      <Button aria-label={`Edit ${vendor.name}`} onPress={() => setEditing(vendor)}>
        Edit
      </Button>
      <Button aria-label={`Prices of ${vendor.name}`} onPress={() => setPricing(vendor)}>
        Prices
      </Button>
    </>
  );
  return (
    <Page
      title="Vendors"
      actions={
        mayWrite ? (
          <Button tone="accent" onPress={() => setEditing('new')}>
            New vendor
          </Button>
        ) : null
      }
    >
      <QueryState query={vendors}>
        {(read) => (
          <Table
            rows={read.vendors}
            columns={COLUMNS}
            keyOf={({ vendorId }) => vendorId}
            actions={mayWrite ? edit : undefined}
            empty="No vendor yet. One that is entered here is chosen for a link on a campaign’s Enrichment Data."
          />
        )}
      </QueryState>
      {editing === undefined ? null : (
        <VendorDialog
          vendor={editing === 'new' ? undefined : editing}
          onClose={() => setEditing(undefined)}
        />
      )}
      {pricing === undefined ? null : <PricesDialog vendor={pricing} onClose={() => setPricing(undefined)} />}
    </Page>
  );
}
