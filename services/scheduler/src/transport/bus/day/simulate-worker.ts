import { parentPort } from 'node:worker_threads';
import { AppError, assert } from '@firstring/kernel';
import { systemClock } from '@firstring/kernel/system';
import type { ProcessCard } from '../../../app/simulate/day.ts';
import { answerSimulation } from '../../../app/simulate/simulation-request.ts';
import { DayLogReader } from './day-log.ts';
import { dayFrom } from './export-day.ts';
import type { FromSimulation, ToSimulation } from './simulation-thread.ts';

// The thread of one simulation; simulation-thread.ts is the other end.
assert(parentPort !== null, 'simulate-worker.ts runs in a worker thread');
const parent = parentPort;
const say = (message: FromSimulation): void => parent.postMessage(message);
const cards: ProcessCard[] = [];
let reader = new DayLogReader(Infinity);

async function* each(): AsyncGenerator<ProcessCard> {
  yield* cards;
}

async function take(message: ToSimulation): Promise<void> {
  switch (message.type) {
    case 'log':
      reader.take(message.batch);
      say({ type: 'taken' });
      return;
    case 'cards':
      for (const card of message.cards) cards.push(card);
      say({ type: 'taken' });
      return;
    case 'run': {
      const { day: name, timeZone, fromAt, toAt, skipPauseMs } = message.asked;
      const header = { day: name, timeZone, fromAt, toAt, skipPauseMs };
      const day = await dayFrom(reader.log(), each(), header);
      reader = new DayLogReader(Infinity);
      const report = answerSimulation(day, message.asked, () => systemClock.monotonicMs());
      say({ type: 'report', report: JSON.stringify(report) });
    }
  }
}

parent.on('message', (message: ToSimulation) => {
  take(message).catch((error: unknown) => {
    if (error instanceof AppError) say({ type: 'refused', reason: error.reason, message: error.message });
    else throw error;
  });
});
