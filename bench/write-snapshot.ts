import { join } from 'node:path';
import { silentLog } from '@firstring/kernel';
import { systemClock, systemRandom } from '@firstring/kernel/system';
import { openEmbeddedSeams } from '@firstring/service-kit';
import { snapshotFrames } from '../services/scheduler/src/app/snapshot-frames.ts';
import { DialbackQueue } from '../services/scheduler/src/domain/dialback-queue.ts';
import type { OrderIndex } from '../services/scheduler/src/domain/order/order-index.ts';
import { SAMPLE_NOW_AT } from '../services/scheduler/src/domain/order/sample-campaign.ts';
import { openSnapshotFolder } from '../services/scheduler/src/store/snapshot-folder.ts';
import { SNAPSHOT_TOPICS } from '../services/scheduler/src/transport/bus/log-follower.ts';

/** An order on disk, as a scheduler that ran before has left it: everything in the log so far is in it. */
export async function writeSnapshot(dataDir: string, processId: string, order: OrderIndex): Promise<void> {
  const options = { dataDir, clock: systemClock, random: systemRandom, log: silentLog };
  await using seams = await openEmbeddedSeams(options);
  const bounds = await seams.bus.bounds(SNAPSHOT_TOPICS);
  const positions = bounds.map(({ topic, partition, end }) => ({ topic, partition, offset: end }));
  const head = { epoch: 0, writtenAt: SAMPLE_NOW_AT, positions };
  const orders = [{ processId, order, dialbacks: new DialbackQueue() }];
  const folder = await openSnapshotFolder(join(dataDir, 'snapshots'));
  await folder.write({ epoch: 0, number: 1 }, snapshotFrames(head, orders), new AbortController().signal);
}
