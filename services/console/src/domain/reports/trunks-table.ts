import { percentile } from './histogram.ts';
import { share, type Cells, type ReportColumn, type ReportTable } from './report-table.ts';
import { Tally, type Figures } from './tally.ts';

/** Why calls came to nothing, as far as the trunk or the called network said it; what is in none of them is "Other". */
const CAUSES: Readonly<Record<string, string>> = {
  NO_ANSWER: 'No answer',
  BUSY: 'Busy',
  REJECTED: 'Rejected',
  CANCELLED: 'Given up',
  INVALID_NUMBER: 'No such number',
  CONGESTED: 'Congested',
  FORBIDDEN: 'Forbidden',
  FAILED: 'Failed',
};

const COLUMNS: readonly ReportColumn[] = [
  { id: 'trunk', label: 'Trunk', kind: 'text' },
  { id: 'attempts', label: 'Calls', kind: 'count' },
  { id: 'answered', label: 'Answered', kind: 'count' },
  { id: 'seizure', label: 'Answer-seizure ratio', kind: 'share' },
  { id: 'delay50', label: '50 % rang within', kind: 'duration' },
  { id: 'delay90', label: '90 % rang within', kind: 'duration' },
  ...Object.entries(CAUSES).map(([id, label]) => ({ id, label, kind: 'count' as const })),
  { id: 'other', label: 'Other', kind: 'count' },
];

const ALL = '';

/** Calls over each trunk: answer-seizure ratio = answered ÷ INVITEs, post-dial delay = INVITE to the first ringing, failures by cause. */
export async function trunksTable(
  figures: Figures,
  { campaignId }: { readonly campaignId: string },
  nameOf: (trunkId: string) => string,
): Promise<ReportTable> {
  const tally = await Tally.of(figures, (sums, { words, amount }) => {
    const [trunkId = '', campaign = '', ...measure] = words;
    if (campaignId !== '' && campaign !== campaignId) return;
    for (const group of [trunkId, ALL]) sums.add(group, measure.join('|'), amount);
  });
  const trunks = tally.groups().filter((group) => group !== ALL);
  return {
    columns: COLUMNS,
    rows: trunks
      .toSorted()
      .map((trunkId) => ({ id: trunkId, cells: { trunk: nameOf(trunkId), ...cellsOf(tally, trunkId) } })),
    total: { trunk: 'All', ...cellsOf(tally, ALL) },
  };
}

function cellsOf(tally: Tally, group: string): Cells {
  const [attempts, answered] = [tally.get(group, 'attempts'), tally.get(group, 'answered')];
  const delays = tally.histogram(group, 'delay');
  const failures = Object.fromEntries(
    Object.keys(CAUSES).map((cause) => [cause, tally.get(group, `failed|${cause}`)]),
  );
  const named = Object.values(failures).reduce((sum, count) => sum + count, 0);
  return {
    attempts,
    answered,
    seizure: share(answered, attempts),
    delay50: percentile(delays, 0.5) ?? null,
    delay90: percentile(delays, 0.9) ?? null,
    ...failures,
    other: attempts - answered - named,
  };
}
