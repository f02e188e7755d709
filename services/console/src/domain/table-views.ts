import type { Permission } from './permissions.ts';

interface ViewedTable {
  /** Who reads the table, and so its views: permissions of which one suffices. */
  readonly needs: readonly Permission[];
  /** What of the page's address a view keeps. */
  readonly keeps: readonly string[];
}

const ORDER = ['sort', 'direction'] as const;

/**
 * Tables whose views can be kept. What somebody typed to find one person (`search`, `phone`) is never kept: a view outlives the
 * person's lead, and is shown to others. Neither is the page, nor what lies open over it.
 */
export const VIEWED_TABLES = {
  leads: { needs: ['lead:list'], keeps: ['status', 'campaign', 'filter', 'columns', ...ORDER] },
  calls: { needs: ['call:list', 'call:list-own'], keeps: ['agent'] },
  'missed-calls': { needs: ['missed-call:read'], keeps: ['cause', 'state', 'number', 'by-hand'] },
  agents: { needs: ['agent:supervise'], keeps: ['state'] },
  claims: { needs: ['claim:read'], keeps: ['agent'] },
  audit: { needs: ['audit:read'], keeps: ['scope', 'user', 'action'] },
  'removal-deliveries': { needs: ['webhook:read'], keeps: ['state'] },
  'report-monitoring': { needs: ['report:read'], keeps: ['campaign', ...ORDER] },
  'report-penetration': { needs: ['report:read'], keeps: ORDER },
  'report-rates': { needs: ['report:read'], keeps: ['by', 'campaign', 'list', ...ORDER] },
  'report-speed': { needs: ['report:read'], keeps: ['by', 'campaign', 'list', ...ORDER] },
  'report-waits': { needs: ['report:read'], keeps: ['campaign', 'list', ...ORDER] },
  'report-callers': { needs: ['report:read'], keeps: ['campaign', ...ORDER] },
  'report-vendors': { needs: ['report:read'], keeps: ['by', 'campaign', 'vendor', ...ORDER] },
  'report-trunks': { needs: ['report:read'], keeps: ['campaign', ...ORDER] },
} as const satisfies Readonly<Record<string, ViewedTable>>;

export type TableName = keyof typeof VIEWED_TABLES;

export const TABLE_NAMES = Object.keys(VIEWED_TABLES) as readonly TableName[]; // keys of the table above

export function viewedTable(table: TableName): ViewedTable {
  return VIEWED_TABLES[table];
}

/** Of one table and one person, or of one table and everybody in the process. */
export const VIEWS_MAX = 25;
export const VIEW_NAME_MAX = 80;
/** Of one value kept: a choice of many columns is the longest. */
export const VIEW_VALUE_MAX = 1024;

export interface KeptView {
  readonly viewId: string;
  /** Rises with each change. */
  readonly version: number;
  readonly name: string;
  /** Parts of the page's address, those of `keeps` that are not empty. */
  readonly query: Readonly<Record<string, string>>;
}

export type ViewStep =
  | { readonly type: 'kept'; readonly views: readonly KeptView[]; readonly view: KeptView }
  /** The same request was kept before. */
  | { readonly type: 'known'; readonly view: KeptView }
  | {
      readonly type: 'refused';
      readonly reason:
        | 'VIEW_LIMIT'
        | 'VIEW_NAME_TAKEN'
        | 'REQUEST_ID_REUSED'
        | 'VERSION_CONFLICT'
        | 'NOT_FOUND';
    };

/** A view's id is the request that made it, so the same request makes it once. */
export function addView(views: readonly KeptView[], wanted: Omit<KeptView, 'version'>): ViewStep {
  const known = views.find(({ viewId }) => viewId === wanted.viewId);
  if (known !== undefined)
    return isSame(known, wanted)
      ? { type: 'known', view: known }
      : { type: 'refused', reason: 'REQUEST_ID_REUSED' };
  if (isTaken(views, wanted)) return { type: 'refused', reason: 'VIEW_NAME_TAKEN' };
  if (views.length >= VIEWS_MAX) return { type: 'refused', reason: 'VIEW_LIMIT' };
  const view = { ...wanted, version: 1 };
  return { type: 'kept', views: byName([...views, view]), view };
}

/** `wanted.version` is the one that was read. */
export function changeView(views: readonly KeptView[], wanted: KeptView): ViewStep {
  const before = views.find(({ viewId }) => viewId === wanted.viewId);
  if (before === undefined) return { type: 'refused', reason: 'NOT_FOUND' };
  if (isSame(before, wanted)) return { type: 'known', view: before };
  if (before.version !== wanted.version) return { type: 'refused', reason: 'VERSION_CONFLICT' };
  if (isTaken(views, wanted)) return { type: 'refused', reason: 'VIEW_NAME_TAKEN' };
  const view = { ...wanted, version: before.version + 1 };
  return { type: 'kept', views: byName(views.map((each) => (each === before ? view : each))), view };
}

function isSame(view: Omit<KeptView, 'version'>, other: Omit<KeptView, 'version'>): boolean {
  const names = Object.keys(view.query);
  return (
    view.name === other.name &&
    names.length === Object.keys(other.query).length &&
    names.every((name) => view.query[name] === other.query[name])
  );
}

/** Names that differ only in case, or in the form of their letters, are one name. */
function isTaken(views: readonly KeptView[], wanted: Omit<KeptView, 'version'>): boolean {
  return views.some(({ viewId, name }) => viewId !== wanted.viewId && fold(name) === fold(wanted.name));
}

function byName(views: readonly KeptView[]): readonly KeptView[] {
  return views.toSorted((a, b) => (fold(a.name) < fold(b.name) ? -1 : 1));
}

function fold(name: string): string {
  return name.normalize('NFKC').toLowerCase();
}
