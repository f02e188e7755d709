import { reasonError } from '@firstring/contracts';
import type { LinkProfile } from '@firstring/contracts/leads/link';
import { changeLink, viewLink, type LinkRef, type LinkView } from './ingest-links.ts';
import type { LeadStoreDeps } from './ports.ts';

export interface UpdateLinkProfile extends LinkRef {
  readonly profile: LinkProfile;
  /** Version of the link the profile was made for. */
  readonly version: number;
}

/** How the vendor posts from now on. VERSION_CONFLICT when the link has changed meanwhile; the same profile again is fine. */
export async function updateLinkProfile(deps: LeadStoreDeps, command: UpdateLinkProfile): Promise<LinkView> {
  const { link } = await changeLink(deps, command, (before, version) => {
    if (JSON.stringify(before.profile) === JSON.stringify(command.profile)) return undefined;
    if (version !== command.version) throw reasonError('VERSION_CONFLICT');
    return { ...before, profile: command.profile };
  });
  return viewLink(deps, link);
}
