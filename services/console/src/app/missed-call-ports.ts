import type { PageAsk } from './ports.ts';
import type { CallerView, DialbackStateName, MissedCallView, MissedCauseName } from './views/missed-calls.ts';

/** A missed call as dial-back says it: names are ids. */
export type MissedCall = Omit<
  MissedCallView,
  'campaignName' | 'leadName' | 'numberName' | 'agentName' | 'ownerName' | 'handledByName'
> & { handledById: string };

/** What is empty or absent does not filter. */
export interface MissedCallFilter extends PageAsk {
  phone: string;
  leadId: string;
  incomingNumberId: string;
  state: DialbackStateName | undefined;
  missedCause: MissedCauseName | undefined;
  fromAt: number | undefined;
  toAt: number | undefined;
  /** Only those to be called back by hand, and not handled yet. */
  toHandle: boolean;
  /** Calls to one of these; an empty one stands for calls to no campaign in particular. */
  campaignIds: readonly string[];
}

export interface DialbackRef {
  processId: string;
  dialbackId: string;
}

/** Missed calls and dial-backs. DIALBACK_NOT_FOUND, DIALBACK_CLOSED. */
export interface MissedCalls {
  open(
    processId: string,
    page: PageAsk,
    signal?: AbortSignal,
  ): Promise<{ dialbacks: readonly MissedCall[]; total: number; serverAt: number }>;
  /** The open entries of these leads, at most one a lead. */
  find(processId: string, leadIds: readonly string[]): Promise<readonly MissedCall[]>;
  list(
    processId: string,
    filter: MissedCallFilter,
  ): Promise<{ calls: readonly MissedCall[]; nextPageToken: string }>;
  /** others than the owner may serve it. */
  release(requestId: string, ref: DialbackRef, actorId: string): Promise<MissedCall>;
  withdraw(requestId: string, ref: DialbackRef, actorId: string): Promise<MissedCall>;
  /** somebody has called back by hand, or need not. DIALBACK_NOT_FOUND for a call to none of these campaigns; empty: to any. */
  handle(
    requestId: string,
    ref: DialbackRef,
    by: { agentId: string; campaignIds: readonly string[] },
  ): Promise<MissedCall>;
}

/** A waiting caller as the scheduler says it. */
export type WaitingCaller = Omit<CallerView, 'numberName' | 'campaignName' | 'leadName' | 'ringingName'> & {
  incomingNumberId: string;
  campaignId: string;
  ringingId: string;
};

export interface Callers {
  /** Everybody at once, then those who changed, once a second at most. */
  watch(
    processId: string,
    signal: AbortSignal,
  ): AsyncIterable<{
    complete: boolean;
    callers: readonly WaitingCaller[];
    goneIds: readonly string[];
    serverAt: number;
  }>;
}
