import { fromTime, toOptionalTime } from '@firstring/contracts';
import {
  ExclusionKind,
  ExclusionServiceDefinition,
  type Exclusion,
} from '@firstring/contracts/claim/exclusion_service';
import { streamOptions, type GrpcClients } from '@firstring/service-kit';
import type { Exclusions } from '../app/exclusion-ports.ts';
import type { ExclusionKindName, ExclusionView } from '../app/views/exclusions.ts';
import { required } from './lead-store.ts';

/** An entry may wait for an INVITE that is on its way (invariant I6 of ARCHITECTURE.md): longer than any other call. */
export const ADD_DEADLINE_MS = 12_000;

const WIRE_KINDS: Readonly<Record<ExclusionKindName, ExclusionKind>> = {
  number: ExclusionKind.EXCLUSION_KIND_NUMBER,
  customer: ExclusionKind.EXCLUSION_KIND_CUSTOMER,
  combined: ExclusionKind.EXCLUSION_KIND_COMBINED,
  attribute: ExclusionKind.EXCLUSION_KIND_ATTRIBUTE,
};

const KINDS: Readonly<Partial<Record<ExclusionKind, ExclusionKindName>>> = {
  [ExclusionKind.EXCLUSION_KIND_CUSTOMER]: 'customer',
  [ExclusionKind.EXCLUSION_KIND_COMBINED]: 'combined',
  [ExclusionKind.EXCLUSION_KIND_ATTRIBUTE]: 'attribute',
};

/** The do-not-call list over gRPC. */
export function createExclusions(clients: GrpcClients, address: string): Exclusions {
  const exclusions = clients.client(ExclusionServiceDefinition, address);
  return {
    async list(processId, { search, ...page }) {
      const answer = await exclusions.listExclusions({ processId, page, search });
      return { exclusions: answer.exclusions.map(toView), nextPageToken: answer.nextPageToken };
    },
    async create(processId, { requestId, kind, expiresAt, ...entry }) {
      const exclusion = {
        processId,
        ...entry,
        kind: WIRE_KINDS[kind],
        expireTime: toOptionalTime(expiresAt),
      };
      const ask = { requestId, exclusion };
      return toView(
        required((await exclusions.createExclusion(ask, { deadline: ADD_DEADLINE_MS })).exclusion),
      );
    },
    addNumbers(processId, { numbers, country, expiresAt, ...batch }) {
      const ask = {
        ...batch,
        processId,
        phones: [...numbers],
        defaultCountry: country,
        expireTime: toOptionalTime(expiresAt),
      };
      return exclusions.addNumbers(ask, { deadline: ADD_DEADLINE_MS });
    },
    async delete(processId, exclusionId, requestId) {
      await exclusions.deleteExclusion({ requestId, processId, exclusionId });
    },
    async *stream(processId, signal) {
      for await (const chunk of exclusions.streamExclusions({ processId }, streamOptions(signal))) {
        yield chunk.exclusions.map(toView);
      }
    },
  };
}

function toView(entry: Exclusion): ExclusionView {
  return {
    exclusionId: entry.exclusionId,
    kind: KINDS[entry.kind] ?? 'number',
    phone: entry.phone,
    customerId: entry.customerId,
    attribute: entry.attribute,
    value: entry.value,
    note: entry.note,
    ...entryTerms(entry),
  };
}

/** What an entry of either list says of itself. */
export function entryTerms(entry: Pick<Exclusion, 'cause' | 'createTime' | 'expireTime' | 'createdBy'>) {
  return {
    cause: entry.cause,
    createdAt: fromTime(entry.createTime),
    expiresAt: fromTime(entry.expireTime),
    createdBy: entry.createdBy,
  };
}
