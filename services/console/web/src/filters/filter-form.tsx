import { useState, type FormEvent } from 'react';
import type { FilterClause } from '@firstring/domain/filters';
import type { FilterAttributeView, FilterLevelName, FilterView } from '../../../src/app/views/filters.ts';
import { ApiProblem, problemText, sendJson } from '../api-client.ts';
import { useCan, useSession } from '../session.tsx';
import { useChange } from '../settings/use-change.ts';
import { Button } from '../ui/button.tsx';
import { DialogActions } from '../ui/dialog.tsx';
import { InputField } from '../ui/field.tsx';
import { Notice } from '../ui/notice.tsx';
import { Conditions, useConditions } from './conditions.tsx';
import { FILTERS_KEY } from './filter-keys.ts';
import styles from './filters.module.css';
import { Impact } from './impact.tsx';
import { LevelFields } from './level-fields.tsx';

interface FilterFormProps {
  /** Undefined for a new filter. */
  filter: FilterView | undefined;
  attributes: ReadonlyMap<string, FilterAttributeView>;
  onDone(): void;
}

interface Settings {
  name: string;
  description: string;
  level: FilterLevelName;
  campaignId: string;
}

/** A filter: what it is called, whose it is, and its conditions, in the editor or as SQL criteria. */
export function FilterForm({ filter, attributes, onDone }: FilterFormProps) {
  const can = useCan();
  const levels: FilterLevelName[] = can('system-filter:write') ? ['system', 'campaign'] : ['campaign'];
  const [settings, setSettings] = useState<Settings>(() => settingsOf(filter, levels[0] ?? 'campaign'));
  const conditions = useConditions(filter, attributes);
  const [tried, setTried] = useState(false);
  const saving = useSaving(filter);
  const update = (change: Partial<Settings>): void => setSettings({ ...settings, ...change });
  const missing = (field: 'name' | 'description'): string | undefined =>
    tried && settings[field].trim() === '' ? `Write a ${field}.` : undefined;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    const root = conditions.read();
    if (root === undefined || settings.name.trim() === '' || settings.description.trim() === '') return;
    saving.mutate({ ...settings, root }, { onSuccess: onDone });
  };
  return (
    <form onSubmit={submit} noValidate className={styles['form']}>
      <div className={styles['pair']}>
        <InputField
          autoFocus
          label="Name"
          value={settings.name}
          maxLength={256}
          error={missing('name')}
          onChange={(event) => update({ name: event.target.value })}
        />
        <InputField
          label="Description"
          value={settings.description}
          maxLength={1000}
          error={missing('description')}
          onChange={(event) => update({ description: event.target.value })}
        />
        <LevelFields {...settings} levels={levels} isNew={filter === undefined} onChange={update} />
      </div>
      <Conditions conditions={conditions} attributes={attributes} />
      <Impact read={conditions.read} />
      {saving.error === null ? null : <Notice tone="bad">{savingProblem(saving.error)}</Notice>}
      <DialogActions>
        <Button onPress={onDone}>Cancel</Button>
        <Button tone="accent" type="submit" isDisabled={saving.isPending}>
          {saving.isPending ? 'Saving…' : 'Save filter'}
        </Button>
      </DialogActions>
    </form>
  );
}

function settingsOf(filter: FilterView | undefined, level: FilterLevelName): Settings {
  if (filter === undefined) return { name: '', description: '', level, campaignId: '' };
  const { name, description, campaignId } = filter;
  return { name, description, level: filter.level, campaignId };
}

function useSaving(filter: FilterView | undefined) {
  const { processId } = useSession();
  const path = filter === undefined ? '/api/filters' : `/api/filters/${encodeURIComponent(filter.filterId)}`;
  return useChange(FILTERS_KEY, (body: Settings & { root: FilterClause }, requestId) =>
    sendJson<FilterView>(filter === undefined ? 'POST' : 'PUT', `${path}?processId=${processId}`, {
      ...body,
      requestId,
      version: filter?.version ?? '0',
      enabled: filter?.enabled ?? true,
    }),
  );
}

function savingProblem(error: Error): string {
  const conflict = error instanceof ApiProblem && error.reason === 'VERSION_CONFLICT';
  return conflict
    ? 'Somebody else has changed this filter meanwhile. Close it, look at theirs, and change it again.'
    : problemText(error);
}
