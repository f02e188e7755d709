/** What is switched on in this thread. Everything in this package is a no-op until `startTelemetry` says otherwise. */
interface TelemetryState {
  tracing: boolean;
  metering: boolean;
  /** Rises with each start, so that instruments made for a former one are not used again. */
  generation: number;
}

export const telemetryState: TelemetryState = { tracing: false, metering: false, generation: 0 };

/** Whether anything is measured here: what is kept for telemetry alone is kept only then. */
export function isMeasured(): boolean {
  return telemetryState.metering || telemetryState.tracing;
}

/** Name of the instrumentation scope of all our spans and metrics. */
export const SCOPE = 'firstring';
