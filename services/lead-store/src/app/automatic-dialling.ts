import { reasonError } from '@firstring/contracts';
import { updateDocument } from '@firstring/service-kit';
import type { ProcessDoc } from '../store/configuration.ts';
import { stateOf } from './campaign-state-names.ts';
import { listCampaigns, setCampaignState } from './campaigns.ts';
import type { LeadStoreDeps } from './ports.ts';
import { readProcess } from './processes.ts';
import { isAutomatic } from './require-switch.ts';

export interface SetAutomaticDialling {
  readonly requestId: string;
  readonly processId: string;
  readonly on: boolean;
  /** Who has read the warning. */
  readonly userId: string;
}

export type AutomaticSwitch = NonNullable<ProcessDoc['automaticDialling']>;

/** ADR 23: turns the switch of a process; off pauses the campaigns that dial by themselves. */
export async function setAutomaticDialling(
  deps: LeadStoreDeps,
  { requestId, processId, on, userId }: SetAutomaticDialling,
): Promise<{ readonly to: AutomaticSwitch; readonly pausedIds: readonly string[] }> {
  const to = await updateDocument<ProcessDoc, AutomaticSwitch>(deps.processes, processId, (before) => {
    if (before === undefined) throw reasonError('PROCESS_NOT_FOUND');
    const known = before.automaticDialling;
    if (known?.on === on) return { answer: known };
    const answer = { on, setBy: userId, setAt: deps.clock.now() };
    return { answer, doc: { ...before, automaticDialling: answer } };
  });
  return { to, pausedIds: on ? [] : await pauseAll(deps, { requestId, processId }) };
}

export async function readAutomaticDialling(
  deps: LeadStoreDeps,
  processId: string,
): Promise<AutomaticSwitch | undefined> {
  return (await readProcess(deps, processId)).doc.automaticDialling;
}

async function pauseAll(
  deps: LeadStoreDeps,
  { requestId, processId }: Pick<SetAutomaticDialling, 'requestId' | 'processId'>,
): Promise<readonly string[]> {
  const paused: string[] = [];
  for (const { id: campaignId, doc } of await listCampaigns(deps, { processId })) {
    if (!isAutomatic(doc) || stateOf(doc.state) !== 'active') continue;
    await setCampaignState(deps, `${requestId}.${campaignId}`, { processId, campaignId, state: 'paused' });
    paused.push(campaignId);
  }
  return paused;
}
