import { reasonError } from '@firstring/contracts';
import type { DispositionCategory } from '@firstring/domain/lead-lifecycle';
import { categoryOf } from '@firstring/service-kit/disposition-category';
import { claimOfOutcome, isAnybodys, type OutcomeClaim } from '../domain/outcome-claim.ts';
import type { LiveLead } from '../domain/lead.ts';
import { rememberedRequest } from '../domain/lead.ts';
import { takeOutcome, type OutcomeCommand } from '../domain/take-outcome.ts';
import { logDisposition } from './call-log.ts';
import { changeLead, readLead, type LeadRef } from './change-lead.ts';
import { readClaiming } from './claiming.ts';
import { readCampaignOf } from './dial-facts.ts';
import { endOf, retryOf } from './disposition-category.ts';
import { leadChanged, type VersionedLead } from './lead-card.ts';
import type { LeadStoreDeps } from './ports.ts';

/** `campaignId`: whose disposition it is; empty = the lead's own. */
export type RecordOutcome = LeadRef & { readonly campaignId: string } & Omit<
    OutcomeCommand,
    'category' | 'label' | 'retry' | 'end'
  >;

export interface RecordedOutcome {
  /** Version of the lead that carries the outcome. */
  readonly version: number;
  readonly category: DispositionCategory;
  /** The lead as it is now. */
  readonly changed: VersionedLead;
  /** The agent becomes the lead's owner. */
  readonly claim: OutcomeClaim | undefined;
  /** They said that the callback is anybody's: what they own they give up. */
  readonly givesUpClaim: boolean;
}

/**
 * Stores what the agent said: on the lead first (the highest fencing token wins), then on the row of the call log. A repeated request finds
 * the answer on the lead and writes the row again, so that a crash in between leaves nothing half done.
 */
export async function recordOutcome(deps: LeadStoreDeps, command: RecordOutcome): Promise<RecordedOutcome> {
  const { processId, leadId, attemptId, agentId, code } = command;
  const { doc } = await readLead(deps, command);
  const campaign = await readCampaignOf(deps, doc, command.campaignId);
  const disposition = campaign.doc.dispositions.find((candidate) => candidate.code === code);
  const category = disposition && categoryOf(disposition.category);
  if (disposition === undefined || category === undefined) throw reasonError('DISPOSITION_UNKNOWN');
  const rule = {
    category,
    label: disposition.label,
    retry: retryOf(disposition),
    end: endOf(disposition.end),
  };
  const nowAt = deps.clock.now();
  const { claiming } = await readClaiming(deps, processId);
  const said = { category, callbackAt: command.callbackAt, callbackCommon: command.callbackCommon };
  const callbackCommon = isAnybodys(claiming, said) || command.callbackCommon;
  const stored = await changeLead<StoredOutcome>(deps, command, (before, nextVersion) => {
    if (before.state === 'deleted') throw reasonError('LEAD_NOT_FOUND');
    const known = rememberedRequest(before, command.requestId);
    if (known !== undefined) {
      return { answer: { version: known.version, lead: before, leadVersion: nextVersion - 1, isNew: false } };
    }
    const step = takeOutcome(
      before,
      { ...command, ...rule, callbackCommon },
      { version: nextVersion, nowAt },
    );
    if (step.type === 'refused') {
      deps.events.outcomeStale({ leadId, agentId, attemptId });
      throw reasonError(step.reason);
    }
    const { lead } = step;
    const events = [leadChanged(deps, 'LeadUpdated', { leadId, version: nextVersion, lead })];
    return {
      answer: { version: nextVersion, lead, leadVersion: nextVersion, isNew: true },
      doc: lead,
      events,
    };
  });
  if (attemptId !== '') {
    const row = { code, label: rule.label, note: command.note, at: nowAt, leadVersion: stored.version };
    await logDisposition(deps, { processId, attemptId }, row);
  }
  if (stored.isNew) deps.events.outcomeRecorded({ leadId, agentId, attemptId, code });
  return {
    version: stored.version,
    category,
    changed: { leadId, version: stored.leadVersion, lead: stored.lead },
    claim: claimOfOutcome(claiming, { callbackCommon }, stored.lead.progress),
    givesUpClaim: category === 'callback' && command.callbackAt !== undefined && command.callbackCommon,
  };
}

interface StoredOutcome {
  readonly version: number;
  readonly lead: LiveLead;
  readonly leadVersion: number;
  readonly isNew: boolean;
}
