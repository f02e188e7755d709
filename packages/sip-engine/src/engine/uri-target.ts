import { nextHopOf } from '../transport/next-hop.ts';
import type { Target } from '../transport/transport.ts';
import type { Core } from './core.ts';

/** Undefined when packets cannot be sent there, or the name does not resolve. Only a name that has to be looked up is promised. */
export type FoundTarget = Target | Promise<Target | undefined> | undefined;

/** Where a registered contact came from, else what the URI names. */
export function targetOfUri(core: Core, uri: string): FoundTarget {
  return core.registered.find(uri, core.clock.monotonicMs()) ?? targetNamedBy(core, uri);
}

/** What the URI names, whoever may have registered from there. */
export function targetNamedBy(core: Core, uri: string): FoundTarget {
  const hop = nextHopOf(uri);
  if (hop === undefined || !canReach(core, uri)) return undefined;
  return core.transports.resolve(hop, core.transports.protocols);
}

/** Whether packets can be sent to what the URI names: a host, by a transport for which there is a listener. */
export function canReach(core: Core, uri: string): boolean {
  const hop = nextHopOf(uri);
  if (hop === undefined) return false;
  return hop.protocol === undefined || core.transports.protocols.includes(hop.protocol);
}

/** Runs `then` with the target, at once where no name has to be looked up. */
export function withFound(core: Core, found: FoundTarget, then: (target: Target | undefined) => void): void {
  if (found instanceof Promise) {
    found.then(then).catch((error: unknown) => core.log.error({ err: error }, 'request could not be sent'));
  } else then(found);
}
