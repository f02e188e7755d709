import { INSTALLATION_CHAIN, processChain } from '../../domain/audit/chain-ids.ts';
import { isSeenBy } from '../../domain/user-changes.ts';
import type { ConsoleEvents } from '../../events.ts';
import type { AuditRecordDoc } from '../../store/audit.ts';
import type { Actor } from '../actor.ts';
import type { Users } from '../users.ts';
import type { AuditPage, AuditRow, AuditScope, AuditVerdict } from '../views/audit.ts';
import type { Audit } from './audit.ts';
import type { AuditFilter } from './list-records.ts';

export interface ReadAuditDeps {
  readonly audit: Audit;
  readonly users: Users;
  readonly events: ConsoleEvents;
}

const EXPORT_PAGE_SIZE = 200;

export interface AuditAsk {
  readonly scope: AuditScope;
  /** Already known to be the actor's. */
  readonly processId: string;
}

export function chainOf({ scope, processId }: AuditAsk): string {
  return scope === 'installation' ? INSTALLATION_CHAIN : processChain(processId);
}

/** Records, newest first, with the names of who did it. */
export async function readAudit(
  deps: ReadAuditDeps,
  actor: Actor,
  ask: AuditAsk & { filter: AuditFilter; pageSize: number; pageToken: string },
): Promise<AuditPage> {
  const { records, nextPageToken } = await deps.audit.list({
    chainId: chainOf(ask),
    filter: ask.filter,
    isSeen: (record) => isSeen(deps, actor, ask.scope, record),
    pageSize: ask.pageSize,
    pageToken: ask.pageToken === '' ? undefined : ask.pageToken,
  });
  const rows = await Promise.all(records.map((record) => toRow(deps, record)));
  return { records: rows, nextPageToken: nextPageToken ?? '' };
}

/** Every record that fits, as lines of JSON with its hashes, so that others can hold the chain against itself. */
export async function* exportAudit(
  deps: ReadAuditDeps,
  actor: Actor,
  ask: AuditAsk & { filter: AuditFilter },
): AsyncGenerator<string> {
  let pageToken: string | undefined;
  do {
    const page = await deps.audit.list({
      chainId: chainOf(ask),
      filter: ask.filter,
      isSeen: (record) => isSeen(deps, actor, ask.scope, record),
      pageSize: EXPORT_PAGE_SIZE,
      pageToken,
    });
    yield page.records.map((record) => `${JSON.stringify(record)}\n`).join('');
    pageToken = page.nextPageToken;
  } while (pageToken !== undefined);
}

export async function verifyAudit(deps: ReadAuditDeps, actor: Actor, ask: AuditAsk): Promise<AuditVerdict> {
  const { end, broken } = await deps.audit.verify(chainOf(ask));
  // The log is kept elsewhere: what stands there cannot be made anew together with the chain.
  deps.events.auditVerified(actor.userId, { chainId: chainOf(ask), ...end, fault: broken?.fault ?? 'none' });
  return { ...end, broken: broken ?? null };
}

/** The installation's chain has everybody in it: a reader sees people of their own processes. */
async function isSeen(
  deps: ReadAuditDeps,
  actor: Actor,
  scope: AuditScope,
  record: AuditRecordDoc,
): Promise<boolean> {
  if (scope === 'process' || record.who.userId === '') return true;
  const user = await deps.users.byId(record.who.userId);
  return user !== undefined && isSeenBy(actor, user.processIds);
}

async function toRow(deps: ReadAuditDeps, record: AuditRecordDoc): Promise<AuditRow> {
  const { actionId: _actionId, chainId: _chainId, ...row } = record;
  return { ...row, userName: row.who.userId === '' ? '' : await deps.users.agentName(row.who.userId) };
}
