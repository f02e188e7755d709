import { crashContract, storeContract } from '@firstring/store/contract';
import { openMongoStore } from '@firstring/store/mongodb';
import { freshDatabase, mongoMedium } from './_mongodb.ts';

storeContract('mongodb', mongoMedium);

crashContract('mongodb', async () => {
  const place = freshDatabase();
  return {
    writer: new URL('./_write-until-killed.ts', import.meta.url),
    argument: JSON.stringify({ url: place.url, database: place.database }),
    open: () => openMongoStore({ ...place, migrate: true }),
  };
});
