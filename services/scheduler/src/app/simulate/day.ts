import type { Campaign } from '@firstring/contracts/leads/lead_events';
import type { AttemptResult, Lane } from '@firstring/domain';
import type { DispositionCategory } from '@firstring/domain/lead-lifecycle';
import type { DialbackEntry } from '../../domain/dialback-queue.ts';
import type { ListOrder } from '../../domain/order/campaign-rules.ts';
import type { IndexCard } from '../../domain/order/card.ts';
import type { Criteria } from '../../domain/order/criteria.ts';
import type { TurnPlaces } from '../../domain/order/list-turns.ts';
import type { ClaimChange } from '../apply-claim-event.ts';
import type { AgentMove } from '../decisions.ts';

/**
 * Everything that one day of dialling was made of: what was so at its start, and what came to the scheduler and what it did, in the order
 * in which it happened (docs/simulator.md). Inputs before `fromAt` only lead up to the day.
 */
export interface Day {
  readonly header: DayHeader;
  readonly cards: readonly ProcessCard[];
  readonly inputs: readonly DayInput[];
}

export interface DayHeader {
  /** YYYY-MM-DD. */
  readonly day: string;
  /** IANA zone of the day. */
  readonly timeZone: string;
  readonly fromAt: number;
  readonly toAt: number;
  /** Absent: it really was. */
  readonly isSynthetic?: boolean;
  /** A skipped lead is not offered to the same agent again for so long. */
  readonly skipPauseMs: number;
  /** What the record does not know, in words. */
  readonly notes: readonly string[];
}

export interface ProcessCard {
  readonly processId: string;
  readonly card: IndexCard;
}

/** What an agent said, as far as it decides what becomes of the lead. */
export interface Disposal {
  /** Empty: released without an outcome. */
  readonly code: string;
  readonly category: DispositionCategory;
  readonly callbackAt?: number;
  readonly callbackCommon: boolean;
  readonly claim: 'taken' | 'given_up' | '';
}

interface OfAttempt {
  readonly at: number;
  readonly attemptId: string;
}

interface Work extends OfAttempt {
  readonly processId: string;
  readonly campaignId: string;
  /** Empty: dialled without one. */
  readonly agentId: string;
  /** Empty: of a number that is in no lead, opened by hand. */
  readonly leadId: string;
}

/** A lead chosen for an agent, or to be dialled without one. */
export interface ChosenInput extends Work {
  readonly type: 'chosen';
  readonly lane: Lane;
  readonly level: string;
  readonly leadVersion: number;
  readonly dialbackId?: string;
  /** Told once an hour. */
  readonly turns?: TurnPlaces;
  readonly isBehind: boolean;
}

/** A lead that an agent opened, a number that they dialled by hand, or a caller: no order chose it for them. */
export interface OpenedInput extends Work {
  readonly type: 'opened';
  readonly token: number;
  /** The person has called, and the agent was rung. */
  readonly isCaller?: true;
}

/** How an attempt's call went. */
export interface CallInput extends OfAttempt {
  readonly type: 'call';
  readonly phone: string;
  readonly dialledAt: number;
  readonly bridgedAt?: number;
  readonly endedAt: number;
  /** Undefined when no INVITE left for the lead. */
  readonly result?: AttemptResult;
  readonly counted: boolean;
}

/** What became of a choice, each as the scheduler did it. */
export type FateInput = OfAttempt &
  (
    | { readonly type: 'presented'; readonly token: number }
    /** Without an agent. */
    | { readonly type: 'dialled'; readonly token: number }
    | { readonly type: 'refused'; readonly reason: string; readonly clearsAt?: number }
    | { readonly type: 'failed'; readonly reason: string; readonly token: number }
    | { readonly type: 'returned'; readonly reason: string }
    | { readonly type: 'released' | 'dropped' }
    | {
        /** Dialled without an agent, and over. */
        readonly type: 'let_go';
        readonly token: number;
        /** The card that carries the attempt; 0: none comes. */
        readonly leadVersion: number;
        readonly card?: IndexCard;
        /** What the lead asked for by a key. */
        readonly disposal?: Disposal;
      }
    | { readonly type: 'owner_learned'; readonly ownerId: string }
    | {
        readonly type: 'disposed';
        readonly disposal: Disposal;
        /** Where the agent goes, if not back to Ready. */
        readonly reason: string;
        readonly leadVersion: number;
        /** The lead with its outcome, where it is known. */
        readonly card?: IndexCard;
      }
  );

/** What came from outside; with an attempt's id it is that attempt's doing and does not come without it. */
export type OutsideInput = { readonly at: number; readonly attemptId?: string } & (
  | { readonly type: 'card'; readonly processId: string; readonly card: IndexCard }
  | { readonly type: 'deleted'; readonly processId: string; readonly leadId: string }
  | ({ readonly type: 'claim' } & ClaimChange)
  | { readonly type: 'dialback'; readonly entry: DialbackEntry; readonly isOpen: boolean }
  | { readonly type: 'campaign'; readonly campaign: Campaign }
  | { readonly type: 'list'; readonly list: ListOrder; readonly name: string }
  | {
      readonly type: 'criteria';
      readonly processId: string;
      readonly campaignId: string;
      readonly criteria: Criteria;
    }
  | { readonly type: 'moved'; readonly agentId: string; readonly move: AgentMove }
  /** The scheduler began anew: pages have to come back, and what agents skipped is forgotten. */
  | { readonly type: 'started' }
);

/** Whether agents look at the leads of a campaign that dials by itself, from now on. */
export interface PacingInput {
  readonly type: 'pacing';
  readonly at: number;
  readonly campaignId: string;
  readonly givesPreviews: boolean;
}

export type DayInput = ChosenInput | OpenedInput | CallInput | FateInput | OutsideInput | PacingInput;
