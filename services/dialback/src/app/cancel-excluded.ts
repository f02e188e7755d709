import type { DialbackDeps } from './ports.ts';
import { updateMissedCalls } from './update-missed-calls.ts';

const PAGE = 100;

/** whoever is waiting to be called back at one of these numbers no longer is. */
export async function cancelExcluded(
  deps: DialbackDeps,
  processId: string,
  phones: readonly string[],
): Promise<void> {
  for (const phone of phones) {
    // A person has one open entry; two leads may share the number.
    const selection = { index: 'open_phone', equals: [processId, phone], pageSize: PAGE };
    for (const { doc } of (await deps.missedCalls.query(selection)).items)
      await updateMissedCalls(deps, doc, { type: 'number-excluded', phone });
  }
}
