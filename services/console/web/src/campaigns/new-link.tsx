import { useQuery } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import type { VendorView } from '../../../src/app/views/campaigns.ts';
import { getJson } from '../api-client.ts';
import { formText } from '../logic/form-text.ts';
import { useSession } from '../session.tsx';
import styles from '../settings/settings.module.css';
import { vendorsKey } from '../settings/vendors-key.ts';
import { Button } from '../ui/button.tsx';
import { InputField, SelectField } from '../ui/field.tsx';
import { Problem } from '../ui/problem.tsx';
import { QueryState } from '../ui/query-state.tsx';

interface NewLinkProps {
  creation: { mutate(link: Record<string, string>): void; isPending: boolean; error: Error | null };
}

/** A vendor is chosen from those entered under Settings; where there is none yet, its name is typed. */
export function NewLink({ creation }: NewLinkProps) {
  const { processId } = useSession();
  const vendors = useQuery({
    queryKey: vendorsKey(processId),
    queryFn: () => getJson<{ vendors: VendorView[] }>('/api/vendors', { processId }),
  });
  return (
    <>
      <QueryState query={vendors}>
        {(read) => (
          <LinkForm vendors={read.vendors.filter(({ disabled }) => !disabled)} creation={creation} />
        )}
      </QueryState>
      <Problem of={creation.error} />
    </>
  );
}

function LinkForm({ vendors, creation }: NewLinkProps & { vendors: readonly VendorView[] }) {
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const chosen = vendors.find(({ vendorId }) => vendorId === formText(form, 'vendorId'));
    const vendorName = chosen?.name ?? formText(form, 'vendorName');
    const vendorId = chosen?.vendorId ?? idOf(vendorName);
    const defaultCountry = formText(form, 'defaultCountry').toUpperCase();
    creation.mutate({ vendorId, vendorName, defaultCountry });
  };
  return (
    <form className={styles['form']} onSubmit={submit}>
      {vendors.length === 0 ? (
        <InputField
          label="Vendor"
          name="vendorName"
          required
          maxLength={100}
          hint="Settings, Vendors keeps them to choose from"
        />
      ) : (
        <SelectField label="Vendor" name="vendorId">
          {vendors.map((vendor) => (
            <option key={vendor.vendorId} value={vendor.vendorId}>
              {vendor.name}
            </option>
          ))}
        </SelectField>
      )}
      <InputField
        label="Default country"
        name="defaultCountry"
        maxLength={2}
        pattern="[A-Za-z]{2}"
        placeholder="US"
        hint={`For numbers without a country code${vendors.length === 0 ? '' : '; empty: the vendor’s own'}`}
      />
      <Button tone="accent" type="submit" isDisabled={creation.isPending}>
        Generate link
      </Button>
    </form>
  );
}

/** An id of a vendor that nobody has entered: the same name is the same vendor. */
function idOf(vendorName: string): string {
  const id = vendorName
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  return id === '' ? 'vendor' : id;
}
