/** Our gRPC server with all it does for every call, and behind it nothing: it grants whatever is asked, as the Go server does. */
import { toTime } from '@firstring/contracts';
import { ClaimServiceDefinition } from '@firstring/contracts/claim/claim_service';
import { silentLog } from '@firstring/kernel';
import { systemClock } from '@firstring/kernel/system';
import { createGrpcServer } from '@firstring/service-kit';

const { acquireLock } = ClaimServiceDefinition.methods;
const definition = { ...ClaimServiceDefinition, methods: { acquireLock } } as const;

const [address = ''] = process.argv.slice(2);
const server = createGrpcServer({ domain: 'claim.firstring', log: silentLog, clock: systemClock });
server.add(definition, {
  async acquireLock({ leaseMs }) {
    const expireTime = toTime(systemClock.now() + Number(leaseMs));
    return { result: { $case: 'granted', value: { fencingToken: 1n, expireTime } } };
  },
});
await server.listen(address);
process.on('disconnect', () => process.exit(0));
process.send?.('serving');
