import type { OpeningHours } from '@firstring/domain';

/** What sip needs to know of a number people call (proto IncomingNumber): when it is open and what waiting callers hear. */
export interface IncomingNumber {
  readonly incomingNumberId: string;
  readonly processId: string;
  /** The first of those in which callers are searched. */
  readonly campaignId: string;
  /** E.164. */
  readonly phone: string;
  readonly enabled: boolean;
  readonly hours: OpeningHours;
  readonly waitMs: number;
  readonly waiting: WaitingSound;
  readonly version: number;
}

/** What a waiting caller hears. */
export type WaitingSound =
  /** 180: the caller's own network rings. */
  | { readonly type: 'ringing' }
  | { readonly type: 'tone' }
  /** Its name; empty: the built-in one. */
  | { readonly type: 'announcement'; readonly name: string };
