import { z } from 'zod';

const port = (fallback: number) => z.coerce.number().int().min(1024).max(65_535).default(fallback);

/** Settings of the media relay as a process of its own; keys are environment variables. */
export const mediaRelayConfigSchema = z.object({
  MEDIA_RELAY_NG_LISTEN: z
    .string()
    .regex(/^\S+:\d{1,5}$/, 'host:port')
    .default('127.0.0.1:22222')
    .describe('host:port (UDP) of the ng control port, for the sip service'),
  MEDIA_RELAY_INTERFACE: z
    .string()
    .min(1)
    .default('127.0.0.1')
    .describe('address that phones and trunks send their audio to'),
  MEDIA_RELAY_PORT_MIN: port(30_000).describe('first UDP port for audio'),
  MEDIA_RELAY_PORT_MAX: port(31_999).describe('last UDP port for audio; a call needs four'),
  MEDIA_RELAY_RECORDINGS_FOLDER: z
    .string()
    .default('')
    .describe('folder for recordings; empty: calls cannot be recorded'),
  MEDIA_RELAY_RECORDINGS_BYTES_MAX: z.coerce
    .number()
    .int()
    .min(0)
    .default(50_000_000_000)
    .describe('octets of recordings in that folder beyond which none begins; 57 MB are an hour'),
});

export type MediaRelayConfig = z.infer<typeof mediaRelayConfigSchema>;
