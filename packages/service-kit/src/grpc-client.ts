import { CallStreamServiceDefinition } from '@firstring/contracts/common/call_stream';
import type { AppError } from '@firstring/kernel';
import { systemClock } from '@firstring/kernel/system';
import {
  ClientError,
  createChannel,
  createClientFactory,
  type CallOptions,
  type Client,
  type ClientMiddlewareCall,
  type CompatServiceDefinition,
} from 'nice-grpc';
import { deadlineMiddleware, type DeadlineOptions } from 'nice-grpc-client-middleware-deadline';
import { errorDetailsClientMiddleware, ErrorInfo, RichClientError } from 'nice-grpc-error-details';
import { appErrorOf } from './call-failure.ts';
import { CallStream } from './call-stream.ts';
import { carriedClient } from './carried-client.ts';
import { SERVICE_CONFIG } from './retry-policy.ts';
import { clientTelemetry } from './rpc-telemetry.ts';

/** Every call has a deadline; streams pass `deadline: undefined` explicitly through `streamOptions`. */
const DEADLINE_MS = 5000;

export interface GrpcClients extends AsyncDisposable {
  /**
   * A typed client of a service at this address: `host:port`, `dns:///name:port` or `ipv4:a:1,b:2` for several instances, `unix:///path`. Calls
   * go round the instances; all clients share one connection an instance.
   */
  client<Definition extends CompatServiceDefinition>(
    definition: Definition,
    address: string,
  ): Client<Definition, DeadlineOptions>;
  /** The same for the unary methods of a service that is called thousands of times a second: all go over one stream an address (ADR 21). */
  carried<Definition extends CompatServiceDefinition>(
    definition: Definition,
    address: string,
  ): Client<Definition, DeadlineOptions>;
}

/** Makes clients that throw AppErrors, carry deadlines and share connections. Dispose closes the connections. */
export function createGrpcClients(deadlineMs: number = DEADLINE_MS): GrpcClients {
  const channels = new Map<string, ReturnType<typeof createChannel>>();
  const factory = createClientFactory()
    .use(deadlineMiddleware)
    .use(errorDetailsClientMiddleware)
    .use(errorMapping)
    .use(clientTelemetry);
  const streams = new Map<string, CallStream>();
  const client: GrpcClients['client'] = (definition, address) => {
    let channel = channels.get(address);
    if (channel === undefined) {
      channel = createChannel(address, undefined, {
        'grpc.keepalive_time_ms': 30_000,
        'grpc.keepalive_timeout_ms': 5000,
        'grpc.keepalive_permit_without_calls': 1,
        'grpc.service_config': SERVICE_CONFIG,
        'grpc.dns_min_time_between_resolutions_ms': 5000,
        'grpc.max_receive_message_length': 4 * 1024 * 1024,
        'grpc.initial_reconnect_backoff_ms': 100,
        'grpc.max_reconnect_backoff_ms': 2000,
      });
      channels.set(address, channel);
    }
    return factory.create(definition, channel, { '*': { deadline: deadlineMs } });
  };
  return {
    client,
    carried(definition, address) {
      let stream = streams.get(address);
      if (stream === undefined) {
        const { carry } = client(CallStreamServiceDefinition, address);
        stream = new CallStream({
          clock: systemClock, // sockets live in real time, and so do gRPC's own deadlines
          open: (requests, signal) => carry(requests, streamOptions(signal)),
        });
        streams.set(address, stream);
      }
      return carriedClient(definition, stream, deadlineMs);
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([...streams.values()].map((stream) => stream[Symbol.asyncDispose]()));
      streams.clear();
      for (const channel of channels.values()) channel.close();
      channels.clear();
    },
  };
}

/** For long-lived server streams: no deadline, ended by the signal. */
export function streamOptions(signal: AbortSignal): CallOptions & DeadlineOptions {
  return { signal, deadline: 2 ** 31 - 1 };
}

async function* errorMapping<Request, Response>(
  call: ClientMiddlewareCall<Request, Response>,
  options: CallOptions,
): AsyncGenerator<Response, Response | void, undefined> {
  try {
    return yield* call.next(call.request, options);
  } catch (thrown) {
    throw thrown instanceof ClientError ? toAppError(thrown) : thrown;
  }
}

function toAppError(error: ClientError): AppError {
  const info =
    error instanceof RichClientError
      ? error.extra.find(
          (detail): detail is ErrorInfo & { $type: typeof ErrorInfo.$type } =>
            detail.$type === ErrorInfo.$type,
        )
      : undefined;
  return appErrorOf({
    status: error.code,
    reason: info?.reason ?? '',
    message: error.details,
    details: info?.metadata ?? {},
    cause: error,
  });
}
