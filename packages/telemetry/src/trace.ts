import {
  context,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Attributes,
  type Context,
  type Span,
} from '@opentelemetry/api';
import { outcomeAttributes, outcomeOf } from './outcome.ts';
import { SCOPE, telemetryState } from './state.ts';
import { formatTraceparent, parseTraceparent, type Traceparent } from './traceparent.ts';

export interface SpanOptions {
  /** `internal` unless told. */
  readonly kind?: 'server' | 'client' | 'producer' | 'consumer';
  /** Names of telemetry/attributes.yaml only. No numbers, no names of people. */
  readonly attributes?: Attributes;
  /** The trace it goes on with; absent: the one under way, or a new one. */
  readonly parent?: Traceparent | undefined;
  /** It begins a trace of its own, whatever is under way. */
  readonly root?: boolean;
  readonly links?: readonly (Traceparent | undefined)[];
}

/** A span that is under way. */
export interface OpenSpan {
  set(attributes: Attributes): void;
  /** A name that is known only later: a route. */
  rename(name: string): void;
  /** Something that happened within it, now. */
  event(name: string, attributes?: Attributes): void;
  /** With what it failed, where it did. Call once. */
  end(thrown?: unknown): void;
}

const NO_SPAN: OpenSpan = { set: () => {}, rename: () => {}, event: () => {}, end: () => {} };

const KINDS = {
  internal: SpanKind.INTERNAL,
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
} as const;

/** Does the work within a span, which ends with it. What the work starts belongs to the span. */
export async function inSpan<T>(
  name: string,
  options: SpanOptions,
  work: (span: OpenSpan) => Promise<T>,
): Promise<T> {
  if (!telemetryState.tracing) return work(NO_SPAN);
  const started = begin(name, options);
  const span = opened(started);
  try {
    const result = await context.with(trace.setSpan(context.active(), started), () => work(span));
    span.end();
    return result;
  } catch (thrown) {
    span.end(thrown);
    throw thrown;
  }
}

/** A span that outlives the call that begins it; whoever has it must end it. */
export function startSpan(name: string, options: SpanOptions): OpenSpan {
  return telemetryState.tracing ? opened(begin(name, options)) : NO_SPAN;
}

/** Where the trace under way stands; undefined when there is none. */
export function currentTrace(): Traceparent | undefined {
  if (!telemetryState.tracing) return undefined;
  const active = trace.getActiveSpan();
  return active === undefined ? undefined : formatTraceparent(active.spanContext());
}

/** Whether anybody will see what goes on in this trace. */
export function isSampled(traceparent: Traceparent | undefined): boolean {
  const parsed = parseTraceparent(traceparent);
  return parsed !== undefined && (parsed.traceFlags & TraceFlags.SAMPLED) !== 0;
}

/** Does something as part of a trace that came from elsewhere; of none when there is none. */
export function inTrace<T>(traceparent: Traceparent | undefined, work: () => T): T {
  if (!telemetryState.tracing) return work();
  return context.with(contextOf(traceparent), work);
}

/** The fields that tie a log line to the trace under way. */
export function traceFields(): { trace_id?: string; span_id?: string } {
  if (!telemetryState.tracing) return {};
  const active = trace.getActiveSpan()?.spanContext();
  return active === undefined ? {} : { trace_id: active.traceId, span_id: active.spanId };
}

function begin(name: string, { kind, attributes, parent, root, links = [] }: SpanOptions): Span {
  const from = root === true ? ROOT_CONTEXT : parent === undefined ? context.active() : contextOf(parent);
  const linked = links.map(parseTraceparent).filter((each) => each !== undefined);
  return trace.getTracer(SCOPE).startSpan(
    name,
    {
      kind: KINDS[kind ?? 'internal'],
      ...(attributes === undefined ? {} : { attributes }),
      links: linked.map((each) => ({ context: each })),
    },
    from,
  );
}

function contextOf(traceparent: Traceparent | undefined): Context {
  const remote = parseTraceparent(traceparent);
  return remote === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, remote);
}

function opened(span: Span): OpenSpan {
  return {
    set: (attributes) => void span.setAttributes(attributes),
    rename: (name) => void span.updateName(name),
    event: (name, attributes) => void span.addEvent(name, attributes),
    end(thrown) {
      if (thrown !== undefined) {
        span.setAttributes(outcomeAttributes(thrown));
        // What the caller did wrong is no failure of ours.
        if (outcomeOf(thrown) !== 'caller_error') span.setStatus({ code: SpanStatusCode.ERROR });
      }
      span.end();
    },
  };
}
