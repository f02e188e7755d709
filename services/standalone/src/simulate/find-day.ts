import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { seededRandom } from '@firstring/kernel/testing';
import { silentLog } from '@firstring/kernel';
import { systemClock, systemRandom } from '@firstring/kernel/system';
import { storedCards } from '@firstring/lead-store-service/stored-cards';
import {
  decodeCard,
  exportDay,
  readDay,
  syntheticDay,
  type Day,
} from '@firstring/scheduler-service/simulator';
import { openEmbeddedSeams } from '@firstring/service-kit';
import type { Store } from '@firstring/store';
import { UsageError, type SimulateArguments } from './arguments.ts';

const SKIP_PAUSE_MS = 600_000;

/** The day that was asked for: made up, from a file, or from a data folder. Throws UsageError and the errors of reading. */
export async function findDay(args: SimulateArguments): Promise<Day> {
  const { synthetic, file, day, seed } = args;
  if (synthetic !== undefined) return syntheticDay({ ...synthetic, day, random: seededRandom(seed) });
  if (file === undefined) return fromData(args);
  if (!existsSync(file)) throw new UsageError(`there is no file ${file}`);
  return readDay(createInterface({ input: createReadStream(file), crlfDelay: Infinity }));
}

async function fromData({ dataDir, day, timeZone, fromAt, toAt }: SimulateArguments): Promise<Day> {
  if (!existsSync(join(dataDir, 'bus.db'))) {
    throw new UsageError(
      `${dataDir} is no data folder of Firstring: say --data, or --synthetic for a made-up day`,
    );
  }
  const deps = { clock: systemClock, random: systemRandom, log: silentLog };
  await using seams = await openEmbeddedSeams({ ...deps, dataDir });
  const { store } = await seams.platform('lead-store');
  const header = { day, timeZone, fromAt, toAt, skipPauseMs: SKIP_PAUSE_MS };
  return await exportDay({ bus: seams.bus, cards: cardsOf(store) }, header);
}

async function* cardsOf(store: Store) {
  for await (const card of storedCards(store)) {
    yield { processId: card.processId, card: decodeCard(card) };
  }
}
