import type { FilterAttributeView } from '../../../src/app/views/filters.ts';
import {
  changeNode,
  COMPARISONS,
  comparisonsOf,
  newClause,
  newCondition,
  type Comparison,
  type DraftClause,
  type DraftCondition,
} from '../logic/filter-draft.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import field from '../ui/field.module.css';
import styles from './filters.module.css';

interface EditorProps {
  attributes: ReadonlyMap<string, FilterAttributeView>;
  problems: ReadonlyMap<number, string>;
  /** The whole draft; every change makes a new one. */
  draft: DraftClause;
  onChange(draft: DraftClause): void;
}

/** "+" adds a condition to a clause, "Add clause" adds a clause, All or Any joins them. */
export function ClauseEditor({ clause, ...rest }: EditorProps & { clause: DraftClause }) {
  const { draft, onChange, problems } = rest;
  const isRoot = clause === draft;
  const update = (change: Partial<DraftClause>): void =>
    onChange(
      changeNode(draft, clause.key, (node) => ({ ...node, ...change, type: 'clause' }) as DraftClause),
    );
  const problem = problems.get(clause.key);
  return (
    <fieldset className={styles['clause']}>
      <legend className="visually-hidden">{isRoot ? 'Filter' : 'Clause'}</legend>
      <div className={styles['clauseHead']}>
        <label>
          {isRoot ? 'Leads that meet ' : 'Meets '}
          <select
            className={field['control']}
            value={clause.match}
            onChange={(event) => update({ match: event.target.value === 'any' ? 'any' : 'all' })}
          >
            <option value="all">all of these</option>
            <option value="any">any of these</option>
          </select>
        </label>
        {isRoot ? (
          <span />
        ) : (
          <Button
            tone="icon"
            aria-label="Remove clause"
            onPress={() => onChange(changeNode(draft, clause.key, () => undefined))}
          >
            <Icon name="trash" />
          </Button>
        )}
      </div>
      {clause.nodes.map((node) =>
        node.type === 'clause' ? (
          <ClauseEditor key={node.key} {...rest} clause={node} />
        ) : (
          <ConditionRow key={node.key} {...rest} condition={node} />
        ),
      )}
      {problem === undefined ? null : <p className={field['error']}>{problem}</p>}
      <div className={styles['row']}>
        <Button
          aria-label="Add condition"
          onPress={() => update({ nodes: [...clause.nodes, newCondition()] })}
        >
          +
        </Button>
        <Button tone="quiet" onPress={() => update({ nodes: [...clause.nodes, newClause()] })}>
          Add clause
        </Button>
      </div>
    </fieldset>
  );
}

function ConditionRow({
  condition,
  attributes,
  problems,
  draft,
  onChange,
}: EditorProps & { condition: DraftCondition }) {
  const attribute = attributes.get(condition.attribute);
  const problem = problems.get(condition.key);
  const update = (change: Partial<DraftCondition>): void =>
    onChange(changeNode(draft, condition.key, () => ({ ...condition, ...change })));
  const choose = (name: string): void => {
    const known = attributes.get(name)?.operators ?? [];
    const kept = known.includes(COMPARISONS[condition.comparison].operator);
    update({ attribute: name, text: '', ...(kept ? {} : { comparison: 'is' as const }) });
  };
  return (
    <div className={styles['condition']} role="group" aria-label="Condition">
      <select
        aria-label="Attribute"
        className={field['control']}
        value={condition.attribute}
        onChange={(event) => choose(event.target.value)}
      >
        {attribute === undefined ? <option value={condition.attribute}>{condition.attribute}</option> : null}
        {[...attributes.values()].map(({ name, label }) => (
          <option key={name} value={name}>
            {label}
          </option>
        ))}
      </select>
      <select
        aria-label="Operator"
        className={field['control']}
        value={condition.comparison}
        // The options are comparisons.
        onChange={(event) => update({ comparison: event.target.value as Comparison })}
      >
        {comparisonsOf(attribute, condition.comparison).map((comparison) => (
          <option key={comparison} value={comparison}>
            {COMPARISONS[comparison].words}
          </option>
        ))}
      </select>
      <ValueInput
        condition={condition}
        attribute={attribute}
        problem={problem}
        onText={(text) => update({ text })}
      />
      <Button
        tone="icon"
        aria-label="Remove condition"
        onPress={() => onChange(changeNode(draft, condition.key, () => undefined))}
      >
        <Icon name="trash" />
      </Button>
    </div>
  );
}

interface ValueInputProps {
  condition: DraftCondition;
  attribute: FilterAttributeView | undefined;
  problem: string | undefined;
  onText(text: string): void;
}

function ValueInput({ condition, attribute, problem, onText }: ValueInputProps) {
  const { operator } = COMPARISONS[condition.comparison];
  if (operator === 'is_null') return <span className={styles['quiet']}>no value needed</span>;
  const several = operator === 'in' || operator === 'between';
  const errorId = `value-${condition.key}`;
  const described = problem === undefined ? {} : { 'aria-invalid': true, 'aria-describedby': errorId };
  const common = { 'aria-label': 'Value', className: field['control'], value: condition.text, ...described };
  return (
    <div>
      {attribute?.type === 'choice' && !several ? (
        <select {...common} onChange={(event) => onText(event.target.value)}>
          <option value="">Choose…</option>
          {attribute.choices.map((choice) => (
            <option key={choice}>{choice}</option>
          ))}
        </select>
      ) : (
        <input
          {...common}
          maxLength={20_000}
          placeholder={placeholderOf(attribute, several)}
          onChange={(event) => onText(event.target.value)}
        />
      )}
      {problem === undefined ? null : (
        <p id={errorId} className={field['error']}>
          {problem}
        </p>
      )}
    </div>
  );
}

function placeholderOf(attribute: FilterAttributeView | undefined, several: boolean): string {
  if (attribute?.type === 'time') return several ? '2026-11-01, 2026-11-22' : '2026-11-22 09:30';
  if (attribute?.type === 'choice') return attribute.choices.join(', ');
  if (attribute?.type === 'number') return several ? '1, 3' : '3';
  return several ? 'first, second' : '';
}
