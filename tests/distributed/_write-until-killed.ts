import { writeUntilKilled } from '@firstring/store/contract';
import { openMongoStore } from '@firstring/store/mongodb';
import { systemClock, systemRandom } from '@firstring/kernel/system';

/** The program that the crash contract kills; its argument is the place as JSON. */
const [, , place = '{}'] = process.argv;
const { url, database } = JSON.parse(place);
await writeUntilKilled(
  await openMongoStore({ url, database, clock: systemClock, random: systemRandom, migrate: true }),
);
