import { useState } from 'react';
import type { TableView } from '../../../src/app/views/table-views.ts';
import { VIEWED_TABLES, type TableName } from '../../../src/domain/table-views.ts';
import { isChanged, keptOf, openingOf } from '../logic/table-view.ts';
import { navigate, useLocation, withParams } from '../router.ts';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { Icon } from '../ui/icon.tsx';
import { Menu, type MenuChoice } from '../ui/menu.tsx';
import { Problem } from '../ui/problem.tsx';
import { useDeleteView, useSaveView, useTableViews } from './use-table-views.ts';
import { ViewDialog } from './view-dialog.tsx';
import styles from './views.module.css';

/** What the menu offers beside the views, which stand in it by their ids. */
type Step = 'none' | 'save' | 'keep' | 'rename' | 'delete';

/** The views of a table: open one, keep what is shown now, rename and delete. The one that is open is in the address. */
export function ViewMenu({ table }: { table: TableName }) {
  const keeps: readonly string[] = VIEWED_TABLES[table].keeps;
  const { query } = useLocation();
  const { views, open } = useTableViews(table);
  const [asking, setAsking] = useState<'save' | 'rename' | 'delete'>();
  const saving = useSaveView(table);
  const kept = keptOf(query, keeps);
  const show = (view: TableView | undefined): void =>
    navigate(withParams(query, openingOf(view, keeps)), true);
  const changed = open !== undefined && isChanged(open, query, keeps);
  const choose = (id: string): void => {
    const step = id as Step; // or a view's id
    if (step === 'save' || step === 'rename' || step === 'delete') setAsking(step);
    else if (step === 'keep' && open !== undefined) saving.mutate({ ...open, query: kept });
    else show(views.find(({ viewId }) => viewId === id));
  };
  const close = (): void => setAsking(undefined);
  return (
    <>
      <Menu
        label="Views"
        trigger={
          <Button tone="quiet" aria-label={open === undefined ? 'Views' : `Views: ${open.name}`}>
            <span className={styles['open']}>{open === undefined ? 'Views' : open.name}</span>
            {changed ? '(changed)' : ''}
            <Icon name="chevron" size={16} />
          </Button>
        }
        choices={choicesOf(views, { open, changed })}
        onChoose={choose}
      />
      <Problem of={saving.error} />
      {asking === 'save' ? (
        <ViewDialog table={table} view={undefined} kept={kept} onClose={close} onSaved={show} />
      ) : null}
      {asking === 'rename' && open !== undefined ? (
        <ViewDialog table={table} view={open} kept={kept} onClose={close} onSaved={() => undefined} />
      ) : null}
      {asking === 'delete' && open !== undefined ? (
        <DeleteView table={table} view={open} onClose={close} onDeleted={() => show(undefined)} />
      ) : null}
    </>
  );
}

function choicesOf(
  views: readonly TableView[],
  { open, changed }: { open: TableView | undefined; changed: boolean },
): readonly MenuChoice[] {
  const named = views.map((view) => ({
    id: view.viewId,
    label: view.name,
    checked: view === open,
    ...(view.shared ? { note: 'everybody' } : {}),
  }));
  const mine = open?.editable === true;
  return [
    ...(views.length === 0 ? [] : [{ id: 'none', label: 'No view', checked: open === undefined }, ...named]),
    { id: 'save', label: 'Save this view…', isFirstOfGroup: views.length > 0 },
    ...(mine && changed ? [{ id: 'keep', label: `Update “${open.name}”` }] : []),
    ...(mine
      ? [
          { id: 'rename', label: `Rename “${open.name}”…` },
          { id: 'delete', label: `Delete “${open.name}”…` },
        ]
      : []),
  ];
}

interface DeleteViewProps {
  table: TableName;
  view: TableView;
  onClose(): void;
  onDeleted(): void;
}

function DeleteView({ table, view, onClose, onDeleted }: DeleteViewProps) {
  const removal = useDeleteView(table);
  const remove = (): void => removal.mutate(view, { onSuccess: () => (onClose(), onDeleted()) });
  return (
    <Dialog role="alertdialog" title={`Delete the view “${view.name}”?`} onClose={onClose}>
      <p>
        {view.shared
          ? 'Nobody in the process finds it any more. What the table shows stays as it is.'
          : 'What the table shows stays as it is.'}
      </p>
      <Problem of={removal.error} />
      <DialogActions>
        <Button autoFocus onPress={onClose}>
          Cancel
        </Button>
        <Button tone="bad" onPress={remove} isDisabled={removal.isPending}>
          Delete view
        </Button>
      </DialogActions>
    </Dialog>
  );
}
