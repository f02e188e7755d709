export { ConfigError, loadConfig } from './config.ts';
export { outboxEvent, type EventDraft } from './event-publisher.ts';
export { createGrpcClients, streamOptions, type GrpcClients } from './grpc-client.ts';
export { createGrpcServer, type GrpcServer, type GrpcServerOptions } from './grpc-server.ts';
export { httpStatus, problemHandler, sendProblem } from './http-problem.ts';
export { listenHttp, type HttpListenOptions, type HttpServer } from './http-server.ts';
export { createLogger, type LoggerOptions } from './logger.ts';
export type { Platform, RunningService } from './platform.ts';
export { topicSpecs } from './topic-specs.ts';
