import { hostname } from 'node:os';
import { threadId } from 'node:worker_threads';
import { context, diag, DiagLogLevel, metrics, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
} from '@opentelemetry/resources';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import type { TelemetrySettings } from '../settings.ts';
import type { Telemetry, TelemetryOptions } from '../start-telemetry.ts';
import { telemetryState } from '../state.ts';
import { metricReader, spanExporter } from './exporters.ts';
import { observeProcess } from './observe-process.ts';
import { PrometheusText } from './prometheus-text.ts';
import { sampler } from './sampler.ts';

/** What a collector that does not answer may hold up the end of the process. */
const FLUSH_MS = 3000;
/** Spans that wait to be sent; further ones are dropped, and the SDK says so. */
const SPANS_MAX = 8192;

/** Registers providers with the API for this thread. Loaded only where something is measured. */
export async function startSdk(options: TelemetryOptions, settings: TelemetrySettings): Promise<Telemetry> {
  const { log, scraped } = options;
  diag.setLogger(
    {
      error: (said) => log.warn({ said }, 'telemetry does not work as it should'),
      warn: (said) => log.warn({ said }, 'telemetry does not work as it should'),
      info: () => {},
      debug: () => {},
      verbose: () => {},
    },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
  const resource = resourceOf(options, settings);
  const text = scraped ? new PrometheusText() : undefined;
  const sent = settings.metricsUrl === undefined ? [] : [await metricReader(settings, settings.metricsUrl)];
  const meters = new MeterProvider({ resource, readers: text === undefined ? sent : [...sent, text] });
  metrics.setGlobalMeterProvider(meters);
  const tracers =
    settings.tracesUrl === undefined
      ? undefined
      : new TracerProvider({
          resource,
          sampler: sampler(settings.sampler),
          spanLimits: { attributeValueLengthLimit: 1024 },
          spanProcessors: [
            new BatchSpanProcessor({
              exporter: await spanExporter(settings, settings.tracesUrl),
              maxQueueSize: SPANS_MAX,
              scheduledDelayMillis: settings.spanDelayMs,
            }),
          ],
        });
  if (tracers !== undefined) {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    trace.setGlobalTracerProvider(tracers);
  }
  telemetryState.generation += 1;
  telemetryState.metering = true;
  telemetryState.tracing = tracers !== undefined;
  const process = observeProcess();
  return {
    metricsText: async () => text?.read() ?? '',
    async [Symbol.asyncDispose]() {
      process[Symbol.dispose]();
      await withinReason(options, [tracers?.shutdown() ?? Promise.resolve(), meters.shutdown()]);
      telemetryState.metering = false;
      telemetryState.tracing = false;
      for (const api of [trace, metrics, context, diag]) api.disable();
    },
  };
}

function resourceOf({ service }: TelemetryOptions, { serviceName }: TelemetrySettings) {
  const own = resourceFromAttributes({
    'service.namespace': 'firstring',
    'service.name': serviceName ?? `firstring-${service}`,
    'service.instance.id': `${hostname()}-${process.pid}-${threadId}`,
  });
  return defaultResource()
    .merge(own)
    .merge(detectResources({ detectors: [envDetector] }));
}

async function withinReason({ clock, log }: TelemetryOptions, work: readonly Promise<void>[]) {
  const flushed = Promise.all(work).catch((err: unknown) =>
    log.warn({ err }, 'the last telemetry was not sent'),
  );
  const late = Promise.withResolvers<void>();
  const timer = clock.setTimer(FLUSH_MS, late.resolve);
  await Promise.race([flushed, late.promise]);
  timer.cancel();
}
