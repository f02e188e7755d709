import { failpoint } from '@firstring/kernel';
import type { MissedCalls, MissedCause } from '../domain/missed-calls.ts';
import type { IncomingRulesDoc } from '../store/incoming-rules.ts';
import type { Caller, DialbackDeps } from './ports.ts';
import { updateMissedCalls } from './update-missed-calls.ts';

export interface ReportMissedCall {
  /** Names the missed call: a repeated report is the same one. */
  readonly dialbackId: string;
  readonly processId: string;
  /** Empty where the caller is withheld. */
  readonly phone: string;
  readonly campaignId: string;
  /** Empty when whoever took the call did not know the caller. */
  readonly leadId: string;
  readonly leadCreated: boolean;
  readonly cause: MissedCause;
  readonly missedAt: number;
  readonly incomingNumberId: string;
}

/** A report is on its way for moments only, unless something was down. */
const LATE_MS = 5000;

/** Records a lost call; the caller's lead is looked up when it was not given. */
export async function reportMissedCall(deps: DialbackDeps, report: ReportMissedCall): Promise<MissedCalls> {
  const { processId, phone, campaignId, incomingNumberId, dialbackId } = report;
  const called = await deps.incomingRules.get(incomingNumberId || 'none');
  const [caller, isExcluded] = await Promise.all([
    findCaller(deps, report, called?.doc),
    phone !== '' && asked(deps, () => deps.claim.isExcluded(processId, phone), false),
  ]);
  const isLate = deps.clock.now() - report.missedAt > LATE_MS;
  const [ownerId, reachedAt] = await Promise.all([
    caller && asked(deps, () => deps.claim.ownerOf(processId, caller), undefined),
    // Whoever told us may have been away, and the caller has called again meanwhile.
    isLate && caller ? deps.leads.spokenToAt(processId, caller.leadId) : undefined,
  ]);
  // Withheld callers have nothing in common.
  const target = { processId, phone: caller?.homeGuard ?? (phone || `withheld|${dialbackId}`) };
  await failpoint('dialback.d3.before');
  const calls = await updateMissedCalls(deps, target, {
    type: 'missed',
    ...report,
    leadId: caller?.leadId ?? '',
    campaignId: (report.leadId === '' && caller?.campaignId) || campaignId,
    isExcluded,
    ownerId,
    reachedAt,
    rules: called?.doc.rules ?? deps.rules,
  });
  await failpoint('dialback.d3.after');
  return calls;
}

function findCaller(
  { leads }: DialbackDeps,
  { processId, leadId, phone }: ReportMissedCall,
  called: IncomingRulesDoc | undefined,
): Promise<Caller | undefined> | undefined {
  if (leadId !== '') return leads.byId(processId, leadId);
  return phone === '' ? undefined : leads.byNumber(processId, phone, called?.campaignIds ?? []);
}

/** Without an answer the call is queued: the gate asks again before anybody is dialled, and the scheduler knows owners itself. */
async function asked<Answer>(
  { log }: DialbackDeps,
  question: () => Promise<Answer>,
  otherwise: Answer,
): Promise<Answer> {
  try {
    return await question();
  } catch (error) {
    log.warn({ err: error }, 'claim could not be asked about a caller; the missed call is kept without');
    return otherwise;
  }
}
