import { z } from 'zod';
import {
  createUser,
  listUsers,
  resetPassword,
  updateUser,
  type UserAdminDeps,
} from '../../app/user-admin.ts';
import type { PermissionRow } from '../../app/views/users.ts';
import { PERMISSIONS, ROLES } from '../../domain/permissions.ts';
import type { Endpoint } from './endpoint.ts';
import { id, pageQuery, readInput, requestId, text } from './input.ts';

export type UserRoutesDeps = Omit<UserAdminDeps, 'users' | 'accounts'> & {
  readonly users: UserAdminDeps['accounts'];
  readonly userDocs: UserAdminDeps['users'];
};

const PROCESSES_MAX = 1000;
const rights = {
  roles: z.array(z.enum(ROLES)).max(ROLES.length),
  processIds: z.array(id).max(PROCESSES_MAX),
};
const name = text(100).trim().min(1);
const listQuery = pageQuery.extend({ search: text(64).default('') });
const createBody = z.strictObject({ requestId, username: text(64).min(1), name, ...rights });
const updateBody = z.strictObject({
  requestId,
  version: z.number().int().positive(),
  name,
  disabled: z.boolean(),
  ...rights,
});
const resetBody = z.strictObject({ requestId });

/** People who may sign in, and what their roles allow. */
export function userEndpoints(routesDeps: UserRoutesDeps): Endpoint[] {
  const deps: UserAdminDeps = { ...routesDeps, users: routesDeps.userDocs, accounts: routesDeps.users };
  return [...readingEndpoints(deps), ...changingEndpoints(deps)];
}

function readingEndpoints(deps: UserAdminDeps): Endpoint[] {
  return [
    {
      method: 'get',
      path: '/users',
      needs: ['user:read'],
      async handle({ request, actor }) {
        const { processId: _any, ...ask } = readInput(listQuery, request.query);
        return listUsers(deps, actor, ask);
      },
    },
    {
      method: 'get',
      path: '/roles',
      needs: ['user:read'],
      async handle() {
        const permissions = Object.entries(PERMISSIONS).map(([permission, roles]): PermissionRow => ({
          permission,
          roles,
        }));
        return { roles: ROLES, permissions };
      },
    },
  ];
}

function changingEndpoints(deps: UserAdminDeps): Endpoint[] {
  return [
    {
      method: 'post',
      path: '/users',
      needs: ['user:write'],
      audit: { action: 'user.create' },
      async handle({ request, actor, note }) {
        const created = await createUser(deps, actor, readInput(createBody, request.body));
        note({ resourceId: created.user.userId, after: created.user });
        return created;
      },
    },
    {
      method: 'put',
      path: '/users/:userId',
      needs: ['user:write'],
      audit: { action: 'user.update' },
      async handle({ request, actor }) {
        const userId = readInput(id, request.params['userId']);
        return updateUser(deps, actor, { userId, ...readInput(updateBody, request.body) });
      },
    },
    {
      method: 'post',
      path: '/users/:userId/password',
      needs: ['user:write'],
      audit: { action: 'user.reset-password' },
      async handle({ request, actor, note }) {
        const userId = readInput(id, request.params['userId']);
        readInput(resetBody, request.body);
        const reset = await resetPassword(deps, actor, userId);
        note({ after: reset.user });
        return reset;
      },
    },
  ];
}
