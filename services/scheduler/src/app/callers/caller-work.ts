import type { Work } from '../../domain/agent/agent-state.ts';
import type { SchedulerDeps } from '../scheduler-deps.ts';
import type { CallerLine } from './caller-line.ts';

/** A caller as the work of the agent who is rung; undefined where the campaign has gone. */
export function workOfCaller(deps: SchedulerDeps, line: CallerLine, campaignId: string): Work | undefined {
  const campaign = deps.campaigns.get(campaignId);
  if (campaign === undefined) return undefined;
  const { attemptId, processId, phone, homeGuard, number, arrivedAt, matched, leadVersion } = line;
  const { incomingNumberId, policy } = number;
  const leadId = matched?.leadId ?? '';
  const known = deps.orders.find(processId)?.order.view.lead(leadId);
  return {
    processId,
    campaignId,
    leadId,
    homeGuard,
    leadVersion: known?.version ?? leadVersion,
    attemptId,
    lane: 'caller',
    level: 'waiting',
    caller: { incomingNumberId, arrivedAt, leadCreated: matched?.created ?? false },
    limits: {
      ringOnPreview: false,
      previewMs: 0,
      wrapUpMs: campaign.wrapUpMs,
      ringMs: policy.ringMs,
      skipBudget: 0,
    },
    chosenAt: deps.clock.now(),
    token: 0,
    dialRefusals: [],
    ...(phone === homeGuard || phone === '' ? {} : { phone }),
    settling: false,
  };
}
