import { ClaimServiceDefinition } from '@firstring/contracts/claim/claim_service';
import type { CallContext, GrpcServer, Rpc } from '@firstring/service-kit';

type Method = (
  request: Readonly<Record<string, unknown>>,
  context: CallContext,
) => Promise<Readonly<Record<string, unknown>>>;
type Methods = Readonly<Record<string, Method>>;

/** Positive controls: the real claim service, but for some of its methods. */
export function claimWith(rpc: Rpc, change: (real: Methods) => Methods): Rpc {
  return {
    createClients: () => rpc.createClients(),
    createServer(options) {
      const server = rpc.createServer(options);
      const add: GrpcServer['add'] = (definition, implementation) => {
        const isClaim: boolean = definition.fullName === ClaimServiceDefinition.fullName;
        // Claim's own method table, told by its name.
        const changed = isClaim ? change(implementation as unknown as Methods) : {};
        server.add(definition, { ...implementation, ...changed });
      };
      return {
        add,
        listen: (address) => server.listen(address),
        [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
      };
    },
  };
}

const FENCED = ['renewLock', 'releaseLock', 'claimLead', 'authorizeDial'] as const;

/** Fencing off: whatever token a request shows, it is taken for the guard's newest. */
export function unfenced(rpc: Rpc): Rpc {
  return claimWith(rpc, (real) =>
    Object.fromEntries(
      FENCED.map((name): [string, Method] => [
        name,
        async (request, context) => {
          const guard = await call(real, 'getGuard', request['key'], context);
          return call(real, name, { ...request, fencingToken: guard['fencingToken'] }, context);
        },
      ]),
    ),
  );
}

/** The re-check off: every permit is good when it is redeemed. */
export function unchecked(rpc: Rpc): Rpc {
  return claimWith(rpc, () => ({ redeemPermit: async () => ({ allowed: true, reasons: [] }) }));
}

/** The lock off: whoever asks gets it, whoever has it. */
export function unlocked(rpc: Rpc): Rpc {
  return claimWith(rpc, (real) => ({
    async acquireLock(request, context) {
      const guard = await call(real, 'getGuard', request['key'], context);
      const release = {
        requestId: `${String(request['requestId'])}.takes`,
        key: request['key'],
        leadVersion: 0n,
      };
      if (guard['lockedByAgentId'] !== '')
        await call(real, 'releaseLock', { ...release, fencingToken: guard['fencingToken'] }, context);
      return call(real, 'acquireLock', request, context);
    },
  }));
}

function call(real: Methods, name: string, request: unknown, context: CallContext): ReturnType<Method> {
  const method = real[name];
  if (method === undefined) throw new Error(`claim has no ${name}`);
  return method({ ...(request as object) }, context); // a decoded message
}
