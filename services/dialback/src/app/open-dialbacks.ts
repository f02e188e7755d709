import type { Dialback } from '@firstring/contracts/dialback/dialback_service';
import type { Stored } from '@firstring/store';
import { isOpen, openEntry } from '../domain/missed-calls.ts';
import { toMissedCalls, type MissedCallsDoc } from '../store/missed-calls.ts';
import { encodeEntry } from './encode-entry.ts';
import type { DialbackDeps } from './ports.ts';

const COUNT_MAX = 10_000;
/** Questions to the store at a time. */
const AT_ONCE = 50;
const PERSONS_MAX = 200;
const ENTRIES_MAX = 1000;

/** The open entries of a process as they are served: oldest first. */
export async function listOpenDialbacks(
  deps: DialbackDeps,
  processId: string,
  page: { readonly pageSize: number; readonly pageToken: string | undefined },
): Promise<{ dialbacks: Dialback[]; nextPageToken: string | undefined }> {
  const { pageSize, pageToken } = page;
  const token = pageToken === undefined ? {} : { pageToken };
  const found = await deps.missedCalls.query({ index: 'open', equals: [processId], pageSize, ...token });
  return {
    dialbacks: found.items.flatMap((stored) => encodeOpen(deps, stored)),
    nextPageToken: found.nextPageToken,
  };
}

export function countOpenDialbacks({ missedCalls }: DialbackDeps, processId: string): Promise<number> {
  return missedCalls.count({ index: 'open', equals: [processId], limit: COUNT_MAX });
}

/** which of these leads are called back, and where that stands. */
export async function findOpenDialbacks(
  deps: DialbackDeps,
  processId: string,
  leadIds: readonly string[],
): Promise<Dialback[]> {
  const found: Dialback[] = [];
  for (let from = 0; from < leadIds.length; from += AT_ONCE) {
    const pages = await Promise.all(
      leadIds
        .slice(from, from + AT_ONCE)
        .map((leadId) =>
          deps.missedCalls.query({ index: 'open_lead', equals: [processId, leadId], pageSize: 1 }),
        ),
    );
    found.push(...pages.flatMap(({ items }) => items).flatMap((stored) => encodeOpen(deps, stored)));
  }
  return found;
}

/** Everything that is open, for a scheduler that starts. */
export async function allOpenDialbacks(deps: DialbackDeps, processId: string): Promise<Dialback[]> {
  const all: Dialback[] = [];
  let pageToken: string | undefined;
  do {
    const page = await listOpenDialbacks(deps, processId, { pageSize: 200, pageToken });
    all.push(...page.dialbacks);
    pageToken = page.nextPageToken;
  } while (pageToken !== undefined && all.length < COUNT_MAX);
  return all;
}

/** Entries that people's documents still have, open ones first. */
export async function someDialbacks(deps: DialbackDeps, processId: string): Promise<Dialback[]> {
  const selection = { index: 'process', equals: [processId], pageSize: PERSONS_MAX };
  const { items } = await deps.missedCalls.query(selection);
  const found = items.flatMap(({ doc, version }) => {
    const calls = toMissedCalls(doc, deps.rules);
    return calls.entries.map((entry) => ({ entry, wire: encodeEntry(calls, entry, version) }));
  });
  found.sort(
    (a, b) => Number(isOpen(b.entry)) - Number(isOpen(a.entry)) || a.entry.orderAt - b.entry.orderAt,
  );
  return found.slice(0, ENTRIES_MAX).map(({ wire }) => wire);
}

function encodeOpen({ rules }: DialbackDeps, { doc, version }: Stored<MissedCallsDoc>): Dialback[] {
  const calls = toMissedCalls(doc, rules);
  const open = openEntry(calls);
  return open === undefined ? [] : [encodeEntry(calls, open, version)];
}
