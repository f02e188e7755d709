import type { Bus, BusMessage } from '@firstring/bus';
import { CAMPAIGN_CONFIG } from '@firstring/contracts';
import { CampaignEvent } from '@firstring/contracts/leads/lead_events';
import type { Clock, Log } from '@firstring/kernel';
import type { CampaignAgents } from '../../app/campaign-agents.ts';

const RESTART_MS = 500;

/**
 * Reads all campaigns from the topic, which keeps the last word on each, and goes on as they change. A tail that breaks begins again;
 * nobody waits for it: who is not known to be a colleague yet is given no call.
 */
export function followCampaigns(deps: {
  readonly bus: Bus;
  readonly clock: Clock;
  readonly log: Log;
  readonly staff: CampaignAgents;
}): AsyncDisposable {
  const stopping = new AbortController();
  const { signal } = stopping;
  const follow = async (): Promise<void> => {
    while (!signal.aborted) {
      const tail = deps.bus.tail({
        topics: [CAMPAIGN_CONFIG.name],
        from: 'beginning',
        signal,
        handler: async (batch) => batch.forEach((message) => take(deps, message)),
      });
      try {
        await Promise.all([tail.caughtUp, tail.closed]);
      } catch (error) {
        deps.log.warn({ err: error }, 'campaigns cannot be followed now');
      }
      if (!signal.aborted) await deps.clock.sleep(RESTART_MS, signal);
    }
  };
  const followed = follow().catch((error: unknown) => {
    if (!signal.aborted) deps.log.error({ err: error }, 'campaigns are not followed any more');
  });
  return {
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await followed;
    },
  };
}

/** One that cannot be read must not hide the others. */
function take({ staff, log }: { staff: CampaignAgents; log: Log }, message: BusMessage): void {
  try {
    const { campaign } = CampaignEvent.decode(message.payload);
    if (campaign === undefined) return;
    const { campaignId, processId, agentIds, version } = campaign;
    staff.set({ campaignId, processId, agentIds, version: Number(version) });
  } catch (error) {
    log.error({ err: error, messageId: message.id }, 'a campaign could not be read');
  }
}
