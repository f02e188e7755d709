import { toOptionalTime } from '@firstring/contracts';
import {
  BlacklistDirection,
  BlacklistServiceDefinition,
  type BlacklistEntry,
} from '@firstring/contracts/claim/blacklist_service';
import type { GrpcClients } from '@firstring/service-kit';
import type { Blacklist } from '../app/exclusion-ports.ts';
import type { BlacklistEntryView, BlockDirectionName } from '../app/views/exclusions.ts';
import { ADD_DEADLINE_MS, entryTerms } from './exclusions.ts';
import { required } from './lead-store.ts';

const WIRE_DIRECTIONS: Readonly<Record<BlockDirectionName, BlacklistDirection>> = {
  inbound: BlacklistDirection.BLACKLIST_DIRECTION_INBOUND,
  outbound: BlacklistDirection.BLACKLIST_DIRECTION_OUTBOUND,
  both: BlacklistDirection.BLACKLIST_DIRECTION_BOTH,
};

const DIRECTIONS: Readonly<Partial<Record<BlacklistDirection, BlockDirectionName>>> = {
  [BlacklistDirection.BLACKLIST_DIRECTION_OUTBOUND]: 'outbound',
  [BlacklistDirection.BLACKLIST_DIRECTION_BOTH]: 'both',
};

/** The blacklist over gRPC. */
export function createBlacklist(clients: GrpcClients, address: string): Blacklist {
  const blacklist = clients.client(BlacklistServiceDefinition, address);
  return {
    async list(processId, page) {
      const answer = await blacklist.listBlacklist({ processId, page });
      return { entries: answer.entries.map(toView), nextPageToken: answer.nextPageToken };
    },
    async put(processId, { requestId, direction, expiresAt, ...entry }) {
      const terms = { direction: WIRE_DIRECTIONS[direction], expireTime: toOptionalTime(expiresAt) };
      const ask = { requestId, entry: { processId, ...entry, ...terms } };
      return toView(required((await blacklist.putBlacklistEntry(ask, { deadline: ADD_DEADLINE_MS })).entry));
    },
    async delete(processId, pattern, requestId) {
      await blacklist.deleteBlacklistEntry({ requestId, processId, pattern });
    },
  };
}

function toView(entry: BlacklistEntry): BlacklistEntryView {
  return {
    pattern: entry.pattern,
    direction: DIRECTIONS[entry.direction] ?? 'inbound',
    ...entryTerms(entry),
  };
}
