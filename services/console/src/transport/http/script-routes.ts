import { reasonError } from '@firstring/contracts';
import { z } from 'zod';
import type { Scripts } from '../../app/script-port.ts';
import type { ScriptHealthView } from '../../app/views/scripts.ts';
import { processIn } from './call-params.ts';
import type { Endpoint } from './endpoint.ts';
import { id, readInput } from './input.ts';

export interface ScriptRoutesDeps {
  scripts: Scripts;
}

const tryBody = z.object({ script: z.string().max(65_536) });

/** Scripts of fetch orders. A key, and what a script throws, may be the lead's own data: for those who may read leads. */
export function scriptEndpoints({ scripts }: ScriptRoutesDeps): Endpoint[] {
  return [
    {
      method: 'post',
      path: '/filter-groups/scripts/try',
      needs: ['filter-group:write', 'system-filter-group:write'],
      audit: { unaudited: 'asks, changes nothing' },
      async handle(call) {
        if (!call.actor.permissions.has('lead:read')) throw reasonError('PERMISSION_DENIED');
        const { script } = readInput(tryBody, call.request.body);
        return { leads: await scripts.try(processIn(call), script) };
      },
    },
    {
      method: 'get',
      path: '/filter-groups/:filterGroupId/scripts',
      needs: ['filter-group:read'],
      async handle(call) {
        const filterGroupId = readInput(id, call.request.params['filterGroupId']);
        const health = await scripts.health(processIn(call), filterGroupId);
        return { scripts: call.actor.permissions.has('lead:read') ? health : health.map(withoutWords) };
      },
    },
  ];
}

function withoutWords(health: ScriptHealthView): ScriptHealthView {
  const { firstFailure } = health;
  return { ...health, firstFailure: firstFailure && { ...firstFailure, message: '' } };
}
