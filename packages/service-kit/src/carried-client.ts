import type { CallOptions, Client, CompatServiceDefinition } from 'nice-grpc';
import type { DeadlineOptions } from 'nice-grpc-client-middleware-deadline';
import type { CallStream } from './call-stream.ts';
import { askedCall } from './rpc-telemetry.ts';
import { encodeMessage, unaryMethods, type UnaryMethod } from './unary-methods.ts';

/** A client whose unary calls go over a stream of calls; it has no others. */
export function carriedClient<Definition extends CompatServiceDefinition>(
  definition: Definition,
  stream: CallStream,
  deadlineMs: number,
): Client<Definition, DeadlineOptions> {
  const methodOf = ({ path, requestType, responseType }: UnaryMethod) =>
    async function call(request: object, options: CallOptions & DeadlineOptions = {}): Promise<object> {
      const { deadline, signal } = options;
      const response = await askedCall(path, (traceparent) =>
        stream.call(path, encodeMessage(requestType, request), {
          deadlineMs: typeof deadline === 'number' ? deadline : deadlineMs,
          signal,
          traceparent,
        }),
      );
      return responseType.decode(response);
    };
  const methods = unaryMethods(definition).map((method) => [method.key, methodOf(method)]);
  // Made from the definition, method by method.
  return Object.fromEntries(methods) as Client<Definition, DeadlineOptions>;
}
