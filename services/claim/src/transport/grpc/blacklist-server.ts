import { fromTime, toOptionalTime, toTime } from '@firstring/contracts';
import {
  BlacklistDirection,
  type BlacklistEntry,
  type BlacklistServiceDefinition,
} from '@firstring/contracts/claim/blacklist_service';
import { required, type ServiceImplementation } from '@firstring/service-kit';
import { blockOf } from '../../app/blacklist-check.ts';
import { deleteBlacklistEntry, putBlacklistEntry } from '../../app/blacklist.ts';
import type { ClaimDeps } from '../../app/ports.ts';
import { isPattern, type BlockDirection } from '../../domain/blacklist.ts';
import type { BlacklistDoc } from '../../store/blacklist.ts';
import { decodePhone, invalid } from './decode-exclusion.ts';
import { decodePage } from './decode.ts';

/** The method table of BlacklistService. */
export function blacklistServer(deps: ClaimDeps): ServiceImplementation<typeof BlacklistServiceDefinition> {
  return {
    async putBlacklistEntry({ entry }) {
      return { entry: encode(await putBlacklistEntry(deps, decode(entry, deps.clock.now()))) };
    },
    async deleteBlacklistEntry({ processId, pattern }) {
      await deleteBlacklistEntry(deps, {
        processId: required(processId, 'process_id'),
        pattern: required(pattern, 'pattern'),
      });
      return {};
    },
    async listBlacklist({ processId, page }) {
      const found = await deps.blacklist.query({
        index: 'process',
        equals: [required(processId, 'process_id')],
        order: 'desc',
        ...decodePage(page),
      });
      const entries = found.items.map(({ doc }) => encode(doc));
      return { entries, nextPageToken: found.nextPageToken ?? '' };
    },
    async checkCaller({ processId, phone }) {
      const target = { processId: required(processId, 'process_id'), phone: decodePhone(phone) };
      return { blocked: (await blockOf(deps, target, 'inbound')) !== undefined };
    },
  };
}

function decode(entry: BlacklistEntry | undefined, nowAt: number): BlacklistDoc {
  const pattern = required(entry?.pattern ?? '', 'entry.pattern');
  if (!isPattern(pattern)) throw invalid('pattern', 'is a number in E.164, or its beginning and a star');
  const expiresAt = fromTime(entry?.expireTime);
  if (expiresAt !== undefined && expiresAt <= nowAt) throw invalid('expire_time', 'is over');
  return {
    processId: required(entry?.processId ?? '', 'entry.process_id'),
    pattern,
    direction: decodeDirection(entry?.direction),
    cause: entry?.cause ?? '',
    createdBy: entry?.createdBy ?? '',
    createdAt: nowAt,
    ...(expiresAt === undefined ? {} : { expiresAt }),
  };
}

function decodeDirection(direction: BlacklistDirection | undefined): BlockDirection {
  switch (direction) {
    case BlacklistDirection.BLACKLIST_DIRECTION_OUTBOUND:
      return 'outbound';
    case BlacklistDirection.BLACKLIST_DIRECTION_BOTH:
      return 'both';
    case BlacklistDirection.UNRECOGNIZED:
      throw invalid('direction', 'is not known');
    default:
      return 'inbound';
  }
}

const WIRE_DIRECTIONS: Readonly<Record<BlockDirection, BlacklistDirection>> = {
  inbound: BlacklistDirection.BLACKLIST_DIRECTION_INBOUND,
  outbound: BlacklistDirection.BLACKLIST_DIRECTION_OUTBOUND,
  both: BlacklistDirection.BLACKLIST_DIRECTION_BOTH,
};

function encode(doc: BlacklistDoc): BlacklistEntry {
  return {
    processId: doc.processId,
    pattern: doc.pattern,
    direction: WIRE_DIRECTIONS[doc.direction],
    cause: doc.cause,
    createdBy: doc.createdBy,
    createTime: toTime(doc.createdAt),
    expireTime: toOptionalTime(doc.expiresAt),
  };
}
