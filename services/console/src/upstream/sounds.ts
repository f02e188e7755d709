import { SoundsFolder, SoundServiceDefinition } from '@firstring/contracts/sip/sound_service';
import type { GrpcClients } from '@firstring/service-kit';
import type { FoundSounds, Sounds } from '../app/campaign-sounds.ts';

const FOLDERS: Readonly<Partial<Record<SoundsFolder, FoundSounds['folder']>>> = {
  [SoundsFolder.SOUNDS_FOLDER_NOT_SET]: 'not_set',
  [SoundsFolder.SOUNDS_FOLDER_SEEN]: 'seen',
};

/** Announcements and recordings, as sip sees them. */
export function createSounds(clients: GrpcClients, address: string): Sounds {
  const service = clients.client(SoundServiceDefinition, address);
  return {
    async find(names) {
      const { folder, missing } = await service.findSounds({ names: [...names] });
      return { folder: FOLDERS[folder] ?? 'not_seen', missing };
    },
  };
}
