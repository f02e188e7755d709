/** One report as its page shows it. */
export interface ReportSpec {
  /** Name of the report in the API, and of its address. */
  readonly report:
    | 'monitoring'
    | 'penetration'
    | 'rates'
    | 'speed'
    | 'waits'
    | 'callers'
    | 'trunks'
    | 'vendors';
  readonly title: string;
  readonly about: string;
  readonly empty: string;
  /** What can be compared, first the default. */
  readonly bys?: readonly { readonly by: string; readonly label: string }[];
  readonly hasDays?: true;
  readonly hasCampaigns?: true;
  readonly hasLists?: true;
  readonly hasVendors?: true;
  /** Read again all the time. */
  readonly isLive?: true;
  /** Columns that are drawn, all of one kind. */
  readonly chart?: readonly string[];
}

const NO_CALLS = 'No call was made in this period.';

export const MONITORING: ReportSpec = {
  report: 'monitoring',
  title: 'Lead monitoring',
  about:
    'Each list with its leads that were attempted and connected in the period, each lead once. Today is counted as it happens.',
  empty: 'There is no list yet.',
  hasDays: true,
  hasCampaigns: true,
  isLive: true,
};

export const PENETRATION: ReportSpec = {
  report: 'penetration',
  title: 'Lead penetration',
  about:
    'The share of each list’s records that was attempted at least once, and connected at least once, since they came.',
  empty: 'There is no list yet.',
};

export const RATES: ReportSpec = {
  report: 'rates',
  title: 'Dial and contact rates',
  about:
    'Unique dial rate: leads dialled on a day ÷ dials of that day; 50 % means that each lead is called twice a day. Contact rate: calls that somebody answered ÷ dials. Lead contact rate: leads reached ÷ leads dialled.',
  empty: NO_CALLS,
  bys: [
    { by: 'day', label: 'Day' },
    { by: 'level', label: 'Level' },
    { by: 'age', label: 'Age of the lead' },
    { by: 'hour', label: 'Hour' },
    { by: 'list', label: 'List' },
    { by: 'campaign', label: 'Campaign' },
    { by: 'vendor', label: 'Vendor' },
    { by: 'agent', label: 'Agent' },
  ],
  hasDays: true,
  hasCampaigns: true,
  hasLists: true,
  chart: ['contactRate', 'leadContactRate', 'uniqueDialRate'],
};

export const SPEED: ReportSpec = {
  report: 'speed',
  title: 'Speed to lead',
  about:
    'From the opt-in until an agent saw the lead, until it was dialled, and until it answered. Leads are counted on the day they came in; times are exact to 9 %.',
  empty: 'No lead of this period was presented.',
  bys: [
    { by: 'day', label: 'Day' },
    { by: 'hour', label: 'Hour' },
    { by: 'vendor', label: 'Vendor' },
  ],
  hasDays: true,
  hasCampaigns: true,
  hasLists: true,
  chart: ['presented50', 'presented90', 'presented99'],
};

export const WAITS: ReportSpec = {
  report: 'waits',
  title: 'Waiting times',
  about:
    'How long leads had waited since the call before (the first time: since the opt-in) when they were dialled, by level. P2 says how steady follow-up is.',
  empty: NO_CALLS,
  hasDays: true,
  hasCampaigns: true,
  hasLists: true,
};

export const CALLERS: ReportSpec = {
  report: 'callers',
  title: 'Caller IDs',
  about:
    'Calls by the number shown and day. Many calls a day from one number are what carriers take for spam. Who pressed dial, and when, is in the Call Log.',
  empty: NO_CALLS,
  hasDays: true,
  hasCampaigns: true,
};

export const TRUNKS: ReportSpec = {
  report: 'trunks',
  title: 'Trunks',
  about:
    'Calls by trunk. Answer-seizure ratio: calls that were answered ÷ calls. It falls when a carrier blocks or marks your numbers. How long it took until it rang is the post-dial delay; times are exact to 9 %.',
  empty: NO_CALLS,
  hasDays: true,
  hasCampaigns: true,
};

export const VENDORS: ReportSpec = {
  report: 'vendors',
  title: 'Vendors',
  about:
    'What came from each vendor on these days, what has become of it by now, and what it cost. Duplicate: the lead was there already and was updated. Leads, contacted and converted count those that are still there. Days are in UTC, as on the vendors’ own pages.',
  empty: 'Nothing came through a vendor’s link in this period.',
  bys: [
    { by: 'vendor', label: 'Vendor' },
    { by: 'link', label: 'Link' },
    { by: 'day', label: 'Day' },
  ],
  hasDays: true,
  hasCampaigns: true,
  hasVendors: true,
};
