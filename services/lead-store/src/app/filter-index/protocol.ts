import type {
  Impact,
  ImpactQuestion,
  PageAnswer,
  PageQuestion,
  PlacementsQuestion,
} from '../../domain/filter-columns/filter-columns.ts';
import type { ExclusionPiece } from '../../domain/filter-columns/exclusion-mirror.ts';
import type { GuardChange } from '../../domain/filter-columns/guard-mirror.ts';
import type { MovesAnswer, MovesQuestion } from '../../domain/filter-columns/moves-question.ts';
import type { PlacementsAnswer } from '../../domain/filter-columns/placement-pass.ts';
import type { IndexedLead } from '../../domain/filter-columns/lead-table.ts';

/** What the thread is asked; it takes requests one after the other, so a question sees every lead that was sent before it. */
export type IndexRequest =
  | { readonly type: 'leads'; readonly leads: readonly IndexedLead[] }
  | { readonly type: 'guards'; readonly changes: readonly GuardChange[] }
  | { readonly type: 'exclusions'; readonly piece: ExclusionPiece }
  | { readonly type: 'complete' }
  | { readonly type: 'impact'; readonly question: ImpactQuestion }
  | { readonly type: 'page'; readonly question: PageQuestion }
  | { readonly type: 'moves'; readonly question: MovesQuestion }
  | { readonly type: 'placements'; readonly question: PlacementsQuestion }
  | { readonly type: 'end_placements'; readonly pass: number };

export interface IndexAnswers {
  readonly leads: undefined;
  readonly guards: undefined;
  readonly exclusions: undefined;
  readonly complete: undefined;
  readonly impact: Impact;
  readonly page: PageAnswer;
  readonly moves: MovesAnswer;
  readonly placements: PlacementsAnswer;
  readonly end_placements: undefined;
}

export interface IndexMessage {
  readonly id: number;
  readonly request: IndexRequest;
}

export interface IndexReply {
  readonly id: number;
  readonly value?: IndexAnswers[IndexRequest['type']];
  readonly error?: string;
}
