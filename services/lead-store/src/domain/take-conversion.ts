import { afterDisposition, statusesAfter } from '@firstring/domain/lead-lifecycle';
import { enterStatuses, remember, type LiveLead } from './lead.ts';

/** what a vendor or CRM says counts as a converting disposition; a New lead passes through Contacted. */
export function takeConversion(
  lead: LiveLead,
  conversion: { readonly requestId: string; readonly version: number; readonly nowAt: number },
): LiveLead {
  const { requestId, version, nowAt } = conversion;
  const progress = afterDisposition(lead.progress, {
    category: 'converted',
    agentId: '',
    callbackCommon: false,
  });
  const converted = enterStatuses(
    { ...lead, progress, updatedAt: nowAt },
    statusesAfter(lead.status, 'converted'),
    nowAt,
  );
  return remember(converted, { id: requestId, type: 'converted', version });
}
