import { z } from 'zod';

const ms = (min: number, max: number, fallback: number) =>
  z.coerce.number().int().min(min).max(max).default(fallback);

/** Settings of the sip service; keys are environment variables. */
export const sipConfigSchema = z.object({
  GRPC_LISTEN: z
    .string()
    .default('127.0.0.1:7005')
    .describe('host:port or unix:///path the gRPC server listens on'),
  CLAIM_ADDRESS: z.string().default('127.0.0.1:7003').describe('claim, host:port or unix:///path'),
  DIALBACK_ADDRESS: z.string().default('127.0.0.1:7004').describe('dial-back, host:port or unix:///path'),
  SCHEDULER_ADDRESS: z
    .string()
    .default('127.0.0.1:7002')
    .describe('scheduler, where callers wait; host:port or unix:///path'),
  SIP_INSTANCE: z
    .string()
    .regex(/^[a-z0-9.-]{1,63}$/)
    .default('sip-0')
    .describe('stable name of this instance; it sweeps only journal entries of its own'),
  SIP_CONTROL_HOST: z
    .string()
    .default('127.0.0.1')
    .describe('drachtio-server or embedded engine: host of its control port'),
  SIP_CONTROL_PORT: z.coerce.number().int().min(1).max(65_535).default(9022).describe('control port'),
  SIP_CONTROL_SECRET: z.string().min(1).describe('secret of the control port'),
  SIP_MEDIA_HOST: z
    .string()
    .default('127.0.0.1')
    .describe('rtpengine or embedded relay: host of its ng port'),
  SIP_MEDIA_PORT: z.coerce.number().int().min(1).max(65_535).default(22_222).describe('ng port'),
  SIP_REALM: z
    .string()
    .regex(/^[A-Za-z0-9.-]{1,64}$/)
    .default('firstring')
    .describe('digest realm of the phone accounts; changing it makes all their passwords void'),
  SIP_CONTACTS_MAX: z.coerce
    .number()
    .int()
    .min(1)
    .max(20)
    .default(5)
    .describe('phones of one agent that ring at once'),
  SIP_CONTACTS_FULL: z
    .enum(['replace', 'refuse'])
    .default('replace')
    .describe('what becomes of one phone more: it replaces the oldest, or gets 403'),
  SIP_RINGBACK: z.enum(['us', 'eu']).default('us').describe('ringing tone the agent hears'),
  SIP_AGENT_RING_MS: ms(1000, 300_000, 25_000).describe(
    'how long an agent’s phone rings where nobody says otherwise, ms',
  ),
  SIP_AGENT_SILENCE_MS: ms(100, 60_000, 5000).describe(
    'a phone that has not said that it rings after so long is not there, ms',
  ),
  SIP_PERMIT_WAIT_MS: ms(100, 120_000, 15_000).describe(
    'how long an agent who has lifted waits for a permit, ms',
  ),
  SIP_CANCEL_MS: ms(100, 40_000, 5000).describe('how long a cancelled call may take to its final answer, ms'),
  SIP_CALL_MS: ms(1000, 86_400_000, 14_400_000).describe('longest call, ms'),
  SIP_SILENCE_MS: ms(0, 3_600_000, 60_000).describe(
    'a call of which the relay hears no packet from one side for so long ends, ms; 0 = never',
  ),
  SIP_SILENCE_CHECK_MS: ms(100, 600_000, 10_000).describe('how often the relay is asked for that, ms'),
  SIP_CALLS_MAX: z.coerce.number().int().min(1).max(10_000).default(500).describe('calls at a time'),
  SIP_TRUNK_WAIT_MS: ms(0, 10_000, 2000).describe('how long an INVITE may wait for its trunk’s rate, ms'),
  SIP_TRUNK_WATCH_MS: ms(50, 600_000, 1000).describe(
    'how often trunks are looked at for a probe or a registration that is due, ms',
  ),
  SIP_TRUNK_SILENCE_MS: ms(100, 60_000, 4000).describe(
    'an INVITE without any answer for so long has its trunk probed, ms',
  ),
  SIP_REDEEM_FRESH_MS: ms(100, 10_000, 2000).describe(
    'an INVITE later than this after its permit’s redeeming is not sent, ms',
  ),
  SIP_OPERATION_MS: ms(100, 10_000, 2000).describe('how long the SIP server may take to take a request, ms'),
  SIP_LEG_PROBE_MS: ms(500, 600_000, 20_000).describe(
    'how often a live leg is asked whether it is there, ms',
  ),
  SIP_LEG_PROBE_WAIT_MS: ms(100, 40_000, 5000).describe(
    'how long that answer may take, ms; two in a row missing end the leg',
  ),
  SIP_REOFFER_MS: ms(500, 40_000, 8000).describe(
    'how long a phone or trunk may take to answer a re-INVITE, ms',
  ),
  SIP_SWEEP_MS: ms(100, 600_000, 10_000).describe('how often the journal is swept, ms'),
  SIP_DRAIN_MS: ms(0, 600_000, 20_000).describe('how long a stop waits for calls to end by themselves, ms'),
  SIP_LADDER_CALLS_MAX: z.coerce
    .number()
    .int()
    .min(0)
    .max(100_000)
    .default(500)
    .describe('ended calls whose SIP messages are kept to be looked at'),
  SIP_LADDER_KEEP_MS: ms(0, 86_400_000, 1_800_000).describe('how long they are kept, ms'),
  SIP_LADDER_BYTES_MAX: z.coerce
    .number()
    .int()
    .min(0)
    .max(1_000_000_000)
    .default(32_000_000)
    .describe('memory for the SIP messages of all calls, live ones included'),
  SIP_CALLERS_MAX: z.coerce
    .number()
    .int()
    .min(0)
    .max(900)
    .default(200)
    .describe('callers who wait for an agent at once; one more is missed'),
  SIP_SOUNDS_FOLDER: z
    .string()
    .default('')
    .describe('folder of announcements, NAME.wav, as the media relay sees it; empty: the built-in music'),
  SIP_KEYS_HOST: z
    .string()
    .default('127.0.0.1')
    .describe('address at which the media relay tells of pressed keys'),
  SIP_KEYS_PORT: z.coerce
    .number()
    .int()
    .min(0)
    .max(65_535)
    .default(0)
    .describe('UDP port of that, the relay’s --dtmf-log-dest; 0: keys are heard as INFO only'),
  SIP_INBOUND_PROCESS_ID: z
    .string()
    .default('')
    .describe('process that missed calls to numbers nobody has configured are reported to; empty: none'),
  SIP_INBOUND_CAMPAIGN_ID: z.string().default('').describe('campaign of those'),
});

export type SipConfig = z.infer<typeof sipConfigSchema>;
