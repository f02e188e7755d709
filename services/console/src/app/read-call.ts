import { reasonError } from '@firstring/contracts';
import { callSteps } from '../domain/call-steps.ts';
import { factsId, type ReportStore } from '../store/reports.ts';
import type { Actor } from './actor.ts';
import { readAudit, type ReadAuditDeps } from './audit/read-audit.ts';
import { ifThere } from './if-there.ts';
import { leadNameOf } from './lead-name.ts';
import type { Configuration, Leads, LoggedCall } from './ports.ts';
import type { AuditRow } from './views/audit.ts';
import type { CallStory } from './views/call-story.ts';

export interface ReadCallDeps extends ReadAuditDeps {
  readonly leads: Leads;
  readonly configuration: Configuration;
  readonly reportStore: ReportStore;
}

const AUDIT_SHOWN = 50;

/**
 * One call from the opt-in to the disposition. Whoever sees only calls of their own gets CALL_NOT_FOUND for another's: the same
 * answer as for one that does not exist.
 */
export async function readCall(
  deps: ReadCallDeps,
  actor: Actor,
  { processId, attemptId }: { readonly processId: string; readonly attemptId: string },
): Promise<CallStory> {
  const logged = await deps.leads.call(processId, attemptId);
  if (logged === undefined || !isSeenBy(actor, logged)) throw reasonError('CALL_NOT_FOUND');
  const { row, times, campaignId, ...record } = logged;
  const { leadId } = row;
  const [lead, campaign, facts, agentName] = await Promise.all([
    leadId === '' ? undefined : ifThere(deps.leads.get(processId, leadId)),
    ifThere(deps.configuration.campaign(processId, campaignId)),
    deps.reportStore.leads.get(factsId(processId, leadId, attemptId)),
    deps.users.agentName(row.agentId),
  ]);
  const attempt = facts?.doc.attempts[attemptId];
  const presentedAt = attempt?.presentedAt;
  const beganAt = presentedAt ?? times.dial_pressed ?? times.agent_rang;
  return {
    ...record,
    call: {
      ...row,
      agentName,
      leadName: lead !== undefined && actor.permissions.has('lead:read') ? leadNameOf(lead) : '',
    },
    steps: callSteps({ ...times, opted_in: lead?.createdAt, presented: presentedAt }),
    level: attempt?.level ?? '',
    campaignName: campaign?.name ?? '',
    vendorName: lead?.vendorName ?? '',
    listName: lead?.listName ?? '',
    audit: await auditOf(deps, actor, { processId, things: [attemptId, leadId], fromAt: beganAt }),
  };
}

function isSeenBy(actor: Actor, { row }: LoggedCall): boolean {
  return actor.permissions.has('call:list') || (actor.agentId !== '' && row.agentId === actor.agentId);
}

interface Audited {
  readonly processId: string;
  readonly things: readonly string[];
  readonly fromAt: number | undefined;
}

/** What was done to the call, and to its lead since then; nothing for people who do not read the audit. */
async function auditOf(
  deps: ReadCallDeps,
  actor: Actor,
  { processId, things, fromAt }: Audited,
): Promise<readonly AuditRow[]> {
  if (!actor.permissions.has('audit:read')) return [];
  const pages = await Promise.all(
    things
      .filter((resourceId) => resourceId !== '')
      .map((resourceId) =>
        readAudit(deps, actor, {
          scope: 'process',
          processId,
          filter: { userId: '', action: '', resourceId, fromAt, toAt: undefined },
          pageSize: AUDIT_SHOWN,
          pageToken: '',
        }),
      ),
  );
  return pages.flatMap(({ records }) => records).toSorted((a, b) => b.sequence - a.sequence);
}
