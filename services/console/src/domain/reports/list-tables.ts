import { share, type ReportTable } from './report-table.ts';
import { Tally, type Figures } from './tally.ts';

/** A list as it is named and switched now. */
export interface ListLabel {
  /** Empty: leads in no list. */
  readonly listId: string;
  readonly name: string;
  readonly enabled: boolean;
}

export interface MonitoringAsk {
  readonly fromDay: number;
  /** Empty: all. */
  readonly campaignId: string;
}

/** leads with an attempt, and with a bridged call, each once in the period. */
export async function monitoringTable(
  figures: Figures,
  { fromDay, campaignId }: MonitoringAsk,
  lists: readonly ListLabel[],
): Promise<ReportTable> {
  const tally = await Tally.of(figures, (sums, { sheet, words, amount }) => {
    const [campaign = '', cut = '', word = '', before = ''] = words;
    if (cut !== 'all') return;
    const wanted = sheet.part === 'unique' && campaignId === '' ? '*' : campaignId;
    if (wanted !== '' && campaign !== wanted) return;
    if (sheet.part === 'calls') sums.add(sheet.listId, word, amount);
    else if (Number(before) < fromDay) sums.add(sheet.listId, `unique ${word}`, amount);
  });
  return {
    columns: [
      { id: 'list', label: 'List', kind: 'text' },
      { id: 'state', label: 'State', kind: 'text' },
      { id: 'attempted', label: 'Unique attempts', kind: 'count' },
      { id: 'connected', label: 'Unique connected', kind: 'count' },
      { id: 'dials', label: 'Dials', kind: 'count' },
      { id: 'contacts', label: 'Contacts', kind: 'count' },
    ],
    rows: withUnknown(lists, tally.groups()).map(({ listId, name, enabled }) => ({
      id: listId,
      cells: {
        list: name,
        state: enabled ? 'Enabled' : 'Disabled',
        attempted: tally.get(listId, 'unique dialled'),
        connected: tally.get(listId, 'unique connected'),
        dials: tally.get(listId, 'dials'),
        contacts: tally.get(listId, 'contacts'),
      },
    })),
  };
}

/** the share of a list's records that was ever attempted, and connected. */
export async function penetrationTable(figures: Figures, lists: readonly ListLabel[]): Promise<ReportTable> {
  const tally = await Tally.of(figures, (sums, { sheet, words, amount }) => {
    for (const group of [`list:${sheet.listId}`, ALL]) sums.add(group, words[0] ?? '', amount);
  });
  const cellsOf = (group: string) => {
    const of = (fact: string) => tally.get(group, fact);
    const records = of('records');
    return {
      records,
      attempted: of('dialled'),
      attemptedShare: share(of('dialled'), records),
      connected: of('connected'),
      connectedShare: share(of('connected'), records),
      converted: of('converted'),
    };
  };
  return {
    columns: [
      { id: 'list', label: 'List', kind: 'text' },
      { id: 'records', label: 'Records', kind: 'count' },
      { id: 'attempted', label: 'Attempted', kind: 'count' },
      { id: 'attemptedShare', label: 'Share attempted', kind: 'share' },
      { id: 'connected', label: 'Connected', kind: 'count' },
      { id: 'connectedShare', label: 'Share connected', kind: 'share' },
      { id: 'converted', label: 'Converted', kind: 'count' },
    ],
    rows: withUnknown(lists, listsOf(tally)).map(({ listId, name }) => ({
      id: listId,
      cells: { list: name, ...cellsOf(`list:${listId}`) },
    })),
    total: { list: 'All', ...cellsOf(ALL) },
  };
}

const ALL = 'all';

function listsOf(tally: Tally): readonly string[] {
  return tally
    .groups()
    .filter((group) => group !== ALL)
    .map((group) => group.slice('list:'.length));
}

/** A list is deleted before the last of its leads is: until then they are counted, and shown. */
function withUnknown(lists: readonly ListLabel[], counted: readonly string[]): readonly ListLabel[] {
  const known = new Set(lists.map(({ listId }) => listId));
  const unknown = counted.filter((listId) => !known.has(listId)).toSorted();
  return [...lists, ...unknown.map((listId) => ({ listId, name: 'A deleted list', enabled: false }))];
}
