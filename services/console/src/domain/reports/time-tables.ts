import { dayText } from '@firstring/domain';
import { CLOCKS } from './figures.ts';
import { hourWords, levelWords } from './group-words.ts';
import { percentile, total } from './histogram.ts';
import { share, type Cells, type ReportColumn, type ReportTable } from './report-table.ts';
import { Tally, type Figures } from './tally.ts';

export interface TimesAsk {
  /** Empty: all. */
  readonly campaignId: string;
  readonly listId: string | undefined;
}

const SHARES = [50, 90, 99] as const;

export const SPEED_BY = ['day', 'hour', 'vendor'] as const;
export type SpeedBy = (typeof SPEED_BY)[number];

const CLOCK_WORDS: Readonly<Record<(typeof CLOCKS)[number], string>> = {
  presented: 'Presented',
  dialled: 'Dialled',
  answered: 'Answered',
};

const SPEED_HEADINGS: Readonly<Record<SpeedBy, string>> = {
  day: 'Day of opt-in',
  hour: 'Hour of opt-in',
  vendor: 'Vendor',
};

/** opt-in → presented, → INVITE sent, → answered, by day or hour of the opt-in, or by vendor. */
export async function speedTable(
  figures: Figures,
  ask: TimesAsk & { readonly by: SpeedBy },
  vendorName: (group: string) => string,
): Promise<ReportTable> {
  const tally = await Tally.of(figures, (sums, { sheet, words, amount }) => {
    const [campaign = '', cut = '', clock = '', bucket = ''] = words;
    if (!isWanted(ask, campaign, sheet.listId)) return;
    for (const group of [ask.by === 'day' ? String(sheet.day) : cut, 'all'])
      sums.add(group, `${clock}|${bucket}`, amount);
  });
  const nameOf = (group: string) => {
    if (ask.by === 'vendor') return vendorName(group);
    return ask.by === 'day' ? dayText(Number(group)) : hourWords(group);
  };
  const cellsOf = (group: string): Cells =>
    Object.fromEntries(
      CLOCKS.flatMap((clock) => [
        [clock, total(tally.histogram(group, clock))],
        ...Object.entries(shares(tally, group, clock)),
      ]),
    );
  return {
    columns: [
      { id: 'group', label: SPEED_HEADINGS[ask.by], kind: 'text' },
      ...CLOCKS.flatMap((clock) => [
        { id: clock, label: CLOCK_WORDS[clock], kind: 'count' as const },
        ...shareColumns(clock, CLOCK_WORDS[clock].toLowerCase()),
      ]),
    ],
    rows: numbered(tally).map((group) => ({ id: group, cells: { group: nameOf(group), ...cellsOf(group) } })),
    total: { group: 'All', ...cellsOf('all') },
  };
}

/** how long leads had waited since the call before (the first time: since opt-in) when they were dialled, by level. */
export async function waitsTable(figures: Figures, ask: TimesAsk): Promise<ReportTable> {
  const tally = await Tally.of(figures, (sums, { sheet, words, amount }) => {
    const [campaign = '', level = '', bucket = ''] = words;
    if (isWanted(ask, campaign, sheet.listId)) sums.add(level, `wait|${bucket}`, amount);
  });
  return {
    columns: [
      { id: 'level', label: 'Level', kind: 'text' },
      { id: 'dials', label: 'Dials', kind: 'count' },
      ...shareColumns('wait', 'waited'),
      { id: 'wait100', label: 'Longest', kind: 'duration' },
    ],
    rows: tally
      .groups()
      .toSorted()
      .map((level) => ({
        id: level,
        cells: {
          level: levelWords(level),
          dials: total(tally.histogram(level, 'wait')),
          ...shares(tally, level, 'wait'),
          wait100: percentile(tally.histogram(level, 'wait'), 1) ?? null,
        },
      })),
  };
}

/** calls per caller id and day. */
export async function callersTable(
  figures: Figures,
  { campaignId }: Pick<TimesAsk, 'campaignId'>,
): Promise<ReportTable> {
  const tally = await Tally.of(figures, (sums, { sheet, words, amount }) => {
    const [callerId = '', campaign = '', measure = ''] = words;
    if (campaignId === '' || campaign === campaignId) sums.add(`${sheet.day}|${callerId}`, measure, amount);
  });
  const cellsOf = (group: string): Cells => {
    const [day = '', callerId = ''] = group.split('|');
    const dials = tally.get(group, 'dials');
    return {
      day: dayText(Number(day)),
      callerId: callerId === '' ? 'None shown' : callerId,
      dials,
      rung: tally.get(group, 'rung'),
      contacts: tally.get(group, 'contacts'),
      contactRate: share(tally.get(group, 'contacts'), dials),
      talkMs: tally.get(group, 'talkMs'),
    };
  };
  return {
    columns: [
      { id: 'day', label: 'Day', kind: 'text' },
      { id: 'callerId', label: 'Caller ID shown', kind: 'text' },
      { id: 'dials', label: 'Calls', kind: 'count' },
      { id: 'rung', label: 'Rang', kind: 'count' },
      { id: 'contacts', label: 'Contacts', kind: 'count' },
      { id: 'contactRate', label: 'Contact rate', kind: 'share' },
      { id: 'talkMs', label: 'Talk time', kind: 'duration' },
    ],
    rows: tally
      .groups()
      .toSorted()
      .map((group) => ({ id: group, cells: cellsOf(group) })),
  };
}

function isWanted({ campaignId, listId }: TimesAsk, campaign: string, list: string): boolean {
  return (campaignId === '' || campaign === campaignId) && (listId === undefined || list === listId);
}

function shareColumns(id: string, words: string): ReportColumn[] {
  return SHARES.map((percent) => ({
    id: `${id}${percent}`,
    label: `${percent} % ${words} within`,
    kind: 'duration',
  }));
}

function shares(tally: Tally, group: string, prefix: string): Cells {
  const histogram = tally.histogram(group, prefix);
  const cells = SHARES.map((percent) => [
    `${prefix}${percent}`,
    percentile(histogram, percent / 100) ?? null,
  ]);
  return Object.fromEntries(cells) as Cells; // the pairs just made
}

function numbered(tally: Tally): string[] {
  return tally
    .groups()
    .filter((group) => group !== 'all')
    .toSorted((a, b) => Number(a) - Number(b) || (a < b ? -1 : 1));
}
