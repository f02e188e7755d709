import type { Log } from '@firstring/kernel';
import type { Listener } from '@firstring/sip-engine';

export interface SipEngineEvents {
  listening(at: { readonly listeners: readonly Listener[]; readonly controlPort: number }): void;
}

/** The engine's business events; nobody else logs any. */
export function createSipEngineEvents(log: Log): SipEngineEvents {
  return {
    listening: ({ listeners, controlPort }) => log.info({ listeners, controlPort }, 'SIP engine listens'),
  };
}
