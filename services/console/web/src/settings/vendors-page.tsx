import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { VendorView } from '../../../src/app/views/campaigns.ts';
import { getJson } from '../api-client.ts';
import { useCan, useSession } from '../session.tsx';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import styles from '../ui/page.module.css';
import { QueryState } from '../ui/query-state.tsx';
import { VendorDialog } from './vendor-dialog.tsx';
import { vendorsKey } from './vendors-key.ts';

/** Whoever sends leads to this process. */
export function VendorsPage() {
  const { processId } = useSession();
  const can = useCan();
  const [editing, setEditing] = useState<VendorView | 'new'>();
  const vendors = useQuery({
    queryKey: vendorsKey(processId),
    queryFn: () => getJson<{ vendors: VendorView[] }>('/api/vendors', { processId }),
  });
  useEffect(() => {
    document.title = 'Vendors · Firstring';
  }, []);
  return (
    <div className={styles['page']}>
      <div className={styles['head']}>
        <h1>Vendors</h1>
        {can('vendor:write') ? (
          <Button tone="accent" onPress={() => setEditing('new')}>
            New vendor
          </Button>
        ) : null}
      </div>
      <QueryState query={vendors}>
        {(read) => (
          <VendorTable vendors={read.vendors} onEdit={can('vendor:write') ? setEditing : undefined} />
        )}
      </QueryState>
      {editing === undefined ? null : (
        <VendorDialog
          vendor={editing === 'new' ? undefined : editing}
          onClose={() => setEditing(undefined)}
        />
      )}
    </div>
  );
}

interface VendorTableProps {
  vendors: readonly VendorView[];
  onEdit: ((vendor: VendorView) => void) | undefined;
}

function VendorTable({ vendors, onEdit }: VendorTableProps) {
  if (vendors.length === 0) {
    return (
      <div className={styles['tableWrap']}>
        <p className={styles['empty']}>
          No vendor yet. One that is entered here is chosen for a link on a campaign’s Enrichment Data.
        </p>
      </div>
    );
  }
  return (
    <div className={styles['tableWrap']}>
      <table className={styles['table']}>
        <thead>
          <tr>
            <th scope="col">Vendor</th>
            <th scope="col">State</th>
            <th scope="col">Contact</th>
            <th scope="col">Country</th>
            <th scope="col">Note</th>
            {onEdit === undefined ? null : (
              <th scope="col" className={styles['actions']}>
                <span className="visually-hidden">Actions</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {vendors.map((vendor) => (
            <tr key={vendor.vendorId}>
              <td>{vendor.name}</td>
              <td>
                {vendor.disabled ? <Badge tone="plain">Disabled</Badge> : <Badge tone="good">Enabled</Badge>}
              </td>
              <td>{vendor.contact === '' ? '—' : vendor.contact}</td>
              <td>{vendor.defaultCountry === '' ? '—' : vendor.defaultCountry}</td>
              <td>{vendor.note === '' ? '—' : vendor.note}</td>
              {onEdit === undefined ? null : (
                <td className={styles['actions']}>
                  <Button aria-label={`Edit ${vendor.name}`} onPress={() => onEdit(vendor)}>
                    Edit
                  </Button>
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
