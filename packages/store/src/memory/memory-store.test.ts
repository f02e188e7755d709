import { storeContract, type StoreMedium } from '../contract/index.ts';
import { createMemoryDisk, openMemoryStore } from './memory-store.ts';

storeContract('memory', async (): Promise<StoreMedium> => {
  const disk = createMemoryDisk();
  return {
    open: async (options = {}) => openMemoryStore({ disk, ...options }),
    [Symbol.asyncDispose]: async () => {},
  };
});
