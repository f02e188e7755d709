import { DialState as WireDialState } from '@firstring/contracts/leads/lead';
import type { DialState } from '@firstring/domain';

const DIAL_STATES: Readonly<Record<DialState, WireDialState>> = {
  open: WireDialState.DIAL_STATE_OPEN,
  callback: WireDialState.DIAL_STATE_CALLBACK,
  postponed: WireDialState.DIAL_STATE_POSTPONED,
  automatic_redial: WireDialState.DIAL_STATE_AUTOMATIC_REDIAL,
  winner: WireDialState.DIAL_STATE_WINNER,
  loser: WireDialState.DIAL_STATE_LOSER,
  archived: WireDialState.DIAL_STATE_ARCHIVED,
};

export function encodeDialState(state: DialState): WireDialState {
  return DIAL_STATES[state];
}
