import { useState, type FormEvent } from 'react';
import { VIEW_NAME_MAX, type TableName } from '../../../src/domain/table-views.ts';
import type { TableView } from '../../../src/app/views/table-views.ts';
import { useCan } from '../session.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { CheckField, InputField } from '../ui/field.tsx';
import { Problem } from '../ui/problem.tsx';
import { useSaveView } from './use-table-views.ts';
import styles from './views.module.css';

interface ViewDialogProps {
  table: TableName;
  /** Undefined for a new view. */
  view: TableView | undefined;
  /** What a new view keeps. */
  kept: Readonly<Record<string, string>>;
  onClose(): void;
  onSaved(view: TableView): void;
}

/** A name for what the table shows now, or another one for a view. Whose it is stays as it was made. */
export function ViewDialog({ table, view, kept, onClose, onSaved }: ViewDialogProps) {
  const [name, setName] = useState(view?.name ?? '');
  const [shared, setShared] = useState(false);
  const [tried, setTried] = useState(false);
  const can = useCan();
  const saving = useSaveView(table);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (name.trim() === '') return;
    const done = { onSuccess: (saved: TableView) => (onSaved(saved), onClose()) };
    if (view === undefined) saving.mutate({ name, shared, query: kept }, done);
    else {
      const { viewId, version, query } = view;
      saving.mutate({ viewId, version, query, name, shared: view.shared }, done);
    }
  };
  return (
    <Dialog title={view === undefined ? 'Save this view' : 'Rename view'} onClose={onClose}>
      <form onSubmit={submit} noValidate className={styles['form']}>
        <InputField
          autoFocus
          label="Name"
          value={name}
          maxLength={VIEW_NAME_MAX}
          {...(view === undefined
            ? { hint: 'Keeps order, filters and columns. What you searched for is not kept.' }
            : {})}
          error={tried && name.trim() === '' ? 'Write a name.' : undefined}
          onChange={({ target }) => setName(target.value)}
        />
        {view === undefined && can('view:share') ? (
          <CheckField
            label="For everybody in the process"
            hint="Everybody who sees this table; whoever may save such a view may change it."
            checked={shared}
            onChange={({ target }) => setShared(target.checked)}
          />
        ) : null}
        <Problem of={saving.error} />
        <DialogActions>
          <Button onPress={onClose}>Cancel</Button>
          <Button tone="accent" type="submit" isDisabled={saving.isPending}>
            {saving.isPending ? 'Saving…' : 'Save view'}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
