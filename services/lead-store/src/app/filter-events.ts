import { FILTER_CONFIG } from '@firstring/contracts';
import { FilterConfigEvent } from '@firstring/contracts/leads/filter';
import { outboxEvent } from '@firstring/service-kit';
import type { OutboxEvent, Stored } from '@firstring/store';
import type { FilterDoc, FilterGroupDoc } from '../store/filters.ts';
import { encodeFilter, encodeGroup } from './encode-filter.ts';
import type { LeadStoreDeps } from './ports.ts';

type EventDeps = Pick<LeadStoreDeps, 'clock' | 'random'>;

export function filterChanged(deps: EventDeps, stored: Stored<FilterDoc>): OutboxEvent {
  const event = { $case: 'filter', value: encodeFilter(stored) } as const;
  return configEvent(deps, { type: 'FilterChanged', id: stored.id, processId: stored.doc.processId, event });
}

export function filterDeleted(deps: EventDeps, processId: string, filterId: string): OutboxEvent {
  const event = { $case: 'filterDeleted', value: { filterId } } as const;
  return configEvent(deps, { type: 'FilterDeleted', id: filterId, processId, event });
}

export function groupChanged(deps: EventDeps, stored: Stored<FilterGroupDoc>): OutboxEvent {
  const event = { $case: 'filterGroup', value: encodeGroup(stored) } as const;
  const { id } = stored;
  return configEvent(deps, { type: 'FilterGroupChanged', id, processId: stored.doc.processId, event });
}

export function groupDeleted(deps: EventDeps, processId: string, filterGroupId: string): OutboxEvent {
  const event = { $case: 'filterGroupDeleted', value: { filterGroupId } } as const;
  return configEvent(deps, { type: 'FilterGroupDeleted', id: filterGroupId, processId, event });
}

interface Draft {
  readonly type: string;
  readonly id: string;
  readonly processId: string;
  readonly event: FilterConfigEvent['event'];
}

function configEvent(deps: EventDeps, { type, id, processId, event }: Draft): OutboxEvent {
  const payload = FilterConfigEvent.encode({ processId, event }).finish();
  return outboxEvent(deps, { topic: FILTER_CONFIG, key: id, type, payload });
}
