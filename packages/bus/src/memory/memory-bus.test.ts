import { busContract, type BusMedium } from '../contract/index.ts';
import { openMemoryBus } from './memory-bus.ts';
import { MemoryLog } from './memory-log.ts';

busContract('memory', async (): Promise<BusMedium> => {
  const disk = new MemoryLog();
  return {
    open: (options) => openMemoryBus({ ...options, disk }),
    [Symbol.asyncDispose]: async () => {},
  };
});
