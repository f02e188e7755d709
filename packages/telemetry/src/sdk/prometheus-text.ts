import { PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import { MetricReader } from '@opentelemetry/sdk-metrics';

/** Collects when somebody scrapes. */
export class PrometheusText extends MetricReader {
  readonly #serializer = new PrometheusSerializer('', false, undefined, false, true);

  /** All metrics in Prometheus' text format. */
  async read(): Promise<string> {
    const { resourceMetrics } = await this.collect();
    return this.#serializer.serialize(resourceMetrics);
  }

  protected override async onShutdown(): Promise<void> {}

  protected override async onForceFlush(): Promise<void> {}
}
