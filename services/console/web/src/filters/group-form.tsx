import { useState, type FormEvent } from 'react';
import type {
  FilterAttributeView,
  FilterGroupBody,
  FilterGroupView,
  FilterView,
} from '../../../src/app/views/filters.ts';
import { sendJson } from '../api-client.ts';
import { LAYER_DEPTH_MAX, settle, toLayers, toLines, type LayerLine } from '../logic/layer-list.ts';
import { useCan, useSession } from '../session.tsx';
import { useChange } from '../settings/use-change.ts';
import { Button } from '../ui/button.tsx';
import { DialogActions } from '../ui/dialog.tsx';
import { InputField, SelectField } from '../ui/field.tsx';
import { Notice } from '../ui/notice.tsx';
import { Problem } from '../ui/problem.tsx';
import { FILTER_GROUPS_KEY } from './filter-keys.ts';
import styles from './filters.module.css';
import { LevelFields } from './level-fields.tsx';
import { PolicyList } from './policy-list.tsx';
import { StepList } from './step-list.tsx';

interface GroupFormProps {
  /** Undefined for a new group. */
  group: FilterGroupView | undefined;
  filters: readonly FilterView[];
  attributes: readonly FilterAttributeView[];
  onDone(): void;
}

const NEW_GROUP: FilterGroupBody = {
  level: 'campaign',
  campaignId: '',
  name: '',
  description: '',
  layers: [],
  policies: [],
  enabled: true,
};

/** A filter group: existing filters in layers (R-115, R-117), and how the leads of a layer are ordered. */
export function GroupForm({ group, filters, attributes, onDone }: GroupFormProps) {
  const can = useCan();
  const [body, setBody] = useState<FilterGroupBody>(() => bodyOf(group));
  const [lines, setLines] = useState<LayerLine[]>(() => toLines(body.layers));
  const [tried, setTried] = useState(false);
  const saving = useSaving(group);
  const update = (change: Partial<FilterGroupBody>): void => setBody({ ...body, ...change });
  const missing = (field: 'name' | 'description'): string | undefined =>
    tried && body[field].trim() === '' ? `Write a ${field}.` : undefined;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (body.name.trim() === '' || body.description.trim() === '' || lines.length === 0) return;
    saving.mutate({ ...body, layers: toLayers(lines) }, { onSuccess: onDone });
  };
  const usable = filters.filter(
    ({ level, campaignId }) => level === 'system' || campaignId === body.campaignId,
  );
  return (
    <form onSubmit={submit} noValidate className={styles['form']}>
      <div className={styles['pair']}>
        <InputField
          autoFocus
          label="Name"
          value={body.name}
          maxLength={256}
          error={missing('name')}
          onChange={(event) => update({ name: event.target.value })}
        />
        <InputField
          label="Description"
          value={body.description}
          maxLength={1000}
          error={missing('description')}
          onChange={(event) => update({ description: event.target.value })}
        />
        <LevelFields
          level={body.level}
          campaignId={body.campaignId}
          levels={can('system-filter-group:write') ? ['system', 'campaign'] : ['campaign']}
          isNew={group === undefined}
          onChange={({ level, campaignId }) =>
            update({
              ...(level === 'system' || level === 'campaign' ? { level } : {}),
              ...(campaignId === undefined ? {} : { campaignId }),
            })
          }
        />
      </div>
      <h3>Layers, first layer first</h3>
      <Layers lines={lines} filters={usable} onChange={setLines} />
      {tried && lines.length === 0 ? <Notice tone="bad">Choose at least one filter.</Notice> : null}
      <h3>Fetch order inside a layer</h3>
      <p className={styles['quiet']}>
        The first policy decides, the next ones break its ties. It replaces the campaign's own.
      </p>
      <PolicyList
        policies={body.policies}
        attributes={attributes}
        onChange={(policies) => update({ policies })}
      />
      <Problem of={saving.error} />
      <DialogActions>
        <Button onPress={onDone}>Cancel</Button>
        <Button tone="accent" type="submit" isDisabled={saving.isPending}>
          {saving.isPending ? 'Saving…' : 'Save group'}
        </Button>
      </DialogActions>
    </form>
  );
}

function bodyOf(group: FilterGroupView | undefined): FilterGroupBody {
  if (group === undefined) return NEW_GROUP;
  const { level, campaignId, name, description, layers, policies, enabled } = group;
  return { level, campaignId, name, description, layers, policies, enabled };
}

interface LayersProps {
  lines: readonly LayerLine[];
  filters: readonly FilterView[];
  onChange(lines: LayerLine[]): void;
}

function Layers({ lines, filters, onChange }: LayersProps) {
  const names = new Map(filters.map(({ filterId, name }) => [filterId, name]));
  const nameOf = ({ filterId }: LayerLine): string => names.get(filterId) ?? filterId;
  const shift = (index: number, by: -1 | 1): void =>
    onChange(
      settle(lines.map((line, other) => (other === index ? { ...line, depth: line.depth + by } : line))),
    );
  return (
    <>
      <StepList
        items={lines}
        nameOf={nameOf}
        depthOf={({ depth }) => depth}
        onChange={(next) => onChange(settle(next))}
        extras={(line, index) => (
          <>
            <Button
              aria-label={`Move ${nameOf(line)} out`}
              isDisabled={line.depth === 0}
              onPress={() => shift(index, -1)}
            >
              ←
            </Button>
            <Button
              aria-label={`Move ${nameOf(line)} inside the layer above`}
              isDisabled={index === 0 || line.depth >= LAYER_DEPTH_MAX}
              onPress={() => shift(index, 1)}
            >
              →
            </Button>
          </>
        )}
      >
        {(line) => nameOf(line)}
      </StepList>
      <SelectField
        label="Add a layer"
        value=""
        onChange={(event) => onChange([...lines, { filterId: event.target.value, depth: 0 }])}
      >
        <option value="">Choose a filter…</option>
        {filters.map(({ filterId, name }) => (
          <option key={filterId} value={filterId}>
            {name}
          </option>
        ))}
      </SelectField>
    </>
  );
}

function useSaving(group: FilterGroupView | undefined) {
  const { processId } = useSession();
  const path =
    group === undefined
      ? '/api/filter-groups'
      : `/api/filter-groups/${encodeURIComponent(group.filterGroupId)}`;
  return useChange(FILTER_GROUPS_KEY, (body: FilterGroupBody, requestId) =>
    sendJson<FilterGroupView>(group === undefined ? 'POST' : 'PUT', `${path}?processId=${processId}`, {
      ...body,
      requestId,
      version: group?.version ?? '0',
    }),
  );
}
