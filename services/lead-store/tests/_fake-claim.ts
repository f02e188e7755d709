import {
  ExclusionServiceDefinition,
  type DeepPartial,
  type Exclusion,
} from '@firstring/contracts/claim/exclusion_service';
import { reasonError } from '@firstring/contracts';
import { silentLog } from '@firstring/kernel';
import { systemClock } from '@firstring/kernel/system';
import { createGrpcServer } from '@firstring/service-kit';
import { claimAddressIn } from './_harness.ts';

const unimplemented = async (): Promise<never> => {
  throw reasonError('INTERNAL', { message: 'not part of this fake' });
};

/** Claim's do-not-call list, as far as the lead store asks it. */
export async function startFakeClaim(
  folder: string,
  listed: readonly string[],
  entries: readonly DeepPartial<Exclusion>[] = [],
) {
  const server = createGrpcServer({ domain: 'fake.firstring', log: silentLog, clock: systemClock });
  const asked: number[] = [];
  server.add(ExclusionServiceDefinition, {
    createExclusion: unimplemented,
    addNumbers: unimplemented,
    deleteExclusion: unimplemented,
    listExclusions: unimplemented,
    async *streamExclusions() {
      yield { exclusions: [...entries] };
    },
    findExcluded: async ({ phones }) => {
      asked.push(phones.length);
      return { excluded: phones.flatMap((phone, at) => (listed.includes(phone) ? [at] : [])) };
    },
  });
  await server.listen(claimAddressIn(folder));
  return { asked, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}
