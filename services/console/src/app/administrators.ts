import { reasonError } from '@firstring/contracts';
import { updateDocument } from '@firstring/service-kit';
import { PAGE_SIZE_MAX, type Collection } from '@firstring/store';
import { ADMINISTRATORS_ID, type AdministratorsDoc, type UserDoc } from '../store/users.ts';

export interface AdministratorsDeps {
  readonly administrators: Collection<AdministratorsDoc>;
  readonly users: Collection<UserDoc>;
}

export function isAdministrator(user: Pick<UserDoc, 'roles' | 'disabled'>): boolean {
  return user.roles.includes('administrator') && !user.disabled;
}

/** After the account says so. */
export async function joinAdministrators(deps: AdministratorsDeps, userId: string): Promise<void> {
  const known = await readAdministrators(deps);
  await updateDocument<AdministratorsDoc, void>(deps.administrators, ADMINISTRATORS_ID, (doc) => {
    const before = doc?.userIds ?? known;
    const userIds = [...new Set([...before, userId])];
    return doc?.userIds.includes(userId) === true
      ? { answer: undefined }
      : { answer: undefined, doc: { userIds } };
  });
}

/** Before the account says so: LAST_ADMINISTRATOR when nobody else would be left. */
export async function leaveAdministrators(deps: AdministratorsDeps, userId: string): Promise<void> {
  const known = await readAdministrators(deps);
  await updateDocument<AdministratorsDoc, void>(deps.administrators, ADMINISTRATORS_ID, (doc) => {
    const before = doc?.userIds ?? known;
    const userIds = before.filter((other) => other !== userId);
    if (userIds.length === 0) throw reasonError('LAST_ADMINISTRATOR');
    return userIds.length === before.length ? { answer: undefined } : { answer: undefined, doc: { userIds } };
  });
}

/** As kept; for an installation from before they were kept, as the accounts say. */
async function readAdministrators(deps: AdministratorsDeps): Promise<readonly string[]> {
  const kept = await deps.administrators.get(ADMINISTRATORS_ID);
  if (kept !== undefined) return kept.doc.userIds;
  const found: string[] = [];
  let pageToken: string | undefined;
  do {
    const page = await deps.users.query({ index: 'id', pageSize: PAGE_SIZE_MAX, pageToken });
    found.push(...page.items.filter(({ doc }) => isAdministrator(doc)).map(({ id }) => id));
    pageToken = page.nextPageToken;
  } while (pageToken !== undefined);
  return found;
}
