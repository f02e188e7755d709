import { useState } from 'react';
import type { FilterClause } from '@firstring/domain/filters';
import type { CriteriaText, FilterAttributeView, FilterView } from '../../../src/app/views/filters.ts';
import { sendJson } from '../api-client.ts';
import { newDraft, readDraft, toDraft, type DraftClause } from '../logic/filter-draft.ts';
import { useSession } from '../session.tsx';
import { Button } from '../ui/button.tsx';
import { ClauseEditor } from './clause-editor.tsx';
import { CriteriaField } from './criteria-field.tsx';
import styles from './filters.module.css';

type ConditionsState = ReturnType<typeof useConditions>;

/** The conditions in both forms: the editor's draft, and the text that is read into it. */
export function useConditions(
  filter: FilterView | undefined,
  attributes: ReadonlyMap<string, FilterAttributeView>,
) {
  const { processId } = useSession();
  const [draft, setDraft] = useState<DraftClause>(() =>
    filter === undefined ? newDraft() : toDraft(filter.root, attributes),
  );
  const [problems, setProblems] = useState<ReadonlyMap<number, string>>(new Map());
  const [criteria, setCriteria] = useState<string>();
  const read = (): FilterClause | undefined => {
    const found = readDraft(draft, attributes);
    setProblems(found.problems);
    return found.problems.size === 0 ? found.root : undefined;
  };
  const showCriteria = async (): Promise<void> => {
    const { root, problems: wrong } = readDraft(draft, attributes);
    if (wrong.size > 0) {
      setCriteria('');
      return;
    }
    const path = `/api/filters/criteria/print?processId=${processId}`;
    setCriteria((await sendJson<CriteriaText>('POST', path, { root })).criteria);
  };
  const takeCriteria = (root: FilterClause): void => {
    setDraft(toDraft(root, attributes));
    setProblems(new Map());
    setCriteria(undefined);
  };
  return { draft, setDraft, problems, read, criteria, setCriteria, showCriteria, takeCriteria };
}

/** The conditions in one of their two forms. */
export function Conditions({
  conditions,
  attributes,
}: {
  conditions: ConditionsState;
  attributes: ReadonlyMap<string, FilterAttributeView>;
}) {
  const { draft, setDraft, problems, criteria, setCriteria, showCriteria, takeCriteria } = conditions;
  const asText = criteria !== undefined;
  return (
    <>
      <div className={styles['row']}>
        <Button
          aria-pressed={!asText}
          tone={asText ? 'quiet' : 'plain'}
          onPress={() => setCriteria(undefined)}
        >
          Conditions
        </Button>
        <Button
          aria-pressed={asText}
          tone={asText ? 'plain' : 'quiet'}
          onPress={() => void showCriteria().catch(() => setCriteria(''))}
        >
          SQL criteria
        </Button>
      </div>
      {asText ? (
        <CriteriaField text={criteria} onText={setCriteria} onRead={takeCriteria} />
      ) : (
        <ClauseEditor
          clause={draft}
          draft={draft}
          problems={problems}
          attributes={attributes}
          onChange={setDraft}
        />
      )}
    </>
  );
}
