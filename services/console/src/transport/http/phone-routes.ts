import { z } from 'zod';
import { listPhones, mustReachAgent } from '../../app/telephony.ts';
import type { PhoneSecret } from '../../app/views/telephony.ts';
import { newSecret } from '../../domain/new-secret.ts';
import type { Endpoint } from './endpoint.ts';
import { id, readInput, requestId } from './input.ts';
import type { TelephonyRoutesDeps } from './telephony-routes.ts';

const username = z
  .string()
  .regex(/^[A-Za-z0-9._-]{1,64}$/, 'a user name has letters, digits, dots, dashes and underscores');
const secretBody = z.strictObject({ requestId, username });
const mutationQuery = z.object({ requestId });
const banId = z.string().min(1).max(512);
const liftBody = z.strictObject({ requestId, banId });

/** Agents' phones, their registrations, and those who guess their passwords. */
export function phoneEndpoints(deps: TelephonyRoutesDeps): Endpoint[] {
  return [...accountEndpoints(deps), ...banEndpoints(deps)];
}

function accountEndpoints(deps: TelephonyRoutesDeps): Endpoint[] {
  return [
    {
      method: 'get',
      path: '/telephony/phones',
      needs: ['telephony:read'],
      handle: async ({ actor }) => listPhones(deps, actor),
    },
    {
      // A new account, or a new secret for one that is there: the old one is void, and the phone must sign in again.
      method: 'post',
      path: '/telephony/phones/:agentId/secret',
      needs: ['telephony:write'],
      audit: { action: 'phone.renew-secret', chain: 'installation' },
      async handle({ request, actor, note }): Promise<PhoneSecret> {
        const agentId = readInput(id, request.params['agentId']);
        const { requestId: key, username: name } = readInput(secretBody, request.body);
        await mustReachAgent(deps, actor, agentId);
        const password = newSecret(deps.random);
        const stored = await deps.phoneAccounts.put({ agentId, username: name, password, requestId: key });
        deps.events.phoneChanged(actor.userId, agentId);
        note({ after: stored });
        return { agentId, username: stored.username, password, registrar: deps.registrar };
      },
    },
    {
      method: 'delete',
      path: '/telephony/phones/:agentId',
      needs: ['telephony:write'],
      audit: { action: 'phone.delete', chain: 'installation' },
      async handle({ request, actor }) {
        const agentId = readInput(id, request.params['agentId']);
        const { requestId: key } = readInput(mutationQuery, request.query);
        await mustReachAgent(deps, actor, agentId);
        await deps.phoneAccounts.delete(agentId, key);
        deps.events.phoneRemoved(actor.userId, agentId);
      },
    },
    {
      method: 'delete',
      path: '/telephony/phones/:agentId/registrations/:registrationId',
      needs: ['telephony:write'],
      audit: { action: 'phone.remove-registration', chain: 'installation' },
      async handle({ request, actor }) {
        const agentId = readInput(id, request.params['agentId']);
        const registrationId = readInput(banId, request.params['registrationId']);
        const { requestId: key } = readInput(mutationQuery, request.query);
        await mustReachAgent(deps, actor, agentId);
        await deps.phoneAccounts.removeRegistration(agentId, registrationId, key);
        deps.events.registrationRemoved(actor.userId, agentId);
      },
    },
  ];
}

function banEndpoints(deps: TelephonyRoutesDeps): Endpoint[] {
  return [
    {
      method: 'get',
      path: '/telephony/bans',
      needs: ['telephony:read'],
      handle: async () => ({ bans: await deps.phoneAccounts.bans() }),
    },
    {
      method: 'post',
      path: '/telephony/bans/lift',
      needs: ['telephony:write'],
      audit: { action: 'ban.lift', chain: 'installation' },
      async handle({ request, actor }) {
        const body = readInput(liftBody, request.body);
        await deps.phoneAccounts.liftBan(body.banId, body.requestId);
        deps.events.banLifted(actor.userId);
      },
    },
  ];
}
