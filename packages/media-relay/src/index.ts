export { createAnchor, type Anchor, type AnchorOptions, type AnchorSide } from './anchor.ts';
export { createNgClient } from './ng-client.ts';
export type { NgAnswer, NgClient, NgClientOptions, NgOffer, NgPlay } from './ng-client.ts';
export type { NgQuery, NgSideStats } from './ng-query.ts';
