import { CallStreamServiceDefinition } from '@firstring/contracts/common/call_stream';
import type { AppError, Clock, Log } from '@firstring/kernel';
import { systemClock } from '@firstring/kernel/system';
import {
  createServer,
  ServerError,
  type CallContext,
  type CompatServiceDefinition,
  type ServerMiddlewareCall,
  type ServiceImplementation,
} from 'nice-grpc';
import {
  errorDetailsServerMiddleware,
  ErrorInfo,
  RetryInfo,
  RichServerError,
  type ErrorDetails,
} from 'nice-grpc-error-details';
import { HealthDefinition, HealthServiceImpl, HealthState } from 'nice-grpc-server-health';
import { callerError } from './call-failure.ts';
import { CarriedMethods, callStreamServer } from './call-stream-server.ts';
import { grpcStatus } from './grpc-status.ts';
import { RETRY_PUSHBACK } from './retry-policy.ts';
import { serverTelemetry } from './rpc-telemetry.ts';
import { removeStaleSocket } from './stale-socket.ts';
import { UnaryRoom, unaryLimits } from './unary-limits.ts';

const MESSAGE_BYTES_MAX = 4 * 1024 * 1024;
const STREAMS_MAX = 1000;

export interface GrpcServerOptions {
  /** Domain of ErrorInfo, `claim.firstring`. */
  domain: string;
  log: Log;
  clock: Clock;
  /** When it aborts, the health service says that no more calls should come; the server still takes them. */
  draining?: AbortSignal;
  /** New calls of a connection that is older go over a new one, so that callers find new instances; absent: it lasts. */
  connectionAgeMs?: number;
}

export interface GrpcServer extends AsyncDisposable {
  add<Definition extends CompatServiceDefinition>(
    definition: Definition,
    implementation: ServiceImplementation<Definition>,
  ): void;
  /** `unix:///path` or `host:port`; resolves to the port (0 for a socket file). */
  listen(address: string): Promise<number>;
}

/** A gRPC server with the house's rules: one error model, health service, message limit, graceful close. Its unary methods go over streams, too. */
export function createGrpcServer(options: GrpcServerOptions): GrpcServer {
  const room = new UnaryRoom();
  const server = createServer({
    'grpc.max_receive_message_length': MESSAGE_BYTES_MAX,
    'grpc.max_concurrent_streams': STREAMS_MAX,
    ...(options.connectionAgeMs === undefined
      ? {}
      : { 'grpc.max_connection_age_ms': options.connectionAgeMs }),
  })
    .use(errorDetailsServerMiddleware)
    .use(errorMapping(options))
    .use(serverTelemetry)
    .use(unaryLimits(systemClock, room)); // sockets live in real time
  const health = HealthState();
  server.add(HealthDefinition, HealthServiceImpl(health));
  options.draining?.addEventListener('abort', () => health.setStatus('unhealthy'), { once: true });
  const carried = new CarriedMethods();
  const closing = new AbortController();
  const streams = { log: options.log, clock: systemClock, room, closing: closing.signal };
  server.add(CallStreamServiceDefinition, callStreamServer(carried, streams));
  return {
    add(definition, implementation) {
      server.add(definition, implementation);
      carried.add(definition, implementation);
      health.setStatus('healthy');
    },
    async listen(address) {
      await removeStaleSocket(address);
      return server.listen(address);
    },
    async [Symbol.asyncDispose]() {
      health.setStatus('unhealthy');
      closing.abort();
      const force = options.clock.setTimer(5000, () => server.forceShutdown());
      await server.shutdown();
      force.cancel();
    },
  };
}

/** What a caller that does not know our catalogue may wait before it asks again. */
const RETRY_DELAY = { seconds: 1, nanos: 0 };

function detailsOf({ reason, retry, details }: AppError, domain: string): ErrorDetails[] {
  const info = ErrorInfo.fromPartial({ reason, domain, metadata: { ...details } });
  return retry === 'later' ? [info, RetryInfo.fromPartial({ retryDelay: RETRY_DELAY })] : [info];
}

/** AppErrors travel as status + ErrorInfo; anything else is our bug: logged whole, answered as INTERNAL. */
function errorMapping({ domain, log }: GrpcServerOptions) {
  return async function* <Request, Response>(
    call: ServerMiddlewareCall<Request, Response>,
    context: CallContext,
  ): AsyncGenerator<Response, Response | void, undefined> {
    try {
      return yield* call.next(call.request, context);
    } catch (thrown) {
      if (thrown instanceof ServerError || isAbort(thrown, context)) throw thrown;
      const error = callerError(thrown, { log, rpc: call.method.path });
      context.trailer.set(RETRY_PUSHBACK.name, RETRY_PUSHBACK.never);
      throw new RichServerError(grpcStatus(error), error.message, detailsOf(error, domain));
    }
  };
}

function isAbort(thrown: unknown, context: CallContext): boolean {
  return context.signal.aborted && thrown instanceof Error && thrown.name === 'AbortError';
}
