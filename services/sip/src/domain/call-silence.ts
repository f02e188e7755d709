import type { CallAction } from './call-action.ts';
import { arrangementOf } from './call-arrangement.ts';
import type { CallState } from './call-state.ts';

/** Agent and lead talk, nobody holds, and the relay is asked now and then whether it hears both (F54). */
export function isWatched(state: CallState): boolean {
  if (state.phase !== 'bridged' || state.limits.silenceMs === 0) return false;
  // Who holds with a sound of its own often sends none.
  return state.hold.lead === 'talk' && arrangementOf(state).talk?.includes('lead') === true;
}

/** The watch begins anew whenever the two come together: from what was not heard while they were apart nothing follows. */
export function watchSilence(before: CallState, after: CallState): readonly CallAction[] {
  if (after.phase !== 'bridged' || isWatched(before) === isWatched(after)) return [];
  return isWatched(after)
    ? [{ type: 'setTimer', timer: 'silence', delayMs: after.limits.silenceMs }]
    : [{ type: 'clearTimer', timer: 'silence' }];
}

/** The watch's timer has fired: asks, and asks again later. */
export function findSilence({ limits }: CallState): readonly CallAction[] {
  return [
    { type: 'findSilence', limitMs: limits.silenceMs },
    { type: 'setTimer', timer: 'silence', delayMs: limits.silenceCheckMs },
  ];
}
