/** The scheduler alone on embedded store and bus, to be killed. Its time of day stands still, so that what is right can be known. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { silentLog, type Log } from '@firstring/kernel';
import type { OutboundMessage } from '@firstring/bus';
import { systemClock, systemRandom } from '@firstring/kernel/system';
import { openEmbeddedSeams } from '@firstring/service-kit';
import { schedulerConfigSchema } from '../../services/scheduler/src/config.ts';
import { SAMPLE_NOW_AT } from '../../services/scheduler/src/domain/order/sample-campaign.ts';
import { createSchedulerService } from '../../services/scheduler/src/service.ts';

/** What the parent is told. */
export type Told =
  | { readonly type: 'listening'; readonly port: number }
  | { readonly type: 'serving' }
  | { readonly type: 'published' }
  | {
      readonly type: 'snapshot';
      readonly bytes: number;
      readonly tookMs: number;
      readonly loopDelayMs: number;
    };

const [dataDir = '', neighbours = '', leadsMax = '', intervalMs = ''] = process.argv.slice(2);
const tell = (told: Told): void => void process.send?.(told);
const delay = monitorEventLoopDelay({ resolution: 1 });
const log: Log = {
  ...silentLog,
  info: (fields, message) => {
    if (message !== 'snapshot written') return;
    const { bytes, tookMs } = fields as { bytes: number; tookMs: number }; // as the scheduler's events say
    tell({ type: 'snapshot', bytes, tookMs, loopDelayMs: delay.max / 1e6 });
  },
};
const clock = { ...systemClock, now: () => SAMPLE_NOW_AT };
const seams = await openEmbeddedSeams({ dataDir, clock, random: systemRandom, log });
const config = schedulerConfigSchema.parse({
  GRPC_LISTEN: '127.0.0.1:0',
  LEAD_STORE_ADDRESS: neighbours,
  CLAIM_ADDRESS: neighbours,
  DIALBACK_ADDRESS: neighbours,
  SIP_ADDRESS: neighbours,
  SCHEDULER_LEADS_MAX: leadsMax,
  SCHEDULER_SNAPSHOT_DIR: `${dataDir}/snapshots`,
  SCHEDULER_SNAPSHOT_INTERVAL_MS: intervalMs,
});
const service = await createSchedulerService(config, { ...(await seams.platform('scheduler')), log });
process.on('message', (messages) => {
  delay.enable();
  // From the parent alone.
  seams.bus.publish(messages as OutboundMessage[]).then(() => tell({ type: 'published' }), fail);
});
process.on('disconnect', () => process.exit(0));
tell({ type: 'listening', port: service.grpcPort });
service.ready.then(() => tell({ type: 'serving' }), fail);

function fail(error: unknown): never {
  throw error;
}
