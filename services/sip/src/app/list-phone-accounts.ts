import { PAGE_SIZE_MAX } from '@firstring/store';
import type { PhoneAccountDoc } from '../store/phone-accounts.ts';
import type { PhoneDeps } from './phone-deps.ts';

/** At most so many accounts in one answer. */
const ACCOUNTS_MAX = 10_000;

/** One agent's account, or all by agent. */
export async function listPhoneAccounts(
  deps: PhoneDeps,
  agentId: string,
): Promise<readonly PhoneAccountDoc[]> {
  if (agentId !== '') {
    const stored = await deps.accounts.get(agentId);
    return stored === undefined ? [] : [stored.doc];
  }
  const docs: PhoneAccountDoc[] = [];
  let pageToken: string | undefined;
  do {
    const page = await deps.accounts.query({ index: 'id', pageSize: PAGE_SIZE_MAX, pageToken });
    docs.push(...page.items.map((stored) => stored.doc));
    pageToken = page.nextPageToken;
  } while (pageToken !== undefined && docs.length < ACCOUNTS_MAX);
  return docs;
}
