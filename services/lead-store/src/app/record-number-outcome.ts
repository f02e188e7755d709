import { reasonError } from '@firstring/contracts';
import type { DispositionCategory } from '@firstring/domain/lead-lifecycle';
import { categoryOf } from '@firstring/service-kit/disposition-category';
import { logDisposition } from './call-log.ts';
import { readCampaign } from './campaigns.ts';
import type { LeadStoreDeps } from './ports.ts';

export interface NumberOutcome {
  readonly processId: string;
  readonly campaignId: string;
  readonly agentId: string;
  /** Empty when it was not dialled: then nothing is written. */
  readonly attemptId: string;
  readonly code: string;
  readonly note: string;
}

/** what the agent said of a number in no lead stands on its row of the call log. Saying it twice is saying it once. */
export async function recordNumberOutcome(
  deps: LeadStoreDeps,
  outcome: NumberOutcome,
): Promise<DispositionCategory> {
  const { processId, campaignId, agentId, attemptId, code, note } = outcome;
  const campaign = await readCampaign(deps, { processId, campaignId });
  const disposition = campaign.doc.dispositions.find((candidate) => candidate.code === code);
  const category = disposition && categoryOf(disposition.category);
  if (disposition === undefined || category === undefined) throw reasonError('DISPOSITION_UNKNOWN');
  if (category === 'callback') throw reasonError('OUTCOME_NEEDS_LEAD');
  if (attemptId === '') return category;
  const said = { code, label: disposition.label, note, at: deps.clock.now(), leadVersion: 1 };
  await logDisposition(deps, { processId, attemptId }, said);
  deps.events.outcomeRecorded({ leadId: '', agentId, attemptId, code });
  return category;
}
