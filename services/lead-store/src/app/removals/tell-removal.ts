import { toTime } from '@firstring/contracts';
import { removalDeliveryId, type RemovalDeliveryDoc } from '../../store/removals.ts';
import type { RemovalDeps } from './removal-deps.ts';
import { listRemovalTargets } from './removal-targets.ts';

export interface ErasedLead {
  readonly processId: string;
  readonly leadId: string;
  readonly phones: readonly string[];
  readonly customerId: string;
  readonly erasedAt: number;
}

/** one message an address of the process; the same lead again makes no second one. */
export async function tellRemoval(deps: RemovalDeps, lead: ErasedLead): Promise<void> {
  const { processId, leadId } = lead;
  const nowAt = deps.clock.now();
  for (const { id: targetId } of await listRemovalTargets(deps, processId)) {
    const doc: RemovalDeliveryDoc = {
      processId,
      targetId,
      leadId,
      state: 'pending',
      attempts: 0,
      createdAt: nowAt,
      dueAt: nowAt,
      body: bodyOf(lead),
    };
    // A conflict is the message of an earlier delivery of this event.
    await deps.deliveries.put({ id: removalDeliveryId(targetId, leadId), doc, expectedVersion: 0 });
  }
}

/** The CRM finds the person by its own id, by number, or by the lead id it was given. */
function bodyOf({ processId, leadId, phones, customerId, erasedAt }: ErasedLead): string {
  return JSON.stringify({
    type: 'lead.deleted',
    timestamp: toTime(erasedAt).toISOString(),
    data: { process_id: processId, lead_id: leadId, customer_id: customerId, phones },
  });
}
