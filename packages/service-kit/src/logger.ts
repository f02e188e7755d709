import type { Log } from '@firstring/kernel';
import { traceFields } from '@firstring/telemetry';
import { pino, stdSerializers, type Logger } from 'pino';

/** Fields that may hold personal data or secrets wherever they turn up; redacted before a line is written. */
const REDACTED = [
  'phone',
  'callerId',
  'password',
  'authorization',
  'cookie',
  'token',
  'email',
  'firstName',
  'lastName',
].flatMap((field) => [field, `*.${field}`, `req.headers.${field}`]);

/** Numbers as they stand in texts nobody thought of: an error's message, a SIP URI. */
const NUMBERS = /(\+|(?:sips?|tel):\+?)[1-9]\d{6,14}(?!\d)/g;

export interface LoggerOptions {
  level: string;
  /** Where lines go; standard output by default. */
  destination?: { write(line: string): void };
}

/** The process's logger: JSON lines, constant messages, facts as fields, personal data redacted, tied to the trace under way. */
export function createLogger(options: LoggerOptions): Logger & Log {
  const settings = {
    level: options.level,
    mixin: traceFields,
    redact: { paths: REDACTED, censor: '[redacted]' },
    hooks: { streamWrite: (line: string) => line.replaceAll(NUMBERS, '$1[number]') },
    serializers: { err: stdSerializers.errWithCause },
  };
  return options.destination === undefined ? pino(settings) : pino(settings, options.destination);
}
