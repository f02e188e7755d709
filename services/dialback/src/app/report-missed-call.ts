import type { MissedCalls, MissedCause } from '../domain/dialback.ts';
import type { DialbackDeps } from './ports.ts';
import { updateMissedCalls } from './update-missed-calls.ts';

export interface ReportMissedCall {
  /** Names the missed call: a repeated report is the same one. */
  readonly dialbackId: string;
  readonly processId: string;
  readonly phone: string;
  readonly campaignId: string;
  /** Empty when whoever took the call did not know the caller. */
  readonly leadId: string;
  readonly cause: MissedCause;
  readonly missedAt: number;
}

/** Records a lost call; the caller's lead is looked up when it was not given. */
export async function reportMissedCall(deps: DialbackDeps, report: ReportMissedCall): Promise<MissedCalls> {
  const { processId, phone, campaignId, leadId } = report;
  const isListed = await isExcluded(deps, report);
  const lead = leadId === '' ? await deps.leads.byNumber(processId, phone) : { leadId, campaignId };
  return updateMissedCalls(
    deps,
    { processId, phone },
    {
      type: 'missed',
      ...report,
      cause: isListed ? 'number_excluded' : report.cause,
      leadId: lead?.leadId ?? '',
      campaignId: lead?.campaignId ?? campaignId,
    },
  );
}

/** Without an answer the call is queued: the gate asks again before anybody is dialled. */
async function isExcluded(deps: DialbackDeps, { processId, phone }: ReportMissedCall): Promise<boolean> {
  try {
    return await deps.exclusions.isExcluded(processId, phone);
  } catch (error) {
    deps.log.warn({ err: error }, 'the do-not-call list could not be asked; the missed call is queued');
    return false;
  }
}
