/** The invariants of the product as questions to what was seen from outside; each answers with what is wrong, in words. */

export interface StoredLead {
  readonly leadId: string;
  readonly number: string;
}

/** I1: every acknowledged lead is stored exactly once, under the id its vendor was told; nothing is stored that nobody sent. */
export function checkLeads(
  sent: { readonly attempted: ReadonlySet<string>; readonly acknowledged: ReadonlyMap<string, string> },
  stored: readonly StoredLead[],
): string[] {
  const idsOf = Map.groupBy(stored, ({ number }) => number);
  const lost = [...sent.acknowledged]
    .filter(([number, leadId]) => !(idsOf.get(number) ?? []).some((lead) => lead.leadId === leadId))
    .map(([number, leadId]) => `lost: ${number}, acknowledged as ${leadId}`);
  const doubled = [...idsOf]
    .filter(([, leads]) => leads.length > 1)
    .map(([number, leads]) => `stored ${leads.length} times: ${number}`);
  const unexpected = [...idsOf.keys()]
    .filter((number) => !sent.attempted.has(number))
    .map((number) => `stored, but nobody sent it: ${number}`);
  return [...lost, ...doubled, ...unexpected];
}

/** What happened to the lock of one number, in the order of its guard's versions. */
export interface LockEvent {
  readonly guard: string;
  readonly version: bigint;
  readonly token: bigint;
  readonly type: 'acquired' | 'ended';
  readonly agentId: string;
}

/** I2: within a guard versions and fencing tokens strictly rise, and nobody gets a lock that another one still holds. */
export function checkLocks(events: readonly LockEvent[]): string[] {
  return [...Map.groupBy(events, ({ guard }) => guard)].flatMap(([guard, ofGuard]) =>
    checkGuard(guard, ofGuard),
  );
}

function checkGuard(guard: string, events: readonly LockEvent[]): string[] {
  const faults: string[] = [];
  let [lastVersion, lastToken] = [-1n, -1n];
  let holder: LockEvent | undefined;
  for (const event of events) {
    if (event.version < lastVersion) faults.push(`${guard}: version ${event.version} after ${lastVersion}`);
    lastVersion = event.version;
    if (event.type === 'ended') {
      if (holder !== undefined && holder.token === event.token) holder = undefined;
      continue;
    }
    if (event.token <= lastToken) faults.push(`${guard}: token ${event.token} after ${lastToken}`);
    if (holder !== undefined)
      faults.push(
        `${guard}: ${event.agentId} got a lock that ${holder.agentId} still held (token ${holder.token})`,
      );
    lastToken = event.token;
    holder = event;
  }
  return faults;
}

/** One INVITE as the carrier saw it. */
export interface Invite {
  readonly attemptId: string;
  readonly number: string;
  readonly receivedAt: number;
  readonly endedAt: number | undefined;
}

/** I3: at most one INVITE an attempt, and never two calls to one number at a time. */
export function checkInvites(invites: readonly Invite[]): string[] {
  const unnamed = invites
    .filter(({ attemptId }) => attemptId === '')
    .map(({ number }) => `no attempt id: ${number}`);
  const repeated = [...Map.groupBy(invites, ({ attemptId }) => attemptId)]
    .filter(([attemptId, same]) => attemptId !== '' && same.length > 1)
    .map(([attemptId, same]) => `${same.length} INVITEs for attempt ${attemptId}`);
  const twice = [...Map.groupBy(invites, ({ number }) => number)].flatMap(([number, same]) =>
    same
      .toSorted((a, b) => a.receivedAt - b.receivedAt)
      .filter((invite, at, sorted) => at > 0 && (sorted[at - 1]?.endedAt ?? Infinity) > invite.receivedAt)
      .map(() => `two calls at a time: ${number}`),
  );
  return [...unnamed, ...repeated, ...twice];
}

/** I9: every INVITE is one row of the call log, and no attempt has two rows. */
export function checkCallLog(
  invites: readonly Invite[],
  rows: readonly { readonly attemptId: string }[],
): string[] {
  const byAttempt = Map.groupBy(rows, ({ attemptId }) => attemptId);
  const missing = invites
    .filter(({ attemptId }) => !byAttempt.has(attemptId))
    .map(({ attemptId, number }) => `an INVITE without a row in the call log: ${attemptId} to ${number}`);
  const doubled = [...byAttempt]
    .filter(([, same]) => same.length > 1)
    .map(([attemptId, same]) => `${same.length} rows for attempt ${attemptId}`);
  return [...missing, ...doubled];
}

/** I12: every acknowledged lead has been dialled, or the call log says why its attempt ended before. */
export function checkDialled(
  acknowledged: ReadonlyMap<string, string>,
  invites: readonly Invite[],
  rows: readonly { readonly leadId: string }[],
): string[] {
  const dialled = new Set(invites.map(({ number }) => number));
  const explained = new Set(rows.map(({ leadId }) => leadId));
  return [...acknowledged]
    .filter(([number, leadId]) => !dialled.has(number) && !explained.has(leadId))
    .map(([number, leadId]) => `never dialled and not explained: ${number} (${leadId})`);
}
