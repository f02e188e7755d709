/** What the OTEL_* names of the specification say, as far as we read them; headers, time limits and compression the exporters read themselves. */
export interface TelemetrySettings {
  /** Absent: no traces leave. */
  readonly tracesUrl: string | undefined;
  /** Absent: no metrics leave. */
  readonly metricsUrl: string | undefined;
  readonly protocol: 'http/protobuf' | 'http/json';
  readonly sampler: { readonly type: 'on' | 'off' | 'ratio'; readonly ratio: number };
  readonly serviceName: string | undefined;
  readonly metricIntervalMs: number;
  readonly spanDelayMs: number;
}

type Env = Readonly<Record<string, string | undefined>>;

/** https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/ */
export function readSettings(env: Env): TelemetrySettings {
  const off = env['OTEL_SDK_DISABLED']?.toLowerCase() === 'true';
  return {
    tracesUrl: off ? undefined : urlOf(env, 'TRACES'),
    metricsUrl: off ? undefined : urlOf(env, 'METRICS'),
    protocol: protocolOf(env),
    sampler: samplerOf(env),
    serviceName: env['OTEL_SERVICE_NAME'] || undefined,
    metricIntervalMs: milliseconds(env, 'OTEL_METRIC_EXPORT_INTERVAL', 60_000),
    spanDelayMs: milliseconds(env, 'OTEL_BSP_SCHEDULE_DELAY', 5000),
  };
}

/** Whether a collector is named at all: without one nothing is sent, and without a scrape nothing is measured. */
function urlOf(env: Env, signal: 'TRACES' | 'METRICS'): string | undefined {
  if (env[`OTEL_${signal}_EXPORTER`] === 'none') return undefined;
  const own = env[`OTEL_EXPORTER_OTLP_${signal}_ENDPOINT`];
  if (own) return own;
  const all = env['OTEL_EXPORTER_OTLP_ENDPOINT'];
  return all ? `${all.replace(/\/+$/, '')}/v1/${signal.toLowerCase()}` : undefined;
}

function protocolOf(env: Env): TelemetrySettings['protocol'] {
  const protocol = env['OTEL_EXPORTER_OTLP_PROTOCOL'] || 'http/protobuf';
  if (protocol === 'http/protobuf' || protocol === 'http/json') return protocol;
  throw new Error(`OTEL_EXPORTER_OTLP_PROTOCOL is ${protocol}: http/protobuf and http/json are spoken here`);
}

/** All of them heed what the caller's trace has decided: a trace is whole or not there. */
function samplerOf(env: Env): TelemetrySettings['sampler'] {
  const name = env['OTEL_TRACES_SAMPLER'] || 'parentbased_always_on';
  const ratio = Number(env['OTEL_TRACES_SAMPLER_ARG'] || '1');
  switch (name) {
    case 'always_on':
    case 'parentbased_always_on':
      return { type: 'on', ratio: 1 };
    case 'always_off':
    case 'parentbased_always_off':
      return { type: 'off', ratio: 0 };
    case 'traceidratio':
    case 'parentbased_traceidratio':
      if (ratio >= 0 && ratio <= 1) return { type: 'ratio', ratio };
      throw new Error('OTEL_TRACES_SAMPLER_ARG is a number from 0 to 1');
    default:
      throw new Error(
        `OTEL_TRACES_SAMPLER is ${name}: it can be parentbased_traceidratio, always_on or always_off`,
      );
  }
}

function milliseconds(env: Env, name: string, fallback: number): number {
  const value = Number(env[name] || fallback);
  if (Number.isInteger(value) && value > 0) return value;
  throw new Error(`${name} is a number of milliseconds`);
}
