import type { CampaignRef } from './campaign-ports.ts';
import type { SimulationView } from './views/simulations.ts';

/**
 * The scheduler's simulator. Failures are AppErrors of the catalogue: DAY_UNKNOWN, POLICY_INVALID, SIMULATION_BUSY, SIMULATION_TOO_LONG.
 */
export interface Simulator {
  /** `policy` is YAML; empty: the day's own. The signal ends it. */
  simulate(
    ref: CampaignRef,
    asked: { readonly day: string; readonly timeZone: string; readonly policy: string },
    signal: AbortSignal,
  ): Promise<SimulationView>;
}
