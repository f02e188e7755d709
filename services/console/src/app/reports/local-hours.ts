import { dayNumberOf, localDay, localHour } from '@firstring/domain';
import { AppError, type Clock } from '@firstring/kernel';
import type { LocalHour } from '../../domain/reports/report-input.ts';
import type { Processes } from '../ports.ts';

/** A process's zone is asked for again after this. */
const REMEMBER_MS = 60_000;
/** Where a process is gone, its calls have some day all the same. */
const NO_ZONE = 'UTC';

/** Instants on the calendar and clock of a process. What was counted stays on its day when the process's zone is changed. */
export class LocalHours {
  readonly #processes: Pick<Processes, 'get'>;
  readonly #clock: Clock;
  /** One entry a process. */
  readonly #zones = new Map<string, { readonly zone: Promise<string>; readonly untilMs: number }>();

  constructor(deps: { readonly processes: Pick<Processes, 'get'>; readonly clock: Clock }) {
    this.#processes = deps.processes;
    this.#clock = deps.clock;
  }

  async at(processId: string, at: number): Promise<LocalHour> {
    const zone = await this.zone(processId);
    return { day: dayNumberOf(localDay(zone, at)) ?? 0, hour: localHour(zone, at) };
  }

  zone(processId: string): Promise<string> {
    const known = this.#zones.get(processId);
    const nowMs = this.#clock.monotonicMs();
    if (known !== undefined && known.untilMs > nowMs) return known.zone;
    const zone = this.#ask(processId);
    this.#zones.set(processId, { zone, untilMs: nowMs + REMEMBER_MS });
    zone.catch(() => this.#zones.delete(processId));
    return zone;
  }

  async #ask(processId: string): Promise<string> {
    try {
      return (await this.#processes.get(processId)).timeZone || NO_ZONE;
    } catch (error) {
      if (error instanceof AppError && error.reason === 'PROCESS_NOT_FOUND') return NO_ZONE;
      throw error;
    }
  }
}
