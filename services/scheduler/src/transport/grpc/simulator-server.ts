import type { Bus } from '@firstring/bus';
import { reasonError } from '@firstring/contracts';
import type { SimulatorServiceDefinition } from '@firstring/contracts/scheduling/simulator_service';
import type { Clock } from '@firstring/kernel';
import { required, type ServiceImplementation } from '@firstring/service-kit';
import type { LeadPort } from '../../app/ports.ts';
import { dayOf } from '../../app/simulate/day-of.ts';
import type { SimulationRequest } from '../../app/simulate/simulation-request.ts';
import { readWholeLog } from '../bus/day/day-log.ts';
import { SimulationThread } from '../bus/day/simulation-thread.ts';

const TIME_MS_MAX = 120_000;

export interface SimulatorServerDeps {
  readonly bus: Bus;
  readonly clock: Clock;
  readonly leads: Pick<LeadPort, 'processIds' | 'streamCards'>;
  readonly settings: { readonly skipPauseMs: number };
}

/** The method table of SimulatorService: one simulation at a time, at most two minutes, ended when nobody waits for it any more. */
export function simulatorServer(
  deps: SimulatorServerDeps,
): ServiceImplementation<typeof SimulatorServiceDefinition> {
  let isBusy = false;
  return {
    async *simulateDay({ processId, campaignId, day, timeZone, policy }, { signal }) {
      const zone = timeZone === '' ? 'UTC' : timeZone;
      const span = dayOf(day, zone);
      if (span === undefined)
        throw reasonError('INVALID_ARGUMENT', { message: 'there is no such day in this zone' });
      if (isBusy) throw reasonError('SIMULATION_BUSY');
      isBusy = true;
      try {
        const { skipPauseMs } = deps.settings;
        const of = {
          processId: required(processId, 'process_id'),
          campaignId: required(campaignId, 'campaign_id'),
        };
        yield {
          report: await simulate(deps, { ...of, day, timeZone: zone, ...span, skipPauseMs, policy }, signal),
        };
      } finally {
        isBusy = false;
      }
    },
  };
}

async function simulate(
  deps: SimulatorServerDeps,
  asked: SimulationRequest,
  signal: AbortSignal,
): Promise<string> {
  await using thread = new SimulationThread();
  const end = (): void => thread.stop();
  const limit = deps.clock.setTimer(TIME_MS_MAX, end);
  signal.addEventListener('abort', end, { once: true });
  try {
    await readWholeLog(deps.bus, (batch) => thread.give({ type: 'log', batch }));
    for (const processId of await deps.leads.processIds()) {
      for await (const cards of deps.leads.streamCards(processId, signal)) {
        await thread.give({ type: 'cards', cards: cards.map((card) => ({ processId, card })) });
      }
    }
    return await thread.run(asked);
  } finally {
    limit.cancel();
    signal.removeEventListener('abort', end);
  }
}
