import type { FilterClause } from '@firstring/domain/filters';
import { useState, type FormEvent } from 'react';
import type { DistributionRulesView, DistributionRuleView } from '../../../src/app/views/tables.ts';
import { ClauseEditor } from '../filters/clause-editor.tsx';
import { readDraft, toDraft } from '../logic/filter-draft.ts';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { CheckField, InputField, SelectField } from '../ui/field.tsx';
import pageStyles from '../lists/lists.module.css';

interface DistributionRuleDialogProps {
  /** Undefined makes a new one. */
  rule: DistributionRuleView | undefined;
  view: DistributionRulesView;
  isPending: boolean;
  onSave(rule: DistributionRuleView): void;
  onClose(): void;
}

/** What is known of somebody who is no lead yet; the rest of what filters ask is empty for them. */
const KNOWN = /^(phone1|name|first_name|last_name|email|timezone|ownership_code|upload_time|custom\..+)$/;

/** Where a new rule begins: a condition to be completed. */
const FIRST: FilterClause = {
  type: 'clause',
  match: 'all',
  nodes: [{ type: 'condition', attribute: 'email', operator: 'like', negated: false, values: [''] }],
};

/** One rule: its conditions, in the words of filters, and the list it fills. */
export function DistributionRuleDialog({
  rule,
  view,
  isPending,
  onSave,
  onClose,
}: DistributionRuleDialogProps) {
  const attributes = new Map(
    view.attributes.filter(({ name }) => KNOWN.test(name)).map((attribute) => [attribute.name, attribute]),
  );
  const [draft, setDraft] = useState(() => toDraft(rule?.root ?? FIRST, attributes));
  const [problems, setProblems] = useState<ReadonlyMap<number, string>>(new Map());
  const [name, setName] = useState(rule?.name ?? '');
  const [listId, setListId] = useState(rule?.listId ?? '');
  const [enabled, setEnabled] = useState(rule?.enabled ?? true);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const found = readDraft(draft, attributes);
    setProblems(found.problems);
    if (found.problems.size === 0 && found.root !== undefined)
      onSave({ name: name.trim(), root: found.root, listId, enabled });
  };
  return (
    <Dialog kind="wide" title={rule === undefined ? 'New rule' : `Edit ${rule.name}`} onClose={onClose}>
      <form onSubmit={submit} className={pageStyles['form']}>
        <div className={pageStyles['pair']}>
          <InputField
            autoFocus
            label="Name"
            required
            maxLength={256}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
          <SelectField
            label="Into the list"
            required
            value={listId}
            onChange={(event) => setListId(event.target.value)}
          >
            <option value="">Choose a list</option>
            {view.lists.map((list) => (
              <option key={list.listId} value={list.listId}>
                {list.name}
              </option>
            ))}
          </SelectField>
        </div>
        <ClauseEditor
          clause={draft}
          draft={draft}
          attributes={attributes}
          problems={problems}
          onChange={setDraft}
        />
        <CheckField label="On" checked={enabled} onChange={(event) => setEnabled(event.target.checked)} />
        <DialogActions>
          <Button onPress={onClose}>Cancel</Button>
          <Button tone="accent" type="submit" isDisabled={isPending}>
            Save rule
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
