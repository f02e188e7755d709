import { formatElapsed } from './durations.ts';
import type { DeskState } from './desk-state.ts';

export interface StatusNotice {
  tone: 'calm' | 'warn' | 'bad';
  text: string;
  /** What can be done about it from the bar. */
  action: 'none' | 'phone' | 'dismiss';
}

/** The most serious thing to know now, or that all is well. */
export function statusNotice(state: DeskState, monotonicMs: number): StatusNotice {
  const lostFor = state.lostAtMs === undefined ? '' : ` for ${formatElapsed(monotonicMs - state.lostAtMs)}`;
  if (state.connection === 'lost') {
    const call = state.desk?.presence === 'on_call' ? ' A call in progress goes on in your phone.' : '';
    return {
      tone: 'bad',
      text: `No connection${lostFor}. Nothing you press now is sent, and no call is placed.${call} After two minutes you are signed off the queue and your lead goes back.`,
      action: 'none',
    };
  }
  if (state.trouble !== undefined) {
    return {
      tone: 'bad',
      text: `The queue does not answer: ${state.trouble.text}. The desk tries again by itself.`,
      action: 'none',
    };
  }
  if (state.returnedLead !== undefined) {
    return {
      tone: 'warn',
      text: `While you were away ${state.returnedLead} went back to the queue. No call was placed.`,
      action: 'dismiss',
    };
  }
  if (state.connection === 'connecting') return { tone: 'calm', text: 'Connecting…', action: 'none' };
  return phoneNotice(state);
}

function phoneNotice(state: DeskState): StatusNotice {
  const phone = state.desk?.phone;
  if (phone === undefined) return { tone: 'calm', text: 'Connected.', action: 'none' };
  if (phone.username === '') {
    return {
      tone: 'warn',
      text: 'You have no phone account yet. Ask your supervisor for one.',
      action: 'phone',
    };
  }
  if (!phone.registered) {
    return { tone: 'warn', text: 'Your phone is not registered: calls cannot reach you.', action: 'phone' };
  }
  const which = phone.userAgent === '' ? '' : ` (${phone.userAgent})`;
  return { tone: 'calm', text: `Connected. Your phone is registered${which}.`, action: 'none' };
}
