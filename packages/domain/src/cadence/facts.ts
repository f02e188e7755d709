/** What the last disposition left open for dialling. */
export type DialState =
  | 'open'
  | 'callback'
  | 'postponed'
  | 'automatic_redial'
  | 'winner'
  | 'loser'
  | 'archived';

/** Result class of an attempt. */
export type AttemptResult = 'answered' | 'no_answer' | 'busy' | 'congested' | 'failed';

/** Everything the cadence needs of one lead; instants in ms since the epoch. */
export interface CadenceFacts {
  readonly optInAt: number;
  /** IANA zone of the lead's calendar day. */
  readonly timeZone: string;
  /** Attempts that count for P1 to P4: callbacks and dial-backs do not. */
  readonly cadenceAttempts: number;
  /** All attempts. */
  readonly totalAttempts: number;
  /** All attempts on `lastAttemptDay`. */
  readonly dayAttempts: number;
  /** `YYYY-MM-DD` in `timeZone`; empty before the first attempt. */
  readonly lastAttemptDay: string;
  readonly lastAttemptEndAt?: number | undefined;
  readonly lastAttemptResult?: AttemptResult | undefined;
  readonly dialState: DialState;
  /** The agreed time; in the cadence, the time that a disposition's retry rule has set. */
  readonly callbackAt?: number | undefined;
  /** Set when the callback is private to one agent. */
  readonly callbackAgentId?: string | undefined;
}
