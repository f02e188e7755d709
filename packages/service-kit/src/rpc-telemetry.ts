import { systemClock } from '@firstring/kernel/system';
import {
  currentTrace,
  histogram,
  inSpan,
  isSampled,
  outcomeAttributes,
  SECONDS,
  type Traceparent,
} from '@firstring/telemetry';
import {
  Metadata,
  type CallContext,
  type CallOptions,
  type ClientMiddlewareCall,
  type ServerMiddlewareCall,
} from 'nice-grpc';

const HEADER = 'traceparent';

const served = histogram('rpc.server.call.duration', {
  unit: 's',
  description: 'How long a call took where it was answered.',
  boundaries: SECONDS,
});

const asked = histogram('rpc.client.call.duration', {
  unit: 's',
  description: 'How long a call took where it was made.',
  boundaries: SECONDS,
});

/** Answers a unary call as part of its caller's trace. `path` is `/firstring.claim.v1.ClaimService/AcquireLock`. */
export function servedCall<T>(
  path: string,
  parent: Traceparent | undefined,
  work: () => Promise<T>,
): Promise<T> {
  const method = path.slice(1);
  const timed = (): Promise<T> => measured(served, method, work);
  // What nobody traces begins no trace here: the house talks to itself all day.
  if (!isSampled(parent)) return timed();
  return inSpan(method, { kind: 'server', parent, attributes: rpcAttributes(method) }, timed);
}

/** Makes a unary call as part of the trace under way; the work gets what it sends along, if anything. */
export function askedCall<T>(path: string, work: (trace: Traceparent | undefined) => Promise<T>): Promise<T> {
  const method = path.slice(1);
  const timed = (): Promise<T> => measured(asked, method, () => work(currentTrace()));
  if (!isSampled(currentTrace())) return timed();
  return inSpan(method, { kind: 'client', attributes: rpcAttributes(method) }, timed);
}

function rpcAttributes(method: string) {
  return { 'rpc.system.name': 'grpc', 'rpc.method': method };
}

async function measured<T>(into: typeof served, method: string, work: () => Promise<T>): Promise<T> {
  const startedMs = systemClock.monotonicMs(); // sockets live in real time
  let thrown: unknown;
  try {
    return await work();
  } catch (error) {
    thrown = error;
    throw error;
  } finally {
    const seconds = (systemClock.monotonicMs() - startedMs) / 1000;
    into.record(seconds, { 'rpc.method': method, ...outcomeAttributes(thrown) });
  }
}

/** Of calls that come alone; carried ones have their trace beside them (ADR 21). Streams outlive what they would tell. */
export async function* serverTelemetry<Request, Response>(
  call: ServerMiddlewareCall<Request, Response>,
  context: CallContext,
): AsyncGenerator<Response, Response | void, undefined> {
  if (call.requestStream || call.responseStream) return yield* call.next(call.request, context);
  const { value } = await servedCall(call.method.path, context.metadata.get(HEADER), () =>
    call.next(call.request, context).next(),
  );
  return value; // a unary handler yields nothing: it returns
}

/** The other end of `serverTelemetry`. */
export async function* clientTelemetry<Request, Response>(
  call: ClientMiddlewareCall<Request, Response>,
  options: CallOptions,
): AsyncGenerator<Response, Response | void, undefined> {
  if (call.requestStream || call.responseStream) return yield* call.next(call.request, options);
  const { value } = await askedCall(call.method.path, (trace) =>
    call.next(call.request, trace === undefined ? options : withTrace(options, trace)).next(),
  );
  return value;
}

function withTrace(options: CallOptions, trace: Traceparent): CallOptions {
  return { ...options, metadata: Metadata(options.metadata).set(HEADER, trace) };
}
