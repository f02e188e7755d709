import { fromTime, reasonError, toOptionalTime, toTime } from '@firstring/contracts';
import type { Exclusion, ExclusionServiceDefinition } from '@firstring/contracts/claim/exclusion_service';
import { required, type ServiceImplementation } from '@firstring/service-kit';
import { createExclusion, deleteExclusion } from '../../app/create-exclusion.ts';
import type { ClaimDeps } from '../../app/ports.ts';
import { isLive, type ExclusionDoc } from '../../store/exclusions.ts';

const PAGE_SIZE = 100;
const PAGE_SIZE_MAX = 1000;

/** The method table of ExclusionService. */
export function exclusionServer(deps: ClaimDeps): ServiceImplementation<typeof ExclusionServiceDefinition> {
  return {
    async createExclusion({ exclusion }) {
      const doc = await createExclusion(deps, decode(exclusion, deps.clock.now()));
      return { exclusion: encode(doc) };
    },
    async deleteExclusion({ processId, phone }) {
      await deleteExclusion(deps, {
        processId: required(processId, 'process_id'),
        phone: required(phone, 'phone'),
      });
      return {};
    },
    async listExclusions({ processId, page }) {
      const size = page?.pageSize ?? 0;
      const found = await deps.exclusions.query({
        index: 'process',
        equals: [required(processId, 'process_id')],
        order: 'desc',
        pageSize: size <= 0 ? PAGE_SIZE : Math.min(size, PAGE_SIZE_MAX),
        pageToken: page?.pageToken === '' ? undefined : page?.pageToken,
      });
      const nowAt = deps.clock.now();
      return {
        exclusions: found.items.filter(({ doc }) => isLive(doc, nowAt)).map(({ doc }) => encode(doc)),
        nextPageToken: found.nextPageToken ?? '',
      };
    },
  };
}

function decode(exclusion: Exclusion | undefined, nowAt: number): ExclusionDoc {
  const phone = required(exclusion?.phone ?? '', 'exclusion.phone');
  if (!/^\+[1-9]\d{6,14}$/.test(phone)) {
    throw reasonError('INVALID_ARGUMENT', { message: 'phone must be E.164', details: { field: 'phone' } });
  }
  const expiresAt = fromTime(exclusion?.expireTime);
  return {
    processId: required(exclusion?.processId ?? '', 'exclusion.process_id'),
    phone,
    cause: exclusion?.cause ?? '',
    createdBy: exclusion?.createdBy ?? '',
    createdAt: nowAt,
    ...(expiresAt === undefined ? {} : { expiresAt }),
  };
}

function encode(doc: ExclusionDoc): Exclusion {
  return {
    processId: doc.processId,
    phone: doc.phone,
    cause: doc.cause,
    createdBy: doc.createdBy,
    createTime: toTime(doc.createdAt),
    expireTime: toOptionalTime(doc.expiresAt),
  };
}
