import { fromTime, reasonError, toTime } from '@firstring/contracts';
import type {
  ExplainRequest,
  ExplainResponse,
  ExplainServiceDefinition,
} from '@firstring/contracts/scheduling/explain_service';
import { unreachable } from '@firstring/kernel';
import { required, type ServiceImplementation } from '@firstring/service-kit';
import { requireServing } from '../../app/agent-commands.ts';
import { explainAgent } from '../../app/explain-agent.ts';
import { explainCampaign } from '../../app/explain-campaign.ts';
import { explainLead } from '../../app/explain-lead.ts';
import type { SchedulerDeps } from '../../app/scheduler-deps.ts';
import { encodeAgent, encodeCampaign, encodeLead } from './encode-explanation.ts';

/** Further ahead nobody knows what is configured then. */
const AHEAD_MS_MAX = 366 * 86_400_000;

/** The method table of ExplainService. */
export function explainServer(deps: SchedulerDeps): ServiceImplementation<typeof ExplainServiceDefinition> {
  return {
    async explain({ processId, about, time }) {
      requireServing(deps);
      const nowAt = deps.clock.now();
      const at = Math.max(nowAt, fromTime(time) ?? nowAt);
      if (at - nowAt > AHEAD_MS_MAX) throw reasonError('INVALID_ARGUMENT', { details: { field: 'time' } });
      const answer = await explain(deps, { processId: required(processId, 'process_id'), at }, about);
      return { time: toTime(at), asOfTime: toTime(nowAt), answer };
    },
  };
}

async function explain(
  deps: SchedulerDeps,
  asked: { readonly processId: string; readonly at: number },
  about: ExplainRequest['about'],
): Promise<ExplainResponse['answer']> {
  switch (about?.$case) {
    case 'leadId': {
      const leadId = required(about.value, 'lead_id');
      return { $case: 'lead', value: encodeLead(await explainLead(deps, { ...asked, leadId })) };
    }
    case 'agentId': {
      const agentId = required(about.value, 'agent_id');
      return { $case: 'agent', value: encodeAgent(await explainAgent(deps, { ...asked, agentId })) };
    }
    case 'campaignId': {
      const campaignId = required(about.value, 'campaign_id');
      const explanation = await explainCampaign(deps, { ...asked, campaignId });
      return { $case: 'campaign', value: encodeCampaign(explanation) };
    }
    case undefined:
      throw reasonError('INVALID_ARGUMENT', { details: { field: 'about' } });
    default:
      return unreachable(about);
  }
}
