import { whyAgent, whyCampaign, whyLead, type ExplainDeps, type Question } from '../../app/explain.ts';
import { processIn } from './call-params.ts';
import type { ApiCall, Endpoint } from './endpoint.ts';
import { id, instant, processQuery, readInput } from './input.ts';

export type ExplainRoutesDeps = ExplainDeps;

const whyQuery = processQuery.extend({ at: instant.optional() });

function questionIn(call: ApiCall, param: string): Question {
  const { at } = readInput(whyQuery, call.request.query);
  return { processId: processIn(call), id: readInput(id, call.request.params[param]), at };
}

/** "Why": what the scheduler decides by, for those who plan the work. Now, or `at` an instant ahead. */
export function explainEndpoints(deps: ExplainRoutesDeps): Endpoint[] {
  return [
    {
      method: 'get',
      path: '/leads/:leadId/why',
      needs: ['lead:read'],
      handle: async (call) => whyLead(deps, questionIn(call, 'leadId')),
    },
    {
      method: 'get',
      path: '/campaigns/:campaignId/why',
      needs: ['campaign:write'],
      handle: async (call) => whyCampaign(deps, questionIn(call, 'campaignId')),
    },
    {
      method: 'get',
      path: '/agents/:agentId/why',
      needs: ['campaign:write'],
      handle: async (call) => whyAgent(deps, questionIn(call, 'agentId')),
    },
  ];
}
