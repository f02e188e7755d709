import type { FetchOrderPolicy, SortDirection } from '@firstring/domain/filters';
import type { FilterAttributeView } from '../../../src/app/views/filters.ts';
import { Button } from '../ui/button.tsx';
import field from '../ui/field.module.css';
import styles from './filters.module.css';
import { ScriptField } from './script-field.tsx';
import { StepList } from './step-list.tsx';

const POLICIES_MAX = 5;

const KINDS: Readonly<Record<FetchOrderPolicy['type'], string>> = {
  upload_time: 'Upload time',
  random: 'Randomised',
  natural: 'Order of the file',
  attempts: 'Number of attempts',
  customer_field: 'Customer information',
  retry_time: 'Retry time of the last disposition',
  script: 'JavaScript',
};

interface PolicyListProps {
  policies: readonly FetchOrderPolicy[];
  attributes: readonly FilterAttributeView[];
  onChange(policies: FetchOrderPolicy[]): void;
}

/** up to five, the first decides, the next ones break its ties. */
export function PolicyList({ policies, attributes, onChange }: PolicyListProps) {
  const replace = (index: number, policy: FetchOrderPolicy): void =>
    onChange(policies.map((each, other) => (other === index ? policy : each)));
  const full = policies.length >= POLICIES_MAX;
  return (
    <>
      <StepList items={policies} nameOf={(policy) => KINDS[policy.type]} onChange={onChange}>
        {(policy, index) => (
          <div className={styles['row']}>
            <select
              aria-label="Policy"
              className={field['control']}
              style={{ width: 'auto' }}
              value={policy.type}
              // The options are kinds.
              onChange={(event) => replace(index, newPolicy(event.target.value as FetchOrderPolicy['type']))}
            >
              {Object.entries(KINDS).map(([kind, words]) => (
                <option key={kind} value={kind}>
                  {words}
                </option>
              ))}
            </select>
            <PolicyDetails
              policy={policy}
              attributes={attributes}
              onChange={(next) => replace(index, next)}
            />
          </div>
        )}
      </StepList>
      <div className={styles['row']}>
        <Button isDisabled={full} onPress={() => onChange([...policies, newPolicy('upload_time')])}>
          Add policy
        </Button>
        {full ? <span className={styles['quiet']}>A group has at most five.</span> : null}
      </div>
    </>
  );
}

function newPolicy(type: FetchOrderPolicy['type']): FetchOrderPolicy {
  switch (type) {
    case 'random':
      return { type, seed: 1 };
    case 'natural':
      return { type };
    case 'customer_field':
      return { type, attribute: 'last_name', direction: 'asc' };
    case 'script':
      return { type, source: '', direction: 'asc' };
    case 'upload_time':
    case 'attempts':
    case 'retry_time':
      return { type, direction: 'asc' };
  }
}

interface PolicyDetailsProps {
  policy: FetchOrderPolicy;
  attributes: readonly FilterAttributeView[];
  onChange(policy: FetchOrderPolicy): void;
}

function PolicyDetails({ policy, attributes, onChange }: PolicyDetailsProps) {
  const control = { className: field['control'], style: { width: 'auto' } };
  switch (policy.type) {
    case 'natural':
      return null;
    case 'random':
      return (
        <input
          {...control}
          aria-label="Seed"
          type="number"
          min={0}
          max={2_147_483_647}
          value={policy.seed}
          onChange={(event) => onChange({ ...policy, seed: Math.trunc(Number(event.target.value)) })}
        />
      );
    case 'script':
      return (
        <>
          <ScriptField source={policy.source} onChange={(source) => onChange({ ...policy, source })} />
          <Direction value={policy.direction} onChange={(direction) => onChange({ ...policy, direction })} />
        </>
      );
    case 'customer_field':
      return (
        <>
          <select
            {...control}
            aria-label="Field"
            value={policy.attribute}
            onChange={(event) => onChange({ ...policy, attribute: event.target.value })}
          >
            {attributes.map(({ name, label }) => (
              <option key={name} value={name}>
                {label}
              </option>
            ))}
          </select>
          <Direction value={policy.direction} onChange={(direction) => onChange({ ...policy, direction })} />
        </>
      );
    case 'upload_time':
    case 'attempts':
    case 'retry_time':
      return (
        <Direction value={policy.direction} onChange={(direction) => onChange({ ...policy, direction })} />
      );
  }
}

function Direction({ value, onChange }: { value: SortDirection; onChange(value: SortDirection): void }) {
  return (
    <select
      aria-label="Direction"
      className={field['control']}
      style={{ width: 'auto' }}
      value={value}
      onChange={(event) => onChange(event.target.value === 'desc' ? 'desc' : 'asc')}
    >
      <option value="asc">ascending</option>
      <option value="desc">descending</option>
    </select>
  );
}
