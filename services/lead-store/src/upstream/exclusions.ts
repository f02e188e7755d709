import {
  ExclusionKind,
  ExclusionServiceDefinition,
  type Exclusion,
} from '@firstring/contracts/claim/exclusion_service';
import { streamOptions, type GrpcClients } from '@firstring/service-kit';
import type { Exclusions } from '../app/ports.ts';
import type { ExcludedSubject } from '../domain/filter-columns/exclusion-mirror.ts';

/** Claim's do-not-call list. */
export function createExclusions(clients: GrpcClients, address: string): Exclusions {
  const client = clients.client(ExclusionServiceDefinition, address);
  return {
    async count(processId, phones) {
      return (await client.findExcluded({ processId, phones: [...phones] })).excluded.length;
    },
    async *stream(processId, signal) {
      for await (const { exclusions } of client.streamExclusions({ processId }, streamOptions(signal)))
        yield exclusions.flatMap(subjectOf);
    },
  };
}

/** None for an entry whose person was erased: it names nobody. */
function subjectOf({ kind, phone, customerId, attribute, value }: Exclusion): ExcludedSubject[] {
  switch (kind) {
    case ExclusionKind.EXCLUSION_KIND_CUSTOMER:
      return customerId === '' ? [] : [{ kind: 'customer', customerId }];
    case ExclusionKind.EXCLUSION_KIND_COMBINED:
      return phone === '' || customerId === '' ? [] : [{ kind: 'combined', phone, customerId }];
    case ExclusionKind.EXCLUSION_KIND_ATTRIBUTE:
      return [{ kind: 'attribute', attribute, value }];
    default:
      return phone === '' ? [] : [{ kind: 'number', phone }];
  }
}
