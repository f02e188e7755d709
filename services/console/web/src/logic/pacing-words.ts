import type { PacingModeName, PacingView } from '../../../src/app/views/campaigns.ts';

export const MODE_WORDS: Readonly<Record<PacingModeName, string>> = {
  resting: 'Dials nothing: paused, or nobody is there',
  preview: 'Previews: too little room below the ceiling to dial ahead',
  one_each: 'One call for each agent who is ready',
  ahead: 'Dials ahead of the agents',
  playing: 'Plays its recording',
};

/** `1.7 %`; a dash where nothing was answered yet. */
export function shareWords(part: number, whole: number): string {
  return whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`;
}

/** What an administrator accepts before anything dials by itself. */
export const LEGAL_WARNING: readonly string[] = [
  'Calls that are dialled ahead of agents, and recordings played to people, are restricted by law almost everywhere: in many places they need each person’s written consent beforehand.',
  'A person who answers and finds nobody there has been abandoned. Firstring keeps abandoned calls at or below the campaign’s ceiling, 3 % of answered calls over 30 days at most, connects within two seconds or plays your message, and otherwise gives agents previews.',
  'Answering machines are not told from people: they count as answered, so the share among people can be higher than shown. Set a lower ceiling where the law counts people only.',
  'You are responsible for consent, for the message, and for the hours and caller ids that your law asks for.',
];

/** What a campaign in preview still needs. */
export function neededWords({ answeredNeeded }: Pick<PacingView, 'answeredNeeded'>): string | undefined {
  if (answeredNeeded === 0) return undefined;
  const calls = answeredNeeded === 1 ? 'answered call' : 'answered calls';
  return `${answeredNeeded} more ${calls} until it may dial ahead for the agents who are ready.`;
}
