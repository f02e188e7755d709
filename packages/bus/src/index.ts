export { decoded, decodedOfProcess } from './decoded.ts';
export { openMemoryBus, type MemoryBusOptions } from './memory/memory-bus.ts';
export { MemoryLog } from './memory/memory-log.ts';
export { oncePerMessage } from './once-per-message.ts';
export {
  startOutboxRelay,
  type OutboxRelay,
  type OutboxRelayDeps,
  type OutboxRelayStats,
} from './outbox-relay.ts';
export {
  BATCH_MESSAGES_MAX,
  deadLetterTopic,
  PAYLOAD_BYTES_MAX,
  PoisonMessage,
  type BatchHandler,
  type Bus,
  type BusMessage,
  type DeliveryContext,
  type OutboundMessage,
  type PartitionBounds,
  type PartitionLag,
  type Position,
  type SubscribeOptions,
  type Subscription,
  type Tail,
  type TailOptions,
  type TopicSpec,
} from './port.ts';
