/** The claim service alone on embedded store and bus, with a guard for each lead that was called before. Tells its parent when it serves. */
import { silentLog } from '@firstring/kernel';
import { systemClock, systemRandom } from '@firstring/kernel/system';
import { openEmbeddedSeams } from '@firstring/service-kit';
import { claimConfigSchema } from '../../services/claim/src/config.ts';
import { newGuard, type Guard } from '../../services/claim/src/domain/guard.ts';
import { createClaimService } from '../../services/claim/src/service.ts';
import { guardId, GUARDS } from '../../services/claim/src/store/guards.ts';
import { sampleLeadId } from '../../services/scheduler/src/domain/order/sample-card.ts';

const BATCH = 2000;

const [dataDir = '', address = '', processId = '', leads = ''] = process.argv.slice(2);
const seams = await openEmbeddedSeams({ dataDir, clock: systemClock, random: systemRandom, log: silentLog });
const platform = await seams.platform('claim');
const guards = platform.store.collection<Guard>(GUARDS);
for (let first = 0; first < Number(leads); first += BATCH) {
  const size = Math.min(BATCH, Number(leads) - first);
  await guards.putMany(
    Array.from({ length: size }, (_, at) => {
      const doc = guardOf(first + at);
      return { id: guardId(processId, doc.phone), doc, expectedVersion: 0 };
    }),
  );
}
const config = claimConfigSchema.parse({ GRPC_LISTEN: address, CLAIM_PERMIT_KEY: 'k'.repeat(32) });
await createClaimService(config, platform);
process.on('disconnect', () => process.exit(0));
process.send?.('serving');

function guardOf(number: number): Guard {
  const phone = `+1${2_000_000_000 + number}`; // as sampleLead has it
  return { ...newGuard(processId, phone), token: '1', totals: { [sampleLeadId(number)]: 3 } };
}
