/** Scheduler and dial-back on embedded store and bus, as in standalone; the time of day begins where the sample order is open. */
import { silentLog } from '@firstring/kernel';
import { systemClock, systemRandom } from '@firstring/kernel/system';
import { openEmbeddedSeams } from '@firstring/service-kit';
import { dialbackConfigSchema } from '../../services/dialback/src/config.ts';
import { createDialbackService } from '../../services/dialback/src/service.ts';
import { schedulerConfigSchema } from '../../services/scheduler/src/config.ts';
import { createSchedulerService } from '../../services/scheduler/src/service.ts';

/** What the parent is told once the order is served. */
export interface Serving {
  readonly schedulerPort: number;
}

const [dataDir = '', neighbours = '', callers = '', leadsMax = '', aheadMs = ''] = process.argv.slice(2);
const clock = { ...systemClock, now: () => systemClock.now() + Number(aheadMs) };
const seams = await openEmbeddedSeams({ dataDir, clock, random: systemRandom, log: silentLog });
const dialback = `unix://${dataDir}/dialback.sock`;
await createDialbackService(
  dialbackConfigSchema.parse({
    GRPC_LISTEN: dialback,
    LEAD_STORE_ADDRESS: callers,
    CLAIM_ADDRESS: callers,
  }),
  { ...(await seams.platform('dialback')), log: silentLog },
);
const service = await createSchedulerService(
  schedulerConfigSchema.parse({
    GRPC_LISTEN: '127.0.0.1:0',
    LEAD_STORE_ADDRESS: neighbours,
    CLAIM_ADDRESS: neighbours,
    SIP_ADDRESS: neighbours,
    DIALBACK_ADDRESS: dialback,
    SCHEDULER_LEADS_MAX: leadsMax,
    SCHEDULER_SNAPSHOT_DIR: `${dataDir}/snapshots`,
  }),
  { ...(await seams.platform('scheduler')), log: silentLog },
);
process.on('disconnect', () => process.exit(0));
await service.ready;
process.send?.({ schedulerPort: service.grpcPort } satisfies Serving);
