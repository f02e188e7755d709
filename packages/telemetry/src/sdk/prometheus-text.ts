import { PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import { DataPointType, MetricReader, type MetricData } from '@opentelemetry/sdk-metrics';
import { prometheusName } from '../prometheus-name.ts';

/** Collects when somebody scrapes. */
export class PrometheusText extends MetricReader {
  readonly #serializer = new PrometheusSerializer('', false, undefined, false, true);

  /** All metrics in Prometheus' text format. */
  async read(): Promise<string> {
    const { resourceMetrics } = await this.collect();
    const scopeMetrics = resourceMetrics.scopeMetrics.map((scope) => ({
      ...scope,
      metrics: scope.metrics.map(named),
    }));
    return this.#serializer.serialize({ ...resourceMetrics, scopeMetrics });
  }

  protected override async onShutdown(): Promise<void> {}

  protected override async onForceFlush(): Promise<void> {}
}

/** With its unit in its name, as Prometheus itself does where metrics come over OTLP; the serializer adds `_total`. */
function named(metric: MetricData): MetricData {
  const { name, unit } = metric.descriptor;
  const isGauge = metric.dataPointType === DataPointType.GAUGE;
  const told = prometheusName({ name, unit, isGauge, isCounter: false });
  return { ...metric, descriptor: { ...metric.descriptor, name: told, unit: '' } };
}
