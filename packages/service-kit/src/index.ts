export { ConfigError, loadConfig } from './config.ts';
export { openEmbeddedSeams, type EmbeddedSeams, type EmbeddedSeamsOptions } from './embedded-seams.ts';
export { outboxEvent, type EventDraft } from './event-publisher.ts';
export {
  decodeFetchOrder,
  decodeFilterClause,
  decodeFilterOperator,
  encodeFetchOrder,
  encodeFilterClause,
  encodeFilterOperator,
} from './filter-wire.ts';
export { createGrpcClients, streamOptions, type GrpcClients } from './grpc-client.ts';
export { createGrpcServer, type GrpcServer, type GrpcServerOptions } from './grpc-server.ts';
export type { CallContext, ServiceImplementation } from 'nice-grpc';
export { httpStatus, problemHandler, sendProblem } from './http-problem.ts';
export { listenHttp, type HttpListenOptions, type HttpServer } from './http-server.ts';
export { cadenceFacts } from './lead-card.ts';
export { createLogger, type LoggerOptions } from './logger.ts';
export type { Platform, RunningService } from './platform.ts';
export { required } from './required.ts';
export { repeat, type RepeatOptions } from './repeat.ts';
export { processConfigSchema, runService, stopSignal, type ServiceMain } from './run-service.ts';
export { topicSpecs } from './topic-specs.ts';
export { updateDocument, type DocumentStep } from './update-document.ts';
