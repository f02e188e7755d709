import { z } from 'zod';
import type { CampaignRef } from '../../app/campaign-ports.ts';
import type { Policies } from '../../app/policy-port.ts';
import type { Users } from '../../app/users.ts';
import type { PolicyVersionView } from '../../app/views/policies.ts';
import { campaignIn } from './call-params.ts';
import type { Endpoint } from './endpoint.ts';
import { readInput, requestId, text } from './input.ts';

export interface PolicyRoutesDeps {
  readonly policies: Policies;
  readonly users: Users;
}

/** Below what a request may have: a longer one is sent by gRPC. */
const TEXT_CHARS_MAX = 48_000;
const REASON_CHARS_MAX = 500;

const policyText = z.string().max(TEXT_CHARS_MAX);
const checkBody = z.strictObject({ text: policyText, countMoves: z.boolean() });
const version = z.coerce.number().int().min(1);
const activateBody = z.strictObject({
  requestId,
  text: policyText,
  version,
  reason: text(REASON_CHARS_MAX).trim(),
});

/** A campaign's policy as one text: read, checked while it is written, activated, and its history. */
export function policyEndpoints(deps: PolicyRoutesDeps): Endpoint[] {
  const { policies } = deps;
  return [
    {
      method: 'get',
      path: '/campaigns/:campaignId/policy',
      needs: ['campaign:write'],
      handle: async (call) => policies.get(campaignIn(call)),
    },
    {
      method: 'post',
      path: '/campaigns/:campaignId/policy/check',
      needs: ['campaign:write'],
      audit: { unaudited: 'checking a text changes nothing' },
      async handle(call) {
        const asked = readInput(checkBody, call.request.body);
        return policies.check(campaignIn(call), asked.text, asked.countMoves);
      },
    },
    activation(deps),
    {
      method: 'get',
      path: '/campaigns/:campaignId/policy/versions',
      needs: ['campaign:write'],
      handle: async (call) => ({ versions: await versionsOf(deps, campaignIn(call)) }),
    },
    {
      method: 'get',
      path: '/campaigns/:campaignId/policy/versions/:version',
      needs: ['campaign:write'],
      async handle(call) {
        const wanted = readInput(version, call.request.params['version']);
        return policies.version(campaignIn(call), wanted);
      },
    },
  ];
}

function activation({ policies }: PolicyRoutesDeps): Endpoint {
  return {
    method: 'put',
    path: '/campaigns/:campaignId/policy',
    needs: ['campaign:write'],
    audit: { action: 'campaign.activate-policy' },
    async handle(call) {
      const { requestId: key, ...policy } = readInput(activateBody, call.request.body);
      const ref = campaignIn(call);
      const before = await policies.get(ref);
      call.note({ before: before.text, after: policy.text });
      const { userId } = call.actor;
      return { version: await policies.activate(key, { ...ref, ...policy, userId }) };
    },
  };
}

async function versionsOf(
  { policies, users }: PolicyRoutesDeps,
  ref: CampaignRef,
): Promise<readonly PolicyVersionView[]> {
  const versions = await policies.versions(ref);
  return Promise.all(
    versions.map(async ({ userId, ...version }) =>
      userId === '' ? version : { ...version, userName: await users.agentName(userId) },
    ),
  );
}
