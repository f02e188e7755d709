import type { BeatEvent, ClosingEvent, DeskEvent, TroubleEvent } from '../../../src/app/views/desk.ts';
import { clockFrom, type ServerClock } from './clock-offset.ts';

/**
 * What one tab knows of its desk, as a reducer over the event stream.
 *
 * connecting: no event yet. live: events come. lost: the stream broke or went silent; the last desk stays on the page, and
 * nothing can be pressed. taken_over: another tab has the desk. signed_out: the session is over.
 */
export interface DeskState {
  connection: 'connecting' | 'live' | 'lost' | 'taken_over' | 'signed_out';
  desk: DeskEvent | undefined;
  clock: ServerClock | undefined;
  /** Monotonic instant at which the stream was lost. */
  lostAtMs: number | undefined;
  /** The scheduler cannot be reached behind the console. */
  trouble: TroubleEvent | undefined;
  /** The lead that was in front of the agent went back to the queue while the page was away. */
  returnedLead: string | undefined;
  /** The colleague who was being brought in, and has left: the agent talks with the lead again. */
  leftColleague: string | undefined;
}

export type DeskInput =
  | { type: 'desk'; event: DeskEvent }
  | { type: 'beat'; event: BeatEvent }
  | { type: 'trouble'; event: TroubleEvent }
  | { type: 'closing'; event: ClosingEvent }
  | { type: 'lost' }
  | { type: 'signed_out' }
  | { type: 'reopen' }
  | { type: 'notice_seen' };

export const initialDeskState: DeskState = {
  connection: 'connecting',
  desk: undefined,
  clock: undefined,
  lostAtMs: undefined,
  trouble: undefined,
  returnedLead: undefined,
  leftColleague: undefined,
};

export function deskReducer(state: DeskState, input: DeskInput, monotonicMs: number): DeskState {
  switch (input.type) {
    case 'desk':
      return {
        connection: 'live',
        desk: input.event,
        clock: clockFrom(input.event.serverAt, monotonicMs),
        lostAtMs: undefined,
        trouble: undefined,
        returnedLead: returnedLead(state, input.event),
        leftColleague: leftColleague(state, input.event),
      };
    case 'beat':
      if (state.desk === undefined) return state;
      return {
        ...state,
        connection: 'live',
        clock: state.clock ?? clockFrom(input.event.serverAt, monotonicMs),
      };
    case 'trouble':
      return { ...state, trouble: input.event };
    case 'closing':
      return closed(state, input.event.cause, monotonicMs);
    case 'lost':
      return isOver(state) ? state : lost(state, monotonicMs);
    case 'signed_out':
      return { ...state, connection: 'signed_out' };
    case 'reopen':
      return {
        ...state,
        connection: state.desk === undefined ? 'connecting' : 'lost',
        lostAtMs: monotonicMs,
      };
    case 'notice_seen':
      return { ...state, returnedLead: undefined };
  }
}

function closed(state: DeskState, cause: ClosingEvent['cause'], monotonicMs: number): DeskState {
  switch (cause) {
    case 'taken_over':
      return { ...state, connection: 'taken_over' };
    case 'signed_out':
      return { ...state, connection: 'signed_out' };
    case 'not_alive':
    case 'restart':
      return lost(state, monotonicMs);
  }
}

function lost(state: DeskState, monotonicMs: number): DeskState {
  if (state.connection === 'connecting') return { ...state, lostAtMs: state.lostAtMs ?? monotonicMs };
  return { ...state, connection: 'lost', lostAtMs: state.lostAtMs ?? monotonicMs };
}

function isOver(state: DeskState): boolean {
  return state.connection === 'taken_over' || state.connection === 'signed_out';
}

/** Only a desk seen again after a loss can have lost its lead unnoticed. */
function returnedLead(state: DeskState, next: DeskEvent): string | undefined {
  const before = state.desk?.preview;
  if (state.connection !== 'lost' || before === undefined) return state.returnedLead;
  if (next.preview?.attemptId === before.attemptId) return state.returnedLead;
  const lead = state.desk?.details?.lead;
  const name = lead === undefined ? '' : `${lead.firstName} ${lead.lastName}`.trim();
  return name === '' ? 'the lead' : name;
}

/** Told as long as the same call goes on without anybody else in it. */
function leftColleague(state: DeskState, next: DeskEvent): string | undefined {
  const { call, preview } = next;
  const isSame = preview !== undefined && preview.attemptId === state.desk?.preview?.attemptId;
  if (!isSame || call?.phase !== 'bridged' || call.held || call.colleague !== undefined) return undefined;
  return state.desk?.call?.colleague?.name ?? state.leftColleague;
}

/** Commands may be sent only while the page sees what it commands: nothing pressed offline goes out later. */
export function canCommand(state: DeskState): boolean {
  return state.connection === 'live' && state.trouble === undefined;
}
