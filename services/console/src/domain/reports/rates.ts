import { dayText } from '@firstring/domain';
import { AGES } from './figures.ts';
import { hourWords, levelWords } from './group-words.ts';
import { share, type Cells, type ReportColumn, type ReportTable } from './report-table.ts';
import { Tally, type Figure, type Figures } from './tally.ts';

export const RATES_BY = ['day', 'level', 'age', 'hour', 'list', 'campaign', 'vendor', 'agent'] as const;
export type RatesBy = (typeof RATES_BY)[number];

export interface RatesAsk {
  readonly by: RatesBy;
  /** First day of the period. */
  readonly fromDay: number;
  /** Empty: all together. */
  readonly campaignId: string;
  readonly listId: string | undefined;
}

const TOTAL = '';

/** What is compared: the heading of the first column. */
const HEADINGS: Readonly<Record<RatesBy, string>> = {
  day: 'Day',
  level: 'Level',
  age: 'Age of the lead',
  hour: 'Hour',
  list: 'List',
  campaign: 'Campaign',
  vendor: 'Vendor',
  agent: 'Agent',
};

/**
 * unique dial rate = leads dialled on a day ÷ dials of that day; over several days, the sum of the first over the sum of the
 * second; an hour counts a lead once in that hour of each day. A-4: contact rate = contacts ÷ dials; lead contact rate = leads contacted ÷ leads dialled, each lead once in the period.
 */
export async function ratesTable(
  figures: Figures,
  ask: RatesAsk,
  nameOf: (group: string) => string,
): Promise<ReportTable> {
  const tally = await Tally.of(figures, (sums, figure) => {
    if (ask.listId !== undefined && figure.sheet.listId !== ask.listId) return;
    if (figure.sheet.part.startsWith('calls')) addCalls(sums, figure, ask);
    else addUnique(sums, figure, ask);
  });
  const groups = tally.groups().filter((group) => group !== TOTAL);
  const name = (group: string) => nameFor(ask.by, group, nameOf);
  return {
    columns: [{ id: 'group', label: HEADINGS[ask.by], kind: 'text' }, ...COLUMNS],
    rows: groups
      .toSorted((a, b) => orderOf(ask.by, a, b))
      .map((group) => ({ id: group, cells: { group: name(group), ...cellsOf(tally, group) } })),
    total: { group: 'All', ...cellsOf(tally, TOTAL) },
  };
}

const COLUMNS: readonly ReportColumn[] = [
  { id: 'dials', label: 'Dials', kind: 'count' },
  { id: 'uniqueDialRate', label: 'Unique dial rate', kind: 'share' },
  { id: 'contacts', label: 'Contacts', kind: 'count' },
  { id: 'contactRate', label: 'Contact rate', kind: 'share' },
  { id: 'leadsDialled', label: 'Leads dialled', kind: 'count' },
  { id: 'leadsContacted', label: 'Leads contacted', kind: 'count' },
  { id: 'leadContactRate', label: 'Lead contact rate', kind: 'share' },
  { id: 'converted', label: 'Converted', kind: 'count' },
  { id: 'talkMs', label: 'Talk time', kind: 'duration' },
];

function addCalls(tally: Tally, figure: Figure, { by, campaignId }: RatesAsk): void {
  const { words, amount } = figure;
  const [campaign = '', cut = '', measure = ''] = words;
  if (campaignId !== '' && campaign !== campaignId) return;
  if (cut === 'all') tally.add(TOTAL, measure, amount);
  const group = groupOf(by, figure);
  if (group !== undefined) tally.add(group, measure, amount);
}

function addUnique(tally: Tally, figure: Figure, { by, campaignId, fromDay }: RatesAsk): void {
  const { words, amount } = figure;
  const [campaign = '', cut = '', kind = '', before = ''] = words;
  const wanted = campaignId === '' ? '*' : campaignId;
  const group = groupOf(by, figure);
  const isGroup =
    by === 'campaign'
      ? campaign !== '*' && (campaignId === '' || campaign === campaignId)
      : campaign === wanted;
  const groups = [
    ...(cut === 'all' && campaign === wanted ? [TOTAL] : []),
    ...(group !== undefined && isGroup ? [group] : []),
  ];
  for (const each of groups) {
    tally.add(each, `daily ${kind}`, amount);
    // A row that is a day counts each of its leads; a longer period counts a lead on its first day only.
    if (Number(before) < fromDay || (by === 'day' && each !== TOTAL)) tally.add(each, kind, amount);
  }
}

/** Undefined: this row of the sheet is about another comparison. */
function groupOf(by: RatesBy, { sheet, words }: Figure): string | undefined {
  const [campaign = '', cut = ''] = words;
  switch (by) {
    case 'day':
      return cut === 'all' ? String(sheet.day) : undefined;
    case 'list':
      return cut === 'all' ? `list:${sheet.listId}` : undefined;
    case 'campaign':
      return cut === 'all' && campaign !== '*' ? `campaign:${campaign}` : undefined;
    case 'hour':
      return sheet.part.endsWith('ByHour') ? cut : undefined;
    case 'age':
      return sheet.part.endsWith('ByAge') ? cut : undefined;
    case 'level':
      return sheet.part.endsWith('ByLevel') ? cut : undefined;
    case 'vendor':
      return sheet.part.endsWith('ByVendor') ? cut : undefined;
    case 'agent':
      return sheet.part.endsWith('ByAgent') ? cut : undefined;
  }
}

function cellsOf(tally: Tally, group: string): Cells {
  const of = (measure: string) => tally.get(group, measure);
  return {
    dials: of('dials'),
    uniqueDialRate: share(of('daily dialled'), of('dials')),
    contacts: of('contacts'),
    contactRate: share(of('contacts'), of('dials')),
    leadsDialled: of('dialled'),
    leadsContacted: of('contacted'),
    leadContactRate: share(of('contacted'), of('dialled')),
    converted: of('converted'),
    talkMs: of('talkMs'),
  };
}

function nameFor(by: RatesBy, group: string, nameOf: (group: string) => string): string {
  switch (by) {
    case 'day':
      return dayText(Number(group));
    case 'hour':
      return hourWords(group.slice(1));
    case 'age':
      return ageWords(Number(group.slice(3)));
    case 'level':
      return levelWords(group);
    case 'list':
    case 'campaign':
    case 'vendor':
    case 'agent':
      return nameOf(group);
  }
}

function ageWords(place: number): string {
  const [from, to] = AGES[place] ?? [0, 0];
  if (to === 0) return 'Day of opt-in';
  if (to === Infinity) return `${from} days and older`;
  return from === to ? `${from} day` : `${from} to ${to} days`;
}

/** Days, hours and ages by their number; names by the reader's alphabet, later. */
function orderOf(by: RatesBy, a: string, b: string): number {
  const number = (group: string) => Number(group.replace(/\D+/g, ''));
  return by === 'day' || by === 'hour' || by === 'age' ? number(a) - number(b) : a < b ? -1 : 1;
}
