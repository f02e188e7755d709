import { reasonError } from '@firstring/contracts';
import { SoundsFolder, type SoundServiceDefinition } from '@firstring/contracts/sip/sound_service';
import type { ServiceImplementation } from '@firstring/service-kit';
import { findSounds, type FoundSounds } from '../../app/find-sounds.ts';
import { isSoundName } from '../../app/waiting-sounds.ts';

const NAMES_MAX = 20;

const FOLDERS: Readonly<Record<FoundSounds['folder'], SoundsFolder>> = {
  not_set: SoundsFolder.SOUNDS_FOLDER_NOT_SET,
  not_seen: SoundsFolder.SOUNDS_FOLDER_NOT_SEEN,
  seen: SoundsFolder.SOUNDS_FOLDER_SEEN,
};

/** The method table of SoundService. */
export function soundServer({
  soundsFolder,
}: {
  readonly soundsFolder: string;
}): ServiceImplementation<typeof SoundServiceDefinition> {
  return {
    async findSounds({ names }) {
      if (names.length > NAMES_MAX || !names.every(isSoundName)) {
        throw reasonError('INVALID_ARGUMENT', { details: { field: 'names' } });
      }
      const found = await findSounds(soundsFolder, names);
      return {
        folder: FOLDERS[found.folder],
        missing: found.folder === 'not_seen' ? [] : [...found.missing],
      };
    },
  };
}
