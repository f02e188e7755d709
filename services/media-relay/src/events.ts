import type { Log } from '@firstring/kernel';

export interface MediaRelayEvents {
  listening(at: { readonly ngPort: number }): void;
}

/** The relay's business events; nobody else logs any. */
export function createMediaRelayEvents(log: Log): MediaRelayEvents {
  return { listening: ({ ngPort }) => log.info({ ngPort }, 'media relay listens') };
}
