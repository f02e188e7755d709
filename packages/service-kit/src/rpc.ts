import { createGrpcClients, type GrpcClients } from './grpc-client.ts';
import { createGrpcServer, type GrpcServer, type GrpcServerOptions } from './grpc-server.ts';

/** How services call each other. The product has one way, gRPC; tests put a network of their own in between. */
export interface Rpc {
  createServer(options: GrpcServerOptions): GrpcServer;
  /** Calls that say nothing else have this deadline. */
  createClients(deadlineMs?: number): GrpcClients;
}

export const grpcRpc: Rpc = { createServer: createGrpcServer, createClients: createGrpcClients };
