export {
  counter,
  histogram,
  observe,
  SECONDS,
  type Counter,
  type Histogram,
  type InstrumentSpec,
  type Reading,
} from './instruments.ts';
export { outcomeAttributes, outcomeOf, type Outcome } from './outcome.ts';
export { isMeasured } from './state.ts';
export { loadSdk, startTelemetry, type Telemetry, type TelemetryOptions } from './start-telemetry.ts';
export {
  currentTrace,
  inSpan,
  inTrace,
  isSampled,
  startSpan,
  traceFields,
  type OpenSpan,
  type SpanOptions,
} from './trace.ts';
export type { Traceparent } from './traceparent.ts';
