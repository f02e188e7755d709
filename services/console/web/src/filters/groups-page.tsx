import { useEffect, useState } from 'react';
import type { FilterGroupView, FilterLayerView } from '../../../src/app/views/filters.ts';
import { ApiProblem, deleteJson, problemText } from '../api-client.ts';
import { useCan, useSession } from '../session.tsx';
import { useChange } from '../settings/use-change.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { ConfirmButton } from '../ui/confirm-button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Notice } from '../ui/notice.tsx';
import styles from '../ui/page.module.css';
import { QueryState } from '../ui/query-state.tsx';
import {
  FILTER_GROUPS_KEY,
  LEVEL_WORDS,
  useCampaigns,
  useFilterAttributes,
  useFilterGroups,
  useFilters,
} from './filter-keys.ts';
import { GroupForm } from './group-form.tsx';

/** Leads > Filter Groups. */
export function GroupsPage() {
  const can = useCan();
  const groups = useFilterGroups();
  const [editing, setEditing] = useState<FilterGroupView | 'new'>();
  useEffect(() => {
    document.title = 'Filter Groups · Firstring';
  }, []);
  const off = groups.error instanceof ApiProblem && groups.error.reason === 'FILTER_GROUPS_OFF';
  return (
    <div className={styles['page']}>
      <div className={styles['head']}>
        <div>
          <h1>Filter Groups</h1>
          <p>Filters in layers: leads of the first layer are dialled first.</p>
        </div>
        {can('filter-group:write') && !off ? (
          <Button tone="accent" onPress={() => setEditing('new')}>
            New filter group
          </Button>
        ) : null}
      </div>
      {off ? (
        <Notice tone="warn">
          Filter groups are switched off in this process. An administrator can switch them on.
        </Notice>
      ) : (
        <QueryState query={groups}>
          {({ groups: found }) => <GroupTable groups={found} onEdit={setEditing} />}
        </QueryState>
      )}
      {editing === undefined ? null : (
        <GroupDialog group={editing === 'new' ? undefined : editing} onClose={() => setEditing(undefined)} />
      )}
    </div>
  );
}

function GroupDialog({ group, onClose }: { group: FilterGroupView | undefined; onClose(): void }) {
  const attributes = useFilterAttributes();
  const filters = useFilters();
  return (
    <Dialog
      kind="wide"
      title={group === undefined ? 'New filter group' : `Filter group ${group.name}`}
      onClose={onClose}
    >
      <QueryState query={attributes}>
        {(known) => (
          <QueryState query={filters}>
            {({ filters: found }) => (
              <GroupForm group={group} filters={found} attributes={known.attributes} onDone={onClose} />
            )}
          </QueryState>
        )}
      </QueryState>
    </Dialog>
  );
}

interface GroupTableProps {
  groups: readonly FilterGroupView[];
  onEdit(group: FilterGroupView): void;
}

function GroupTable({ groups, onEdit }: GroupTableProps) {
  const { processId } = useSession();
  const filters = useFilters();
  const campaigns = useCampaigns();
  const filterNames = new Map((filters.data?.filters ?? []).map(({ filterId, name }) => [filterId, name]));
  const names = new Map((campaigns.data?.campaigns ?? []).map(({ campaignId, name }) => [campaignId, name]));
  const removal = useChange(FILTER_GROUPS_KEY, (filterGroupId: string, requestId) =>
    deleteJson(`/api/filter-groups/${encodeURIComponent(filterGroupId)}`, { processId, requestId }),
  );
  return (
    <>
      {removal.error === null ? null : <Notice tone="bad">{problemText(removal.error)}</Notice>}
      <div className={styles['tableWrap']}>
        <table className={styles['table']}>
          <thead>
            <tr>
              <th scope="col">Group</th>
              <th scope="col">Description</th>
              <th scope="col">Layers</th>
              <th scope="col">Level</th>
              <th scope="col">Policies</th>
              <th scope="col" className={`${styles['actions']} ${styles['many']}`}>
                <span className="visually-hidden">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {groups.map((group) => (
              <tr key={group.filterGroupId}>
                <td>
                  <strong>{group.name}</strong> {group.builtIn ? <Badge tone="plain">Built in</Badge> : null}
                </td>
                <td className={styles['wide']}>{group.description}</td>
                <td className={styles['wide']}>{layerWords(group.layers, filterNames)}</td>
                <td>
                  {group.level === 'campaign'
                    ? (names.get(group.campaignId) ?? 'Campaign')
                    : LEVEL_WORDS[group.level]}
                </td>
                <td className={styles['number']}>{group.policies.length}</td>
                <td className={`${styles['actions']} ${styles['many']}`}>
                  {group.editable ? (
                    <div className={styles['icons']}>
                      <Button aria-label={`Edit ${group.name}`} onPress={() => onEdit(group)}>
                        Edit
                      </Button>
                      <ConfirmButton
                        label="Delete"
                        accessibleName={`Delete ${group.name}`}
                        question={`Delete the filter group ${group.name}?`}
                        consequence="Its filters and the leads stay as they are."
                        onConfirm={() => removal.mutate(group.filterGroupId)}
                      />
                    </div>
                  ) : null}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function layerWords(layers: readonly FilterLayerView[], names: ReadonlyMap<string, string>): string {
  return layers
    .map(({ filterId, layers: inside }) => {
      const name = names.get(filterId) ?? filterId;
      return inside.length === 0 ? name : `${name} (${layerWords(inside, names)})`;
    })
    .join(', ');
}
