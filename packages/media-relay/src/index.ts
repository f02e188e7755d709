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
export type { NgAnswer, NgClient, NgOffer, NgParty, NgPlay, NgRecordingOrder } from './ng-client.ts';
export type { NgClientOptions } from './ng-requester.ts';
export type { AnchorSound } from './sounds.ts';
export type { NgQuality, NgQuery, NgRecording, NgSideStats } from './ng-query.ts';
export { startMediaRelay } from './relay.ts';
export type { MediaRelay, MediaRelayLimits, MediaRelayOptions, MediaRelayStats } from './relay.ts';
export { startMediaRelayThread, type MediaRelayThread, type MediaRelayThreadOptions } from './thread.ts';
