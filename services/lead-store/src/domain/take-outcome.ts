import {
  afterDisposition,
  isTimedCallback,
  statusesAfter,
  type DispositionCategory,
} from '@firstring/domain/lead-lifecycle';
import { enterStatuses, isOlderToken, remember, type LiveLead } from './lead.ts';

/** What an agent said of an attempt or a preview. */
export interface OutcomeCommand {
  readonly requestId: string;
  readonly agentId: string;
  readonly attemptId: string;
  readonly fencingToken: string;
  readonly code: string;
  readonly label: string;
  readonly category: DispositionCategory;
  readonly note: string;
  readonly callbackAt: number | undefined;
  readonly callbackCommon: boolean;
}

export type OutcomeStep =
  | { readonly type: 'stored'; readonly lead: LiveLead }
  | { readonly type: 'refused'; readonly reason: 'STALE_TOKEN' };

/** The highest fencing token wins (rule 4 of ARCHITECTURE.md); with an equal one the holder of the lock corrects itself. */
export function takeOutcome(
  lead: LiveLead,
  command: OutcomeCommand,
  { version, nowAt }: { version: number; nowAt: number },
): OutcomeStep {
  if (isOlderToken(command.fencingToken, lead.fencingToken))
    return { type: 'refused', reason: 'STALE_TOKEN' };
  const disposed: LiveLead = {
    ...lead,
    progress: afterDisposition(lead.progress, command),
    fencingToken: command.fencingToken,
    outcome: {
      attemptId: command.attemptId,
      agentId: command.agentId,
      code: command.code,
      label: command.label,
      note: command.note,
      at: nowAt,
      version,
      timedCallback: wasTimedCallback(lead, command, nowAt),
    },
    updatedAt: nowAt,
  };
  const converted = command.category === 'converted' ? statusesAfter(lead.status, 'converted') : [];
  const answer = { id: command.requestId, type: 'outcome', version } as const;
  return { type: 'stored', lead: remember(enterStatuses(disposed, converted, nowAt), answer) };
}

function wasTimedCallback(lead: LiveLead, { attemptId }: OutcomeCommand, nowAt: number): boolean {
  if (attemptId === '') return false;
  if (lead.call?.attemptId === attemptId) return lead.call.timedCallback;
  if (lead.outcome?.attemptId === attemptId) return lead.outcome.timedCallback;
  return isTimedCallback(lead.progress, nowAt);
}
