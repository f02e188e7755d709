import { metrics, type Meter, type ObservableResult } from '@opentelemetry/api';
import { SCOPE, telemetryState } from './state.ts';

/** As telemetry/metrics.yaml lists it; a test compares the two. */
export interface InstrumentSpec {
  /** UCUM: `s`, `By`, `1`, or what is counted in braces, `{call}`. */
  readonly unit: string;
  readonly description: string;
  /** Upper bounds of a histogram's buckets where it is scraped as text; over OTLP buckets are exponential. */
  readonly boundaries?: readonly number[];
}

/** Values of a closed set only: each combination is a time series. */
export type MetricAttributes = Readonly<Record<string, string | number | boolean>>;

export interface Counter {
  add(value: number, attributes?: MetricAttributes): void;
}

export interface Histogram {
  record(value: number, attributes?: MetricAttributes): void;
}

/** A value and whose it is. */
export type Reading = readonly [value: number, attributes?: MetricAttributes];

/** Upper bounds in seconds for what takes milliseconds to seconds. */
export const SECONDS: readonly number[] = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
];

/** Counts what only rises. */
export function counter(name: string, spec: InstrumentSpec): Counter {
  const instrument = lazily((meter) => meter.createCounter(name, spec));
  return { add: (value, attributes) => instrument()?.add(value, attributes) };
}

/** How long, how large: a distribution. */
export function histogram(name: string, spec: InstrumentSpec): Histogram {
  const { boundaries, ...options } = spec;
  const advice = boundaries === undefined ? {} : { explicitBucketBoundaries: [...boundaries] };
  const instrument = lazily((meter) => meter.createHistogram(name, { ...options, advice }));
  return { record: (value, attributes) => instrument()?.record(value, attributes) };
}

/**
 * How many there are, read whenever somebody asks. Disposing ends it. `sum`: readings of several instances add up (calls); else they do
 * not (a delay). Call it after telemetry has started: a composition root does.
 */
export function observe(
  name: string,
  spec: InstrumentSpec & { readonly sum?: boolean },
  read: () => Iterable<Reading> | Promise<Iterable<Reading>>,
): Disposable {
  if (!telemetryState.metering) return { [Symbol.dispose]: () => {} };
  const meter = metrics.getMeter(SCOPE);
  const { sum = false, ...options } = spec;
  const instrument = sum
    ? meter.createObservableUpDownCounter(name, options)
    : meter.createObservableGauge(name, options);
  const callback = async (result: ObservableResult): Promise<void> => {
    for (const [value, attributes] of await read()) result.observe(value, attributes);
  };
  instrument.addCallback(callback);
  return { [Symbol.dispose]: () => instrument.removeCallback(callback) };
}

/** Instruments are named when modules load, which is before telemetry starts: they are made when first used. */
function lazily<T>(make: (meter: Meter) => T): () => T | undefined {
  let made: { readonly generation: number; readonly instrument: T } | undefined;
  return () => {
    if (!telemetryState.metering) return undefined;
    const { generation } = telemetryState;
    if (made?.generation !== generation) made = { generation, instrument: make(metrics.getMeter(SCOPE)) };
    return made.instrument;
  };
}
