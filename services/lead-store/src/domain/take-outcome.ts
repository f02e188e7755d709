import {
  afterDisposition,
  isTimedCallback,
  statusesAfter,
  type Disposition,
  type DispositionCategory,
  type LeadEnd,
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
  readonly end?: LeadEnd | undefined;
  /** Rule of a retry; 0 = none of its own. */
  readonly retry?: { readonly gapMs: number; readonly timesMax: number } | undefined;
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
  const outcomeCounts = countOutcome(lead, command);
  const disposed: LiveLead = {
    ...lead,
    progress: afterDisposition(lead.progress, { ...command, ...retryOf(command, outcomeCounts, nowAt) }),
    ...(Object.keys(outcomeCounts).length === 0 ? {} : { outcomeCounts }),
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

/** the rule's own pause; a lead that had this outcome often enough is archived. */
function retryOf(
  { category, code, retry }: OutcomeCommand,
  counts: Readonly<Record<string, number>>,
  nowAt: number,
): Partial<Pick<Disposition, 'category' | 'end' | 'retryAt'>> {
  if (category !== 'retry' || retry === undefined) return {};
  if (retry.timesMax > 0 && (counts[code] ?? 0) >= retry.timesMax)
    return { category: 'final', end: 'archived' };
  return retry.gapMs > 0 ? { retryAt: nowAt + retry.gapMs } : {};
}

/** How often each outcome with a limit was said. An agent who corrects the outcome of an attempt has said one thing. */
function countOutcome(lead: LiveLead, command: OutcomeCommand): Readonly<Record<string, number>> {
  const counts = { ...lead.outcomeCounts };
  const corrected = lead.outcome?.attemptId === command.attemptId ? lead.outcome.code : undefined;
  if (command.attemptId !== '' && corrected !== undefined && counts[corrected] !== undefined) {
    counts[corrected] -= 1;
  }
  if ((command.retry?.timesMax ?? 0) > 0) counts[command.code] = (counts[command.code] ?? 0) + 1;
  return counts;
}

function wasTimedCallback(lead: LiveLead, { attemptId }: OutcomeCommand, nowAt: number): boolean {
  if (attemptId === '') return false;
  if (lead.call?.attemptId === attemptId) return lead.call.timedCallback;
  if (lead.outcome?.attemptId === attemptId) return lead.outcome.timedCallback;
  return isTimedCallback(lead.progress, nowAt);
}
