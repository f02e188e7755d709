import { reasonError } from '@firstring/contracts';
import { AppError } from '@firstring/kernel';
import type { ConsoleEvents } from '../events.ts';
import type { CampaignRef } from './campaign-ports.ts';
import type { Trunks } from './telephony-ports.ts';
import type { CampaignDetails, CampaignTrunkRow } from './views/campaigns.ts';
import type { TrunkView } from './views/telephony.ts';

export interface CampaignTrunksDeps {
  readonly trunks: Trunks;
  readonly events: ConsoleEvents;
}

/**
 * The trunks a campaign is to use exist and are open to it; lead-store cannot know, trunks are sip's. Only those that are new to it are
 * asked for: a trunk deleted since must not keep anybody from changing something else.
 */
export async function requireTrunks(
  { trunks }: CampaignTrunksDeps,
  { campaignId }: Pick<CampaignRef, 'campaignId'>,
  { before, after }: { readonly before: readonly string[]; readonly after: readonly string[] },
): Promise<void> {
  const added = after.filter((trunkId) => !before.includes(trunkId));
  if (added.length === 0) return;
  const known = new Map((await trunks.list()).map((trunk) => [trunk.trunkId, trunk]));
  for (const trunkId of added) {
    const trunk = known.get(trunkId);
    if (trunk === undefined) throw refused(`there is no trunk ${trunkId}`);
    if (!isOpenTo(trunk, campaignId)) throw refused(`the trunk ${trunkId} is kept for other campaigns`);
  }
}

/** The trunks a campaign can be set to use. */
export async function openTrunks(
  { trunks }: CampaignTrunksDeps,
  campaignId: string,
): Promise<readonly CampaignTrunkRow[]> {
  const open = (await trunks.list()).filter((trunk) => isOpenTo(trunk, campaignId));
  return open.map(({ trunkId, settings: { name, disabled } }) => ({ trunkId, name, disabled }));
}

/** Caller ids that nobody will ever see; sip being away costs only the warning. */
export async function callerIdWarnings(
  { trunks, events }: CampaignTrunksDeps,
  { campaignId, processId, settings }: CampaignDetails,
): Promise<string[]> {
  const { callerId, callerIds, trunkIds } = settings;
  const wished = [callerId, ...callerIds].filter((number) => number !== '');
  if (wished.length === 0) return [];
  try {
    const usable = (await trunks.list()).filter(
      (trunk) => isOpenTo(trunk, campaignId) && (trunkIds.length === 0 || trunkIds.includes(trunk.trunkId)),
    );
    const verified = new Set(usable.flatMap((trunk) => numbersFor(trunk, processId)));
    const unseen = wished.filter((number) => !verified.has(number));
    if (unseen.length === 0) return [];
    return [`No trunk of the campaign has verified ${unseen.join(', ')}: calls do not show it.`];
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    events.trunksUnknown(error.reason);
    return [];
  }
}

function isOpenTo({ settings }: TrunkView, campaignId: string): boolean {
  return settings.campaignIds.length === 0 || settings.campaignIds.includes(campaignId);
}

function numbersFor({ settings }: TrunkView, processId: string): readonly string[] {
  return settings.callerIds
    .filter(({ processIds }) => processIds.length === 0 || processIds.includes(processId))
    .map(({ number }) => number);
}

function refused(message: string): Error {
  return reasonError('INVALID_ARGUMENT', { message, details: { field: 'settings.trunkIds' } });
}
