import { openEntry } from '../domain/missed-calls.ts';
import { toMissedCalls, toMissedCallsDoc } from '../store/missed-calls.ts';
import type { DialbackDeps } from './ports.ts';

const PAGE = 200;

/** Once at the start: open entries that version 1 has stored are found by lead and number, too. */
export async function adoptOldEntries({ missedCalls, rules }: DialbackDeps): Promise<void> {
  let pageToken: string | undefined;
  do {
    const token = pageToken === undefined ? {} : { pageToken };
    const page = await missedCalls.query({ index: 'sweep', pageSize: PAGE, ...token });
    for (const { id, version, doc } of page.items) {
      const calls = toMissedCalls(doc, rules);
      if (doc.open === undefined && openEntry(calls) !== undefined)
        await missedCalls.put({ id, doc: toMissedCallsDoc(calls), expectedVersion: version });
    }
    pageToken = page.nextPageToken;
  } while (pageToken !== undefined);
}
