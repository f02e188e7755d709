import type { TableView } from '../../../src/app/views/table-views.ts';

/** What of the page's address a view keeps, without what is empty. */
export function keptOf(query: URLSearchParams, keeps: readonly string[]): Record<string, string> {
  const given = keeps.map((name) => [name, query.get(name) ?? ''] as const);
  return Object.fromEntries(given.filter(([, value]) => value !== ''));
}

/** What changes in the address when a view is opened, or none: its parts, all others empty, and the first page. */
export function openingOf(view: TableView | undefined, keeps: readonly string[]): Record<string, string> {
  const empty = Object.fromEntries(keeps.map((name) => [name, '']));
  return { ...empty, ...view?.query, view: view?.viewId ?? '', page: '' };
}

/** Whether the page shows something else than the view that was opened. */
export function isChanged(view: TableView, query: URLSearchParams, keeps: readonly string[]): boolean {
  const now = keptOf(query, keeps);
  return keeps.some((name) => (now[name] ?? '') !== (view.query[name] ?? ''));
}

/** What a part of the address may name: undefined while it is not known. */
export type PartChoices = Readonly<Record<string, ReadonlySet<string> | undefined>>;

export interface GoneParts {
  /** In words, `a campaign`. */
  readonly words: readonly string[];
  /** What the address is without them. */
  readonly without: Readonly<Record<string, string>>;
}

const PART_WORDS: Readonly<Record<string, readonly [one: string, more: string]>> = {
  campaign: ['a campaign', 'campaigns'],
  filter: ['a segment or filter', 'segments or filters'],
  list: ['a list', 'lists'],
  number: ['an incoming number', 'incoming numbers'],
  columns: ['a column', 'columns'],
  sort: ['an order', 'orders'],
};

/** Parts of the address that name what is no longer there; `columns` names several. */
export function gonePartsOf(query: URLSearchParams, choices: PartChoices): GoneParts {
  const words: string[] = [];
  const without: Record<string, string> = {};
  for (const [part, known] of Object.entries(choices)) {
    const named = (query.get(part) ?? '').split(',').filter((name) => name !== '');
    const left = named.filter((name) => known?.has(name) !== false);
    const [one, more] = PART_WORDS[part] ?? [`a ${part}`, part];
    if (left.length === named.length) continue;
    words.push(named.length - left.length === 1 ? one : more);
    without[part] = left.join(',');
  }
  return { words, without };
}

/** The view “Mine” asks for a campaign and a column that are no longer there. */
export function goneWords(words: readonly string[], view: TableView | undefined): string {
  const asks = view === undefined ? 'This address asks for' : `The view “${view.name}” asks for`;
  const are = words.length > 1 || !/^an? /.test(words[0] ?? '');
  return `${asks} ${words.join(' and ')} that ${are ? 'are' : 'is'} no longer there.`;
}
