/**
 * Loads what a process on Kafka and MongoDB loads only when it has read its settings, and ends. deploy/Dockerfile runs it, so that an image has all
 * that compiled: a start is then spared a third of its CPU.
 */
import { loadSdk } from '@firstring/telemetry';
import { loadBusAdapter, loadStoreAdapter } from './distributed-seams.ts';

await Promise.all([loadBusAdapter({ KAFKA_CLIENT: 'kafkajs' }), loadStoreAdapter(), loadSdk()]);
