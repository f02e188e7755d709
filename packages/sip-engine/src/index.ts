export { createSipEngine, type EngineStats, type SipEngine } from './engine.ts';
export { refusalOfText, type Refusal } from './engine/refusal.ts';
export { isScanner } from './engine/scanner.ts';
export type { EngineLimits, EngineTimers, SipEngineOptions } from './engine/options.ts';
export { parseNetwork } from './transport/networks.ts';
export type { CertificateFiles, Listener, ListenerOptions, Protocol } from './transport/transport.ts';
export { startSipEngineThread, type SipEngineThread, type SipEngineThreadOptions } from './worker.ts';
