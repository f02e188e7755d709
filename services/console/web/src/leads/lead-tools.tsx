import { useState } from 'react';
import type { FilterView } from '../../../src/app/views/filters.ts';
import type { CustomParameterView } from '../../../src/app/views/settings.ts';
import { deleteJson } from '../api-client.ts';
import { FILTERS_KEY, useFilters } from '../filters/filter-keys.ts';
import { SegmentDialog } from '../filters/segment-dialog.tsx';
import { formatCount } from '../logic/formats.ts';
import { navigate, withParams } from '../router.ts';
import { useCan, useSession } from '../session.tsx';
import { useChange } from '../settings/use-change.ts';
import { Button } from '../ui/button.tsx';
import { ConfirmButton } from '../ui/confirm-button.tsx';
import { Icon } from '../ui/icon.tsx';
import { Menu } from '../ui/menu.tsx';
import { Problem } from '../ui/problem.tsx';

interface LeadToolsProps {
  query: URLSearchParams;
  /** The table as the API is asked for it, without the page. */
  ask: Readonly<Record<string, string>>;
  total: number | undefined;
  parameters: readonly CustomParameterView[];
  columns: ReadonlySet<string>;
}

/** What is done with the table as a whole: columns, export, segments. */
export function LeadTools({ query, ask, total, parameters, columns }: LeadToolsProps) {
  const can = useCan();
  const given = Object.entries(ask).filter(([, value]) => value !== '');
  const toggle = (name: string): void => {
    const next = columns.has(name) ? [...columns].filter((other) => other !== name) : [...columns, name];
    navigate(withParams(query, { columns: next.join(',') }), true);
  };
  return (
    <>
      {total === undefined ? null : <span role="status">{`${formatCount(total)} leads`}</span>}
      {parameters.length === 0 ? null : (
        <Menu
          label="Columns"
          trigger={
            <Button tone="quiet">
              Columns
              <Icon name="chevron" size={16} />
            </Button>
          }
          choices={parameters.map(({ name, label }) => ({ id: name, label, checked: columns.has(name) }))}
          onChoose={toggle}
        />
      )}
      {can('lead:export') ? (
        <a download href={`/api/leads/export?${new URLSearchParams(given).toString()}`}>
          Export CSV
        </a>
      ) : null}
      {can('filter:write') ? <Segments query={query} /> : null}
    </>
  );
}

function Segments({ query }: { query: URLSearchParams }) {
  const { processId } = useSession();
  const [editing, setEditing] = useState<FilterView | 'new'>();
  const segments = useFilters('segment').data?.filters ?? [];
  const own = segments.find(({ filterId, editable }) => editable && filterId === query.get('filter'));
  const choose = (filter: string): void => navigate(withParams(query, { filter, page: '' }), true);
  const removal = useChange(FILTERS_KEY, (filterId: string, requestId) =>
    deleteJson(`/api/filters/${encodeURIComponent(filterId)}`, { processId, requestId }),
  );
  return (
    <>
      <Button onPress={() => setEditing('new')}>New segment</Button>
      {own === undefined ? null : (
        <>
          <Button onPress={() => setEditing(own)}>Edit segment</Button>
          <ConfirmButton
            label="Delete segment"
            accessibleName={`Delete the segment ${own.name}`}
            question={`Delete the segment ${own.name}?`}
            consequence="The leads stay as they are."
            onConfirm={() => removal.mutate(own.filterId, { onSuccess: () => choose('') })}
          />
        </>
      )}
      <Problem of={removal.error} />
      {editing === undefined ? null : (
        <SegmentDialog
          segment={editing === 'new' ? undefined : editing}
          onClose={() => setEditing(undefined)}
          onSaved={({ filterId }) => choose(filterId)}
        />
      )}
    </>
  );
}
