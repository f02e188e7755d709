import { campaignPolicy } from '@firstring/domain';
import { AppError } from '@firstring/kernel';
import { diffPolicy, toPolicy, type PolicyProblem, type PolicySettings } from '@firstring/policy';
import type { LeadPlace, Move, PolicySide } from '../../domain/filter-columns/moves-question.ts';
import { toCampaign } from '../campaigns.ts';
import type { CampaignRules } from '../criteria/campaign-rules.ts';
import type { FilterIndex } from '../filter-index/filter-index.ts';
import type { LeadStoreDeps } from '../ports.ts';
import { judgePolicy, type JudgedPolicy } from './judge-policy.ts';
import type { CampaignRef } from './read-policy.ts';

export interface PolicyDeps extends LeadStoreDeps {
  readonly index: Pick<FilterIndex, 'moves'>;
}

export interface CheckPolicy extends CampaignRef {
  readonly text: string;
  readonly countMoves: boolean;
}

export interface NamedMove {
  readonly before: string;
  readonly after: string;
  readonly leads: number;
}

export interface CheckedPolicy {
  readonly version: number;
  readonly errors: readonly PolicyProblem[];
  readonly warnings: readonly PolicyProblem[];
  /** A sentence a change. */
  readonly changes: readonly string[];
  readonly moves:
    | 'not_asked'
    | 'starting'
    | { readonly asOfAt: number; readonly moves: readonly NamedMove[] };
}

/** What a text would do, before it holds: errors; or warnings, what it changes, and which leads it moves. */
export async function checkPolicy(
  deps: PolicyDeps,
  { text, countMoves, ...ref }: CheckPolicy,
): Promise<CheckedPolicy> {
  const { before, names, errors, found } = await judgePolicy(deps, ref, text);
  const { version } = before;
  if (found === undefined) return { version, errors, warnings: [], changes: [], moves: 'not_asked' };
  const { rulesAfter, rulesBefore, settings, warnings } = found;
  const changes = diffPolicy(toPolicy(toCampaign(before), names), toPolicy(settings, names));
  if (!countMoves) return { version, errors, warnings: warnings(undefined), changes, moves: 'not_asked' };
  const asOfAt = deps.clock.now();
  const counted = await countAll(deps, {
    processId: ref.processId,
    before: sideOf(rulesBefore, toCampaign(before)),
    after: sideOf(rulesAfter, settings),
    nowAt: asOfAt,
  });
  if (counted === 'starting')
    return { version, errors, warnings: warnings(undefined), changes, moves: counted };
  const moves = counted
    .map((move) => ({
      before: wordsOf(move.before, rulesBefore),
      after: wordsOf(move.after, rulesAfter),
      leads: move.leads,
    }))
    .toSorted((a, b) => b.leads - a.leads);
  return {
    version,
    errors,
    warnings: warnings(leadsOfSteps(found, counted)),
    changes,
    moves: { asOfAt, moves },
  };
}

function sideOf({ placement, isLayered }: CampaignRules, settings: PolicySettings): PolicySide {
  const cadence = campaignPolicy(settings);
  const own = settings.lists.filter(({ maxAttempts }) => maxAttempts > 0);
  const maxAttemptsOfList = new Map(
    own.map(({ listId, maxAttempts }) => [listId, Math.min(maxAttempts, cadence.maxAttempts)]),
  );
  return { placement, isLayered, cadence, maxAttemptsOfList };
}

async function countAll(
  { index }: PolicyDeps,
  question: Parameters<PolicyDeps['index']['moves']>[0],
): Promise<readonly Move[] | 'starting'> {
  const counts = new Map<string, Move>();
  try {
    for await (const { moves } of index.moves(question)) {
      for (const move of moves) {
        const key = `${move.before}/${move.after}`;
        counts.set(key, { ...move, leads: move.leads + (counts.get(key)?.leads ?? 0) });
      }
    }
  } catch (error) {
    if (AppError.from(error).reason === 'FILTER_INDEX_STARTING') return 'starting';
    throw error;
  }
  return [...counts.values()];
}

/** Leads in each step as it would be; undefined where nobody can be in any. */
function leadsOfSteps(
  { rulesAfter }: NonNullable<JudgedPolicy['found']>,
  moves: readonly Move[],
): readonly number[] | undefined {
  const { isLayered, placement } = rulesAfter;
  const sum = (isIn: (place: LeadPlace) => boolean) =>
    moves.filter(({ after }) => isIn(after)).reduce((all, { leads }) => all + leads, 0);
  if (sum((place) => !NOBODYS.has(place)) === 0) return undefined;
  if (isLayered) return placement.steps.map((_, at) => sum((place) => place === at + 1));
  return placement.steps.map(() => sum((place) => !OUT.has(place)));
}

/** Places of leads that are dialled no more, or not here. */
const NOBODYS: ReadonlySet<LeadPlace> = new Set(['not_here', 'finished', 'out_of_attempts']);
const OUT: ReadonlySet<LeadPlace> = new Set([...NOBODYS, 'filtered_out']);

const WORDS: Readonly<Record<Exclude<LeadPlace, number>, string>> = {
  P1: 'P1',
  P2: 'P2',
  P3: 'P3',
  P4: 'P4',
  waiting: 'waits for its second day',
  not_here: 'not in this campaign',
  finished: 'finished',
  out_of_attempts: 'has had all its attempts',
  callback: 'callback',
  postponed: 'postponed',
  filtered_out: 'left out by the filters',
};

function wordsOf(place: LeadPlace, { placement }: CampaignRules): string {
  if (typeof place !== 'number') return WORDS[place];
  return `step ${place}, ${placement.steps[place - 1]?.name ?? ''}`;
}
