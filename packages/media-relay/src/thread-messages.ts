import type { Log } from '@firstring/kernel';
import type { MediaRelayOptions, MediaRelayStats } from './relay.ts';

/** What the relay's thread is started with: everything that can be copied. */
export type RelayThreadData = Omit<MediaRelayOptions, 'clock' | 'random' | 'log'>;

export type ToRelayThread = { type: 'stats'; id: number } | { type: 'close' };

export type FromRelayThread =
  | { type: 'listening'; ngPort: number }
  | { type: 'stats'; id: number; stats: MediaRelayStats }
  | { type: 'log'; level: keyof Log; fields: Readonly<Record<string, unknown>>; message: string };
