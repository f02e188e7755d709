import { ClaimServiceDefinition } from '@firstring/contracts/claim/claim_service';
import type { CallContext, GrpcServer, Rpc } from '@firstring/service-kit';

/** What decides by the token that a request shows. */
const FENCED = ['renewLock', 'releaseLock', 'claimLead', 'authorizeDial'] as const;

type Method = (request: { readonly key?: object }, context: CallContext) => Promise<object>;

/**
 * A positive control: claim with fencing off. Whatever token a request shows, it is taken for the guard's newest; everything else is the
 * real service. A checker of I2 that stays green with it sees nothing.
 */
export function unfenced(rpc: Rpc): Rpc {
  return {
    createClients: () => rpc.createClients(),
    createServer(options) {
      const server = rpc.createServer(options);
      const add: GrpcServer['add'] = (definition, implementation) => {
        const isClaim: boolean = definition.fullName === ClaimServiceDefinition.fullName;
        server.add(definition, isClaim ? withNewestToken(implementation) : implementation);
      };
      return {
        add,
        listen: (address) => server.listen(address),
        [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
      };
    },
  };
}

function withNewestToken<Implementation extends object>(implementation: Implementation): Implementation {
  // Claim's own method table, told by its name.
  const methods = implementation as unknown as Readonly<Record<(typeof FENCED)[number] | 'getGuard', Method>>;
  const forged = FENCED.map((name): [string, Method] => [
    name,
    async (request, context) => {
      const guard = await methods.getGuard({ ...request.key }, context);
      return methods[name]({ ...request, ...('fencingToken' in guard ? guard : {}) }, context);
    },
  ]);
  return { ...implementation, ...Object.fromEntries(forged) };
}
