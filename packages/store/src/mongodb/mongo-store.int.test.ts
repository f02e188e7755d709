import { systemClock, systemRandom } from '@firstring/kernel/system';
import { storeContract, type StoreMedium } from '../contract/index.ts';
import { openMongoStore } from './index.ts';

storeContract('mongodb', async (): Promise<StoreMedium> => {
  const common = { url: 'mongodb://127.0.0.1:27999', database: `test-${systemRandom.uuid()}`, clock: systemClock, random: systemRandom };
  return {
    open: (options = {}) => openMongoStore({ ...common, migrate: true, ...options }),
    [Symbol.asyncDispose]: async () => {},
  };
});
