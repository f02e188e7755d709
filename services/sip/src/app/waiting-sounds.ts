import { join } from 'node:path';
import type { WaitingSound } from '../domain/incoming-number.ts';
import type { PlayedSound } from './ports.ts';

/** A file's name and nothing else: no path leads out of the folder. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;

export function isSoundName(name: string): boolean {
  return NAME.test(name);
}

export const BUILT_IN: PlayedSound = { type: 'music' };

/** What the relay plays to a waiting caller; undefined where the caller's own network rings. Announcements are `NAME.wav` in the folder. */
export function playedSound(sound: WaitingSound, folder: string): PlayedSound | undefined {
  switch (sound.type) {
    case 'ringing':
      return undefined;
    case 'tone':
      return { type: 'tone', tone: 'ringback' };
    case 'announcement':
      if (folder === '' || !isSoundName(sound.name)) return BUILT_IN;
      return { type: 'file', path: join(folder, `${sound.name}.wav`) };
  }
}
