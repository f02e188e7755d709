import type { CallAction } from './call-action.ts';
import { lose, stay, then, type CallMove } from './call-ending.ts';
import type { CallState, Verdict } from './call-state.ts';

/** After the recording a lead still has so long to press a key. */
const KEY_WAIT_MS = 5000;
/** A relay that does not say how long a sound is. */
const SOUND_MS_MAX = 120_000;
/** Nobody is told who we are for longer than that. */
const MESSAGE_MS_MAX = 30_000;

export const ABANDONED: Verdict = { cause: 'ABANDONED', reason: 'NO_AGENT_IN_TIME' };

/** The lead of ADR 23 has answered: an agent is looked for, or a recording is played first. */
export function leadIsThere(answered: CallMove): CallMove {
  const { state } = answered;
  const { recording } = state.leadFirst ?? {};
  const next = recording === undefined ? seekAgent(state) : announce(state, recording, SOUND_MS_MAX);
  return { state: next.state, actions: [...answered.actions, ...next.actions] };
}

/** An agent is rung, or joins with an open line, as for somebody who has called. */
function seekAgent(state: CallState): CallMove {
  const delayMs = state.leadFirst?.waitMs ?? 0;
  return {
    state: { ...state, phase: 'agent', agentLeg: 'calling' },
    actions: [{ type: 'inviteAgent' }, { type: 'setTimer', timer: 'agentRing', delayMs }],
  };
}

/** Who it is that is rung; from here on the call is theirs. */
export function agentFound(
  state: CallState,
  { agentId, fencingToken }: { readonly agentId: string; readonly fencingToken: string },
): CallMove {
  if (state.phase !== 'agent' || state.leadFirst === undefined) return stay(state);
  return stay({ ...state, agentId, subject: { ...state.subject, agentId, fencingToken } });
}

/** The lead has waited long enough, or in vain: it is told who has called, and then left in peace. */
export function nobodyCame(state: CallState): CallMove {
  if (state.phase !== 'agent' || state.leadFirst === undefined) return stay(state);
  const alone: CallState = { ...state, agentLeg: 'over', verdict: ABANDONED };
  const said = announce(alone, state.leadFirst.message, MESSAGE_MS_MAX);
  return { state: said.state, actions: [{ type: 'endAgent' }, ...said.actions] };
}

function announce(state: CallState, sound: string, limitMs: number): CallMove {
  const actions: readonly CallAction[] = [
    { type: 'announce', sound },
    { type: 'setTimer', timer: 'announcement', delayMs: limitMs },
  ];
  return { state: { ...state, phase: 'announcing' }, actions };
}

/** It plays for so long; 0: it cannot be played. */
export function announcing(state: CallState, durationMs: number): CallMove {
  if (state.phase !== 'announcing') return stay(state);
  const delayMs = durationMs + (state.verdict === undefined ? KEY_WAIT_MS : 0);
  return then(stay(state), { type: 'setTimer', timer: 'announcement', delayMs });
}

/** A lead who was to talk with an agent at once has answered, and has talked with nobody yet. */
export function isAbandoned({ leadFirst, times }: CallState): boolean {
  const isToTalk = leadFirst !== undefined && leadFirst.recording === undefined;
  return isToTalk && times.answerAt !== undefined && times.bridgeAt === undefined;
}

/** What was to be said has been said. */
export function announced(state: CallState, nowAt: number): CallMove {
  if (state.phase !== 'announcing') return stay(state);
  return lose(state, { cause: 'ANNOUNCED', reason: '' }, nowAt);
}

/** connect me, call me later, do not call. Any other key is no answer. */
export function leadKey(state: CallState, key: string, nowAt: number): CallMove {
  if (state.phase !== 'announcing' || state.verdict !== undefined) return stay(state);
  const choice = state.leadFirst?.keys[key];
  if (choice === undefined) return stay(state);
  const chosen: CallState = { ...state, leadChoice: choice };
  if (choice !== 'CONNECT') return announced(chosen, nowAt);
  const seeking = seekAgent(chosen);
  return {
    state: seeking.state,
    actions: [{ type: 'clearTimer', timer: 'announcement' }, ...seeking.actions],
  };
}
