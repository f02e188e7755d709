import { AppError, type ErrorCode } from '@firstring/kernel';
import type { Request, Response } from 'express';
import type { AuditedAction, AuditEnd, AuditLog } from '../../app/audit/audit-log.ts';
import { sha256 } from '../../app/audit/sha256.ts';
import type { LiveSession } from '../../app/sessions.ts';
import type { ApiArea, AuditKnock } from '../../domain/audit/actions.ts';
import { INSTALLATION_CHAIN, processChain } from '../../domain/audit/chain-ids.ts';
import { STREAMING, type ApiCall, type AuditNote, type Endpoint } from './endpoint.ts';
import { id, requestId } from './input.ts';

export interface AuditedCall {
  readonly endpoint: Endpoint;
  readonly live: LiveSession;
  readonly request: Request;
  readonly response: Response;
  /** Permission, then the endpoint's work. */
  handle(call: ApiCall): Promise<unknown>;
}

/** Refusals that are recorded whatever the endpoint says: somebody reached for what is not theirs. */
const KNOCKS: ReadonlySet<string> = new Set(['PERMISSION_DENIED', 'PROCESS_NOT_FOUND']);

/** After these nobody knows whether anything has changed. */
const UNCERTAIN: ReadonlySet<ErrorCode> = new Set(['internal', 'unavailable', 'deadline_exceeded']);

/**
 * The one place that writes the audit. A change writes its intent, happens, and writes its record before the answer; a
 * reading endpoint that says so writes a record; a refusal for want of a right writes one everywhere.
 */
export async function handleAudited(audit: AuditLog, audited: AuditedCall): Promise<unknown> {
  const { endpoint } = audited;
  const rule = endpoint.audit === undefined || 'unaudited' in endpoint.audit ? undefined : endpoint.audit;
  const chainId = rule?.chain === 'installation' ? INSTALLATION_CHAIN : chainOf(audited);
  const action = describe(audited, rule?.action ?? knockAt(endpoint));
  const begun =
    rule === undefined || endpoint.method === 'get' ? undefined : await audit.begin(chainId, action);
  const end = begun === undefined ? (how: AuditEnd) => audit.record(chainId, action, how) : begun.end;
  let note: AuditNote = {};
  let answer: unknown;
  try {
    const { live, request, response } = audited;
    answer = await audited.handle({
      ...live,
      request,
      response,
      note: (more) => (note = { ...note, ...more }),
    });
  } catch (thrown) {
    const { code, reason } = AppError.from(thrown);
    if (begun !== undefined || KNOCKS.has(reason))
      await end({ ...note, outcome: UNCERTAIN.has(code) ? 'unknown' : 'refused', reason });
    throw thrown;
  }
  const after = 'after' in note || endpoint.method === 'get' || answer === STREAMING ? note.after : answer;
  if (rule !== undefined) await end({ ...note, after, outcome: 'done', reason: '' });
  return answer;
}

function knockAt({ path, method }: Endpoint): AuditKnock {
  const area = path.split('/')[1] as ApiArea; // the first part of an ApiPath
  return `${area}.${method}`;
}

function describe({ live, request }: AuditedCall, action: AuditedAction['action']): AuditedAction {
  const body: unknown = request.body;
  const named = requestId.safeParse(
    typeof body === 'object' && body !== null && 'requestId' in body
      ? body.requestId
      : request.query['requestId'],
  );
  const [thing] = Object.values(request.params);
  return {
    who: {
      userId: live.actor.userId,
      roles: live.user.roles,
      session: sha256(live.actor.sessionId).slice(0, 16),
      address: request.ip ?? '',
    },
    action,
    resourceId: id.safeParse(thing).data ?? '',
    requestId: named.data ?? '',
  };
}

/** The chain of the process asked for; a process that is not the user's is a matter of the installation. */
function chainOf({ live, request }: AuditedCall): string {
  const asked = request.query['processId'] ?? live.actor.processIds[0];
  return typeof asked === 'string' && live.actor.processIds.includes(asked)
    ? processChain(asked)
    : INSTALLATION_CHAIN;
}
