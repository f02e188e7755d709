export { createAnchor } from './anchor.ts';
export type {
  Anchor,
  AnchorArrangement,
  AnchorOptions,
  AnchorParty,
  AnchorSide,
  AnchorSideStats,
} from './anchor-call.ts';
export { createNgClient } from './ng-client.ts';
export type { NgAnswer, NgClient, NgClientOptions, NgOffer, NgParty, NgPlay } from './ng-client.ts';
export type { AnchorSound } from './sounds.ts';
export type { NgQuery, NgSideStats } from './ng-query.ts';
export { startMediaRelay } from './relay.ts';
export type { MediaRelay, MediaRelayLimits, MediaRelayOptions, MediaRelayStats } from './relay.ts';
export { startMediaRelayThread, type MediaRelayThread, type MediaRelayThreadOptions } from './thread.ts';
