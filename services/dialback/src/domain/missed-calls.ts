/** The words of dial-back; what happens to them is `step` (dialback.ts). */

export type DialbackState =
  | 'queued'
  | 'presented'
  | 'dialing'
  | 'completed'
  | 'cancelled'
  | 'expired'
  | 'closed'
  | 'missed-only';

/** How a call was lost. */
export type MissedCause = 'caller_hung_up' | 'queue_timeout' | 'no_agent' | 'closed_hours' | 'refused';

/** What the called number says of dial-backs; the service's settings where nobody said anything. */
export interface DialbackRules {
  /** Time limit from the last missed call. */
  readonly ttlMs: number;
  readonly retryGapMs: number;
  readonly attemptsMax: number;
  /** After so long others may serve what is the owner's; 0: never by itself. */
  readonly ownerOnlyMs: number;
  /** The three triggers. */
  readonly dialsBack: Readonly<Record<'caller_hung_up' | 'queue_timeout' | 'no_agent', boolean>>;
}

/** One missed call and what becomes of it. */
export interface Entry {
  readonly dialbackId: string;
  readonly campaignId: string;
  /** Empty where nobody is known. */
  readonly leadId: string;
  /** Calling number: the one that is dialled. Empty where the caller is withheld. */
  readonly phone: string;
  readonly incomingNumberId: string;
  readonly state: DialbackState;
  /** First missed time of the chain: the place in the queue. */
  readonly orderAt: number;
  readonly missedAt: number;
  readonly expiresAt: number;
  readonly notBeforeAt: number;
  /** From then on it is not its lead's owner's alone; absent: never. */
  readonly commonAt?: number;
  readonly attempts: number;
  readonly attemptsMax: number;
  readonly retryGapMs: number;
  readonly missedCause: MissedCause;
  /** Why it is only listed, or why it ended; `missedCause` before. */
  readonly cause: string;
  /** The lead was made for this call. */
  readonly leadCreated?: true;
  /** Holder while presented or dialing. */
  readonly agentId?: string;
  /** The entry its holder knows it by: the call that was missed while they had that one. */
  readonly heldAs?: string;
  /** The lead's owner, for whoever looks at the list; who is offered it, the scheduler knows. */
  readonly ownerId?: string;
  readonly endedAt?: number;
  /** Of a listed one: nobody need call back by hand any more, and who has seen to it. */
  readonly handledAt?: number;
  readonly handledBy?: string;
}

/**
 * All of one person in one process: of a lead's home guard, whichever of its numbers they call from (ADR 8), so that one
 * compare-and-set holds one open entry a lead. Of somebody nobody knows: of the calling number.
 */
export interface MissedCalls {
  readonly processId: string;
  readonly phone: string;
  /** Only the last can be open. */
  readonly entries: readonly Entry[];
  /** When they were last spoken to: what was missed before needs no call, however late it is heard of. */
  readonly reachedAt?: number;
}

/** Entries kept a person; the log of missed calls keeps the others. */
export const ENTRIES_MAX = 50;

export function isOpen({ state }: Entry): boolean {
  return state === 'queued' || state === 'presented' || state === 'dialing';
}

/** The open entry, if there is one. */
export function openEntry({ entries }: MissedCalls): Entry | undefined {
  const last = entries.at(-1);
  return last !== undefined && isOpen(last) ? last : undefined;
}

export function ended(entry: Entry, state: DialbackState, cause: string, endedAt: number): Entry {
  const { agentId: _agent, heldAs: _as, ...rest } = entry;
  return { ...rest, state, cause, endedAt };
}
