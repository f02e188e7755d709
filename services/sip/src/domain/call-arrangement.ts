import type { CallState } from './call-state.ts';

export type Party = 'agent' | 'lead' | 'colleague';
export type Sound = { readonly type: 'music' } | { readonly type: 'tone'; readonly tone: 'ringback' };

/** What one phone's last description asks for. */
export type MediaWish =
  | 'talk'
  /** Held by that phone, which sends a sound of its own (sendonly). */
  | 'own-sound'
  /** Held by that phone, which sends nothing (inactive, or the old address of zeros). */
  | 'nothing';

/** Who talks with whom, and what others hear instead. Who is in neither hears nothing. */
export interface Arrangement {
  readonly talk?: readonly [Party, Party];
  readonly hears: Readonly<Partial<Record<Party, Sound>>>;
  /** Silence is handed on for what this party says. */
  readonly muted?: Party;
}

const MUSIC: Sound = { type: 'music' };
const RINGBACK: Sound = { type: 'tone', tone: 'ringback' };
const TOGETHER: Arrangement = { talk: ['agent', 'lead'], hears: {} };

/** What the relay must do for a call in this state. A party that holds hears nothing; who waits for it hears music. */
export function arrangementOf(state: CallState): Arrangement {
  const { hold, transfer } = state;
  if (state.phase !== 'bridged') return TOGETHER;
  const leadWaits: Arrangement['hears'] = hold.lead === 'talk' ? { lead: MUSIC } : {};
  switch (transfer?.stage) {
    case 'preparing':
    case 'calling':
      return { hears: { ...leadWaits, ...(isConsulting(state) ? { agent: RINGBACK } : {}) } };
    case 'talking':
      return { talk: ['agent', 'colleague'], hears: leadWaits };
    case undefined:
  }
  if (hold.desk || hold.agent !== 'talk') return { hears: leadWaits };
  // A lead that holds with a sound of its own is heard; one that sends nothing is replaced by music.
  if (hold.lead === 'nothing') return { hears: { agent: MUSIC } };
  return hold.muted === true ? { ...TOGETHER, muted: 'agent' } : TOGETHER;
}

function isConsulting({ transfer, agentLeg, hold }: CallState): boolean {
  return transfer?.mode === 'attended' && agentLeg === 'up' && hold.agent === 'talk';
}

export function sameArrangement(one: Arrangement, other: Arrangement): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
