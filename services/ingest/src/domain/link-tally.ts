/** What has come through a link, in counts. */
export interface LinkTally {
  readonly accepted: number;
  readonly updated: number;
  readonly refused: ReadonlyMap<string, number>;
  readonly ignored: ReadonlyMap<string, number>;
  readonly lastRefusals: readonly Refusal[];
}

export interface Refusal {
  readonly at: number;
  readonly reason: string;
  readonly field: string;
}

/** What became of one submission. */
export type Outcome =
  | { readonly type: 'stored'; readonly created: boolean; readonly ignored: readonly string[] }
  | ({ readonly type: 'refused' } & Refusal);

export const EMPTY_TALLY: LinkTally = {
  accepted: 0,
  updated: 0,
  refused: new Map(),
  ignored: new Map(),
  lastRefusals: [],
};

const NAMES_MAX = 100;
const LAST_REFUSALS_MAX = 20;

/** One more. */
export function addOutcome(tally: LinkTally, outcome: Outcome): LinkTally {
  if (outcome.type === 'stored') return addStored(tally, [outcome]);
  const { at, reason, field } = outcome;
  return {
    ...tally,
    refused: addCounts(tally.refused, new Map([[reason, 1]])),
    lastRefusals: [...tally.lastRefusals, { at, reason, field }].slice(-LAST_REFUSALS_MAX),
  };
}

/** The leads of a batch: their names are counted together before they are added to all that was counted. */
export function addStored(
  tally: LinkTally,
  leads: readonly { readonly created: boolean; readonly ignored: readonly string[] }[],
): LinkTally {
  const ignored = new Map<string, number>();
  for (const name of leads.flatMap((lead) => lead.ignored)) ignored.set(name, (ignored.get(name) ?? 0) + 1);
  const accepted = leads.filter(({ created }) => created).length;
  return {
    ...tally,
    accepted: tally.accepted + accepted,
    updated: tally.updated + leads.length - accepted,
    ignored: ignored.size === 0 ? tally.ignored : addCounts(tally.ignored, ignored),
  };
}

/** Both together; the later one's refusals are the newer ones. Names beyond a hundred are not counted. */
export function addTallies(earlier: LinkTally, later: LinkTally): LinkTally {
  return {
    accepted: earlier.accepted + later.accepted,
    updated: earlier.updated + later.updated,
    refused: addCounts(earlier.refused, later.refused),
    ignored: addCounts(earlier.ignored, later.ignored),
    lastRefusals: [...earlier.lastRefusals, ...later.lastRefusals].slice(-LAST_REFUSALS_MAX),
  };
}

function addCounts(
  before: ReadonlyMap<string, number>,
  more: ReadonlyMap<string, number>,
): ReadonlyMap<string, number> {
  const sum = new Map(before);
  for (const [name, count] of more) {
    const known = sum.get(name);
    if (known === undefined && sum.size >= NAMES_MAX) continue;
    sum.set(name, (known ?? 0) + count);
  }
  return sum;
}
