import { updateDocument } from '@firstring/service-kit';
import type { Page } from '@firstring/store';
import { callListKey, callRowId, type CallDisposition, type CallRowDoc } from '../store/call-log.ts';
import type { LeadStoreDeps } from './ports.ts';

export interface FinishedCall {
  readonly processId: string;
  readonly attemptId: string;
  readonly leadId: string;
  readonly agentId: string;
  readonly endedAt: number;
  /** The CallRecord in its JSON form. */
  readonly record: unknown;
}

/** One row an attempt, whatever comes how often: the first record stays. */
export async function logCall(
  deps: LeadStoreDeps,
  call: FinishedCall,
  disposition: CallDisposition | undefined,
): Promise<void> {
  const { processId, attemptId, leadId, agentId, endedAt, record } = call;
  await changeRow(deps, call, (row) => {
    if (row.record !== undefined) return undefined;
    const narrowed = [{}, { leadId }, { agentId }, { leadId, agentId }];
    const lists = [...new Set(narrowed.map((key) => callListKey({ processId, ...key })))];
    const said = row.disposition ?? disposition;
    return {
      processId,
      attemptId,
      record,
      endedAt,
      lists,
      ...(said === undefined ? {} : { disposition: said }),
    };
  });
}

/** What the agent said, before or after the record has come; the lead's newest outcome wins. */
export async function logDisposition(
  deps: LeadStoreDeps,
  attempt: { readonly processId: string; readonly attemptId: string },
  disposition: CallDisposition,
): Promise<void> {
  await changeRow(deps, attempt, (row) =>
    (row.disposition?.leadVersion ?? 0) >= disposition.leadVersion ? undefined : { ...row, disposition },
  );
}

export interface ListCalls {
  readonly processId: string;
  readonly leadId?: string | undefined;
  readonly agentId?: string | undefined;
  readonly pageSize: number;
  readonly pageToken?: string | undefined;
}

/** a process's calls, newest first. */
export function listCalls(deps: LeadStoreDeps, query: ListCalls): Promise<Page<CallRowDoc>> {
  const { pageSize, pageToken } = query;
  return deps.calls.query({
    index: 'lists',
    equals: [callListKey(query)],
    order: 'desc',
    pageSize,
    pageToken,
  });
}

export async function findCall(
  deps: LeadStoreDeps,
  attempt: { readonly processId: string; readonly attemptId: string },
): Promise<CallRowDoc | undefined> {
  const row = await deps.calls.get(callRowId(attempt.processId, attempt.attemptId));
  return row?.doc.record === undefined ? undefined : row.doc;
}

function changeRow(
  deps: LeadStoreDeps,
  { processId, attemptId }: { readonly processId: string; readonly attemptId: string },
  step: (row: CallRowDoc) => CallRowDoc | undefined,
): Promise<void> {
  return updateDocument<CallRowDoc, void>(deps.calls, callRowId(processId, attemptId), (row) => ({
    answer: undefined,
    doc: step(row ?? { processId, attemptId }),
  }));
}
