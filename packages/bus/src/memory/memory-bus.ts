import { type EmbeddedBusOptions, openEmbeddedBus } from '../embedded/embedded-bus.ts';
import type { Bus } from '../port.ts';
import { MemoryLog } from './memory-log.ts';

export interface MemoryBusOptions extends EmbeddedBusOptions {
  /** Outlives the bus: hand the same one to the next bus to play a restart. */
  readonly disk?: MemoryLog;
}

/** The bus port in memory: for unit tests and the simulator. Same rules as the durable adapters, nothing survives the process. */
export function openMemoryBus(options: MemoryBusOptions): Promise<Bus> {
  return openEmbeddedBus(options.disk ?? new MemoryLog(), options);
}
