import type { Clock, Log } from '@firstring/kernel';
import { readSettings } from './settings.ts';

export interface TelemetryOptions {
  /** `claim`; the resource's `service.name` is `firstring-claim` unless OTEL_SERVICE_NAME says otherwise. */
  readonly service: string;
  /** The OTEL_* names are read from here. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Metrics are kept for `metricsText`, too. */
  readonly scraped: boolean;
  readonly clock: Clock;
  readonly log: Log;
}

/** Disposing sends what is left, within three seconds. */
export interface Telemetry extends AsyncDisposable {
  /** All metrics in Prometheus' text format; empty where nothing is measured. */
  metricsText(): Promise<string>;
}

const IDLE: Telemetry = { metricsText: async () => '', [Symbol.asyncDispose]: async () => {} };

/**
 * Starts spans and metrics in this thread where the environment names a collector (OTEL_EXPORTER_OTLP_ENDPOINT), or metrics alone where
 * they are scraped. Otherwise nothing is loaded and nothing is measured. Throws with a sentence when a setting cannot be used.
 */
export async function startTelemetry(options: TelemetryOptions): Promise<Telemetry> {
  const settings = readSettings(options.env);
  if (settings.tracesUrl === undefined && settings.metricsUrl === undefined && !options.scraped) return IDLE;
  const { startSdk } = await loadSdk();
  return startSdk(options, settings);
}

/** OpenTelemetry's SDK, which nobody needs who measures nothing. */
export function loadSdk(): Promise<typeof import('./sdk/start-sdk.ts')> {
  return import('./sdk/start-sdk.ts');
}
