/** What becomes of a metric's name where Prometheus reads it, by scraping or over OTLP alike. */
export interface NamedMetric {
  readonly name: string;
  readonly unit: string;
  readonly isCounter: boolean;
  readonly isGauge: boolean;
}

const SUFFIXES: Readonly<Record<string, string>> = { s: '_seconds', By: '_bytes' };

/** https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/: underscores, the unit, and `_total` for what only rises. */
export function prometheusName({ name, unit, isCounter, isGauge }: NamedMetric): string {
  const suffix = unit === '1' && isGauge ? '_ratio' : (SUFFIXES[unit] ?? '');
  return `${name.replaceAll(/[^A-Za-z0-9]+/g, '_')}${suffix}${isCounter ? '_total' : ''}`;
}
