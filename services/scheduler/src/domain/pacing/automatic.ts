import type { Forecast } from './forecast.ts';
import type { Ledger } from './ledger.ts';

/** A campaign that dials by itself. Durations in ms. */
export type AutomaticDialling =
  | {
      readonly type: 'predictive';
      readonly ceilingBasisPoints: number;
      readonly linesPerAgentMax: number;
      /** How long who answers waits for an agent. */
      readonly waitMs: number;
      /** Heard by whom no agent took. */
      readonly message: string;
    }
  | {
      readonly type: 'blast';
      readonly callsMax: number;
      readonly callsPerMinute: number;
      readonly recording: string;
      readonly keys: readonly KeyMeaning[];
      readonly laterMs: number;
      readonly waitMs: number;
      readonly message: string;
    };

export interface KeyMeaning {
  readonly key: string;
  readonly choice: LeadChoice;
}

/** What a lead asked for by a key. */
export type LeadChoice = 'connect' | 'later' | 'exclude';

/** What a campaign's pacing remembers. */
export interface PacingMemory {
  readonly forecast: Forecast;
  readonly ledger: Ledger;
  /** Attempts counted last: one that is told again is not counted again. */
  readonly counted: readonly string[];
}

/** The record of an outbound attempt, as pacing sees it. Instants, ms. */
export interface DialEnd {
  readonly attemptId: string;
  readonly processId: string;
  readonly campaignId: string;
  readonly inviteAt: number | undefined;
  readonly answeredAt: number | undefined;
  readonly bridgedAt: number | undefined;
  readonly endedAt: number;
  /** The lead has hung up, and nobody of ours. */
  readonly byLead: boolean;
  readonly choice: LeadChoice | undefined;
  /** A recording was played to its end, or to a key. */
  readonly isPlayed: boolean;
}
