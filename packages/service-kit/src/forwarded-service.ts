import {
  Metadata,
  type CallContext,
  type CompatServiceDefinition,
  type ServiceImplementation,
} from 'nice-grpc';
import { streamOptions, type GrpcClients } from './grpc-client.ts';

const FORWARDED = 'firstring-forwarded';

export interface Forwarding {
  readonly clients: GrpcClients;
  /** The instance that a call belongs to; undefined: this one. May throw. `wasForwarded`: another instance has sent it here. */
  ownerOf(request: unknown, wasForwarded: boolean): string | undefined | Promise<string | undefined>;
}

type Method = (request: unknown, context: CallContext) => unknown;
type Call = (request: unknown, options: object) => unknown;

/** A service on whichever of its instances it is asked: calls that belong to another one are handed on to that, unary or streams, once. */
export function forwardedService<Definition extends CompatServiceDefinition>(
  definition: Definition,
  implementation: ServiceImplementation<Definition>,
  { clients, ownerOf }: Forwarding,
): ServiceImplementation<Definition> {
  const own = implementation as Readonly<Record<string, Method>>; // as its definition says
  const route = async (
    name: string,
    request: unknown,
    context: CallContext,
  ): Promise<{ answer: unknown }> => {
    const address = await ownerOf(request, context.metadata.has(FORWARDED));
    if (address === undefined) return { answer: own[name]?.call(implementation, request, context) };
    // Method by method the same names, and streams alike.
    const client = clients.client(definition, address) as unknown as Readonly<Record<string, Call>>;
    const metadata = Metadata({ [FORWARDED]: '1' });
    // The caller's own deadline aborts the signal.
    return { answer: client[name]?.(request, { ...streamOptions(context.signal), metadata }) };
  };
  // As generated: each method says whether its answer is a stream.
  const methods = definition.methods as Readonly<Record<string, { readonly responseStream: boolean }>>;
  const forwarding = Object.entries(methods).map(([name, { responseStream }]) => [
    name,
    responseStream
      ? async function* forwarded(request: unknown, context: CallContext) {
          const { answer } = await route(name, request, context);
          yield* answer as AsyncIterable<unknown>; // a stream, by its definition
        }
      : async (request: unknown, context: CallContext) => (await route(name, request, context)).answer,
  ]);
  return Object.fromEntries(forwarding) as ServiceImplementation<Definition>; // each of its methods is there
}
