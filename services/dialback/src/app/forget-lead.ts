import { Dialback } from '@firstring/contracts/dialback/dialback_service';
import type { DialbackDeps } from './ports.ts';
import { updateMissedCalls } from './update-missed-calls.ts';

const PAGE = 200;

/** an erased lead is called back no more, and neither its entries nor the log name it; calls keep their own number. */
export async function forgetLead(
  deps: DialbackDeps,
  { processId, leadId }: { readonly processId: string; readonly leadId: string },
  phones: readonly string[],
): Promise<void> {
  for (const phone of phones)
    await updateMissedCalls(deps, { processId, phone }, { type: 'lead-erased', leadId });
  // Calls of people nobody knows name no lead, before and after.
  if (leadId === '') return;
  const selection = { index: 'lead', equals: [processId, leadId], pageSize: PAGE };
  for (let page = await deps.callLog.query(selection); page.items.length > 0;) {
    const nameless = page.items.map(({ id, version, doc }) => {
      const dialback = Dialback.toJSON({ ...Dialback.fromJSON(doc.dialback), leadId: '' });
      return { id, doc: { ...doc, leadId: '', dialback }, expectedVersion: version };
    });
    await deps.callLog.putMany(nameless);
    page = await deps.callLog.query(selection);
  }
}
