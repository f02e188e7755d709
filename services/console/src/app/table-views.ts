import { reasonError } from '@firstring/contracts';
import { updateDocument } from '@firstring/service-kit';
import type { Collection } from '@firstring/store';
import {
  addView,
  changeView,
  viewedTable,
  type KeptView,
  type TableName,
  type ViewStep,
} from '../domain/table-views.ts';
import { tableViewsId, type TableViewsDoc } from '../store/table-views.ts';
import type { Actor } from './actor.ts';
import type { TableView, TableViews } from './views/table-views.ts';

export interface TableViewsDeps {
  readonly tableViews: Collection<TableViewsDoc>;
}

/** A table of a process, and whose views of it are meant. */
export interface ViewShelf {
  readonly processId: string;
  readonly table: TableName;
  readonly shared: boolean;
}

/** What the actor sees of a table's views: their own and everybody's. */
export async function listTableViews(
  deps: TableViewsDeps,
  actor: Actor,
  table: Omit<ViewShelf, 'shared'>,
): Promise<TableViews> {
  requireTable(actor, table.table);
  const shelves = [
    { ...table, shared: false },
    { ...table, shared: true },
  ];
  const docs = await deps.tableViews.getMany(shelves.map((shelf) => idOf(actor, shelf)));
  const views = shelves.flatMap((shelf) => {
    const kept = docs.find(({ id }) => id === idOf(actor, shelf))?.doc.views ?? [];
    return kept.map((view) => shown(actor, shelf, view));
  });
  return { views };
}

/** VIEW_LIMIT and VIEW_NAME_TAKEN are of the shelf. */
export function createTableView(
  deps: TableViewsDeps,
  actor: Actor,
  { shelf, ...wanted }: Omit<KeptView, 'version'> & { readonly shelf: ViewShelf },
): Promise<TableView> {
  return step(deps, actor, shelf, (views) => addView(views, wanted));
}

/** Another name, or what the table shows now. */
export function changeTableView(
  deps: TableViewsDeps,
  actor: Actor,
  { shelf, ...wanted }: KeptView & { readonly shelf: ViewShelf },
): Promise<TableView> {
  return step(deps, actor, shelf, (views) => changeView(views, wanted));
}

/** One that is not there any more is deleted: the answer to a request that comes twice is the same. */
export async function deleteTableView(
  deps: TableViewsDeps,
  actor: Actor,
  { shelf, viewId }: { shelf: ViewShelf; viewId: string },
): Promise<KeptView | undefined> {
  requireShelf(actor, shelf);
  return updateDocument<TableViewsDoc, KeptView | undefined>(deps.tableViews, idOf(actor, shelf), (doc) => {
    const answer = doc?.views.find((view) => view.viewId === viewId);
    if (doc === undefined || answer === undefined) return { answer: undefined };
    return { answer, doc: { views: doc.views.filter((view) => view !== answer) } };
  });
}

async function step(
  deps: TableViewsDeps,
  actor: Actor,
  shelf: ViewShelf,
  take: (views: readonly KeptView[]) => ViewStep,
): Promise<TableView> {
  requireShelf(actor, shelf);
  const kept = await updateDocument<TableViewsDoc, KeptView>(deps.tableViews, idOf(actor, shelf), (doc) => {
    const taken = take(doc?.views ?? []);
    if (taken.type === 'refused') throw reasonError(taken.reason);
    return taken.type === 'known'
      ? { answer: taken.view }
      : { answer: taken.view, doc: { views: taken.views } };
  });
  return shown(actor, shelf, kept);
}

function requireTable({ permissions }: Actor, table: TableName): void {
  if (!viewedTable(table).needs.some((permission) => permissions.has(permission)))
    throw reasonError('PERMISSION_DENIED');
}

function requireShelf(actor: Actor, shelf: ViewShelf): void {
  requireTable(actor, shelf.table);
  if (!isEditable(actor, shelf)) throw reasonError('PERMISSION_DENIED');
}

function isEditable({ permissions }: Actor, { shared }: ViewShelf): boolean {
  return !shared || permissions.has('view:share');
}

function shown(actor: Actor, shelf: ViewShelf, view: KeptView): TableView {
  return { ...view, shared: shelf.shared, editable: isEditable(actor, shelf) };
}

function idOf({ userId }: Actor, { processId, table, shared }: ViewShelf): string {
  return tableViewsId(processId, table, shared ? '' : userId);
}
