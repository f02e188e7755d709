import type { HandoverView } from '../../../src/app/views/desk.ts';

/** What is going on while a colleague gives this agent a call, and what the agent does next. */
export function handoverWords({ stage, fromName, readyAfter, held, muted }: HandoverView): {
  title: string;
  hint: string;
} {
  const after = readyAfter
    ? 'You are ready again when it is over.'
    : 'Press Ready when you want leads again.';
  switch (stage) {
    case 'ringing':
      return { title: 'A call for you', hint: `From ${fromName}. Lift your phone to take it.` };
    case 'consulting':
      return { title: 'Consulting', hint: `You talk with ${fromName}; the lead hears music.` };
    case 'taken':
      if (muted && !held)
        return { title: 'Muted', hint: 'The lead does not hear you. Press Unmute to talk.' };
      return held
        ? { title: 'On hold', hint: 'The lead hears music. Resume to talk.' }
        : { title: 'The call is yours', hint: `Hang up when you are done. ${after}` };
  }
}
