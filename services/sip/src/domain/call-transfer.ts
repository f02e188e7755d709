import { unreachable } from '@firstring/kernel';
import type { CallAction } from './call-action.ts';
import { lose, publish, stay, then, type CallMove } from './call-ending.ts';
import type { CallInput, ColleagueInput } from './call-input.ts';
import { NOT_HELD, type CallState, type Transfer } from './call-state.ts';

/** Transfers of one call; more are somebody playing. */
const TRANSFERS_MAX = 5;
/** What the phone that asked is told when the colleague did not take the call. */
const NOT_TAKEN = 480;

/** Brings a colleague in. One at a time, and only while the two talk. */
export function transfer(
  state: CallState,
  wanted: Extract<CallInput, { type: 'transfer' }>,
  nowAt: number,
): CallMove {
  const { agentId, mode, by } = wanted;
  if (state.phase !== 'bridged' || state.transfer !== undefined || state.agentLeg !== 'up')
    return stay(state);
  if (state.transfers >= TRANSFERS_MAX || agentId === state.agentId) return stay(state);
  const number = state.transfers + 1;
  const begun: CallState = {
    ...state,
    transfers: number,
    hold: { ...state.hold, desk: false, muted: false },
    transfer: { number, agentId, mode, by, stage: 'preparing', wish: 'talk' },
  };
  const told = publish(begun, { type: 'TransferStarted', agentId, attended: mode === 'attended' }, nowAt);
  return then(told, ...tell(begun, 100), { type: 'prepareColleague', number });
}

/** News of a colleague's leg. One that became the agent's was translated before. */
export function colleague(state: CallState, input: ColleagueInput, nowAt: number): CallMove {
  const current = state.transfer;
  if (current === undefined || current.number !== input.number) return ofEarlierColleague(state, input);
  switch (input.type) {
    case 'colleaguePrepared':
      return prepared(state, current, { reason: input.reason, nowAt });
    case 'colleagueRinging':
      return then(stay(state), ...tell(state, 180));
    case 'colleagueAnswered':
      return answered(state, current, nowAt);
    case 'colleagueFailed':
      return fail(state, nowAt);
    case 'colleagueEnded':
      return fail(state, nowAt);
    case 'colleagueMedia':
      return stay(withTransfer(state, { ...current, wish: input.wish }));
    default:
      return unreachable(input);
  }
}

/** Nobody waits for it any more: should it be answered all the same, it is hung up. */
function ofEarlierColleague(state: CallState, input: ColleagueInput): CallMove {
  if (input.type !== 'colleagueAnswered' || input.number === state.agentNumber) return stay(state);
  return then(stay(state), { type: 'endColleague', number: input.number });
}

function prepared(
  state: CallState,
  current: Transfer,
  news: { readonly reason: string | undefined; readonly nowAt: number },
): CallMove {
  if (current.stage !== 'preparing') return stay(state);
  if (news.reason !== undefined) return fail(state, news.nowAt);
  return {
    state: withTransfer(state, { ...current, stage: 'calling' }),
    actions: [
      { type: 'inviteColleague', number: current.number },
      { type: 'setTimer', timer: 'colleagueRing', delayMs: state.limits.colleagueRingMs },
    ],
  };
}

/** An agent who has gone meanwhile, or who wanted to: the colleague has the call at once. */
function answered(state: CallState, current: Transfer, nowAt: number): CallMove {
  if (current.stage !== 'calling') return stay(state);
  const up = withTransfer(state, { ...current, stage: 'talking' });
  const connected: CallMove = {
    state: up,
    actions: [
      { type: 'clearTimer', timer: 'colleagueRing' },
      { type: 'connectColleague', number: current.number },
    ],
  };
  if (current.mode === 'attended' && state.agentLeg === 'up') {
    const told = publish(up, { type: 'TransferAnswered', agentId: current.agentId }, nowAt);
    return { state: told.state, actions: [...connected.actions, ...told.actions] };
  }
  const done = complete(up, nowAt);
  return { state: done.state, actions: [...connected.actions, ...done.actions] };
}

/** The colleague has the call. Where the colleague's phone still rings, it has it on lifting (semi-attended). */
export function complete(state: CallState, nowAt: number): CallMove {
  const current = state.transfer;
  if (current === undefined) return stay(state);
  if (current.stage !== 'talking') return stay(withTransfer(state, { ...current, mode: 'blind' }));
  const { number, agentId, wish } = current;
  const { transfer: _, ...rest } = state;
  const taken: CallState = {
    ...rest,
    agentNumber: number,
    agentId,
    agentLeg: 'up',
    hold: { ...NOT_HELD, agent: wish, lead: state.hold.lead },
  };
  const told = publish(taken, { type: 'Transferred', agentId }, nowAt);
  return then(
    { state: told.state, actions: [...tell(state, 200), ...told.actions] },
    ...(state.agentLeg === 'up' ? [{ type: 'endAgent' } as const] : []),
    { type: 'adoptColleague', number },
  );
}

/** The agent calls it off; without an agent there is nobody to go back to. */
export function cancel(state: CallState, nowAt: number): CallMove {
  return state.agentLeg === 'up' ? fail(state, nowAt) : stay(state);
}

/** The agent is gone while a colleague is being brought in: whoever comes has the call. */
export function leaveToColleague(state: CallState, nowAt: number): CallMove {
  return complete({ ...state, agentLeg: 'over' }, nowAt);
}

/** No colleague: back to the agent, or, where the agent has gone, the call is over. */
export function fail(state: CallState, nowAt: number): CallMove {
  const current = state.transfer;
  if (current === undefined) return stay(state);
  const { transfer: _, ...back } = state;
  const ended: readonly CallAction[] = [
    ...tell(state, NOT_TAKEN),
    { type: 'clearTimer', timer: 'colleagueRing' },
    { type: 'endColleague', number: current.number },
    { type: 'dropColleague' },
  ];
  const told = publish(back, { type: 'TransferFailed', agentId: current.agentId }, nowAt);
  const failed: CallMove = { state: told.state, actions: [...ended, ...told.actions] };
  if (state.agentLeg === 'up') return failed;
  const lost = lose(failed.state, { cause: 'AGENT_HUNG_UP', reason: 'TRANSFER_NOT_TAKEN' }, nowAt);
  return { state: lost.state, actions: [...failed.actions, ...lost.actions] };
}

/** The same news of a colleague's leg that has become the agent's; undefined where it says nothing of an agent's leg. */
export function asAgentInput(input: ColleagueInput): CallInput | undefined {
  switch (input.type) {
    case 'colleagueEnded':
      return { type: 'agentEnded', lost: input.lost };
    case 'colleagueMedia':
      return { type: 'agentMedia', wish: input.wish };
    default:
      return undefined;
  }
}

function withTransfer(state: CallState, changed: Transfer): CallState {
  return { ...state, transfer: changed };
}

function tell(state: CallState, status: number): readonly CallAction[] {
  const told = state.transfer?.by === 'phone' && state.agentLeg === 'up';
  return told ? [{ type: 'tellTransfer', status }] : [];
}
