import { reasonError } from '@firstring/contracts';
import { AppError } from '@firstring/kernel';
import type { ConsoleEvents } from '../events.ts';
import type { CampaignSettings } from './views/campaigns.ts';

/** What sip knows of its folder of sounds; `missing` are those that were asked for and are not there. */
export interface FoundSounds {
  readonly folder: 'not_set' | 'not_seen' | 'seen';
  readonly missing: readonly string[];
}

export interface Sounds {
  find(names: readonly string[]): Promise<FoundSounds>;
}

export interface CampaignSoundsDeps {
  readonly sounds: Sounds;
  readonly events: ConsoleEvents;
}

/** A sound that a campaign plays, and the setting that names it. */
interface NamedSound {
  readonly field: string;
  readonly name: string;
}

/**
 * The sounds a campaign is to play are there; they are sip's, so lead-store cannot know. Only those that are new to it are refused: a file that is
 * gone must not keep anybody from changing something else.
 */
export async function requireSounds(
  deps: CampaignSoundsDeps,
  { before, after }: { readonly before: CampaignSettings; readonly after: CampaignSettings },
): Promise<void> {
  const known = new Set(soundsOf(before).map(({ name }) => name));
  const added = soundsOf(after).filter(({ name }) => !known.has(name));
  const found = await find(deps, added);
  const first = added.find(({ name }) => found?.missing.includes(name));
  if (found === undefined || first === undefined) return;
  throw reasonError('INVALID_ARGUMENT', {
    message: notThere(first.name, found),
    details: { field: `settings.${first.field}` },
  });
}

/** What people should hear and may not; sip being away costs only the certainty. */
export async function soundWarnings(
  deps: CampaignSoundsDeps,
  { settings }: { readonly settings: CampaignSettings },
): Promise<string[]> {
  const named = soundsOf(settings);
  if (named.length === 0) return [];
  const found = await find(deps, named);
  if (found === undefined || found.folder === 'not_seen') {
    const names = named.map(({ name }) => name).join(', ');
    return [`Nobody could look whether these sounds are there: ${names}.`];
  }
  return found.missing.map((name) => `People hear nothing: ${notThere(name, found)}.`);
}

async function find(
  { sounds, events }: CampaignSoundsDeps,
  named: readonly NamedSound[],
): Promise<FoundSounds | undefined> {
  if (named.length === 0) return undefined;
  try {
    return await sounds.find([...new Set(named.map(({ name }) => name))]);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    events.soundsUnknown(error.reason);
    return undefined;
  }
}

function soundsOf({ type, predictive, voiceBlast }: CampaignSettings): readonly NamedSound[] {
  const named = (field: string, name = ''): NamedSound[] => (name === '' ? [] : [{ field, name }]);
  switch (type) {
    case 'outbound_preview':
      return [];
    case 'parallel_predictive':
      return named('predictive.safeHarbourMessage', predictive?.safeHarbourMessage);
    case 'voice_blast':
      return [
        ...named('voiceBlast.recording', voiceBlast?.recording),
        ...named('voiceBlast.noAgentMessage', voiceBlast?.noAgentMessage),
      ];
  }
}

function notThere(name: string, { folder }: FoundSounds): string {
  return folder === 'not_set'
    ? `there is no sound ${name}, as sip has no folder of sounds (SIP_SOUNDS_FOLDER)`
    : `there is no sound ${name}: ${name}.wav is not in the folder of sounds`;
}
