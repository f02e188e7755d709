import { mediaRelayConfigSchema } from '@firstring/media-relay-service/config';
import { sipEngineConfigSchema } from '@firstring/sip-engine-service/config';
import { z } from 'zod';
import { configOf, imageValues, resources } from './component-values.ts';

const port = (fallback: number, what: string) => z.int().min(0).max(65_535).default(fallback).describe(what);

const moreEnvironment = z
  .array(z.record(z.string(), z.unknown()))
  .default([])
  .describe('More environment variables, as in a container.');

/** The SIP server beside each pod of `sip`. */
export const sipServerValues = z
  .strictObject({
    type: z
      .enum(['engine', 'drachtio'])
      .default('engine')
      .describe('engine: the embedded one; drachtio: drachtio-server.'),
    image: imageValues('sip-engine'),
    resources: resources('200m', '192Mi', '512Mi'),
    port: port(5060, 'Port of SIP over UDP and TCP.'),
    config: configOf(sipEngineConfigSchema).describe('Settings of the engine; keys are those of its README.'),
    extraEnv: moreEnvironment,
    extraVolumeMounts: z
      .array(z.record(z.string(), z.unknown()))
      .default([])
      .describe('Where `sip.extraVolumes` are mounted, e.g. certificates.'),
    extraArgs: z.array(z.string()).default([]).describe('More arguments of drachtio-server.'),
    hostNetwork: z
      .boolean()
      .default(false)
      .describe(
        "Use the node's own address, as carriers and RTP mostly need; its namespace must then allow it (not *restricted*).",
      ),
    service: z
      .strictObject({
        type: z
          .enum(['None', 'ClusterIP', 'NodePort', 'LoadBalancer'])
          .default('None')
          .describe('Service in front of SIP.'),
        annotations: z.record(z.string(), z.string()).default({}).describe('Annotations of the Service.'),
        externalTrafficPolicy: z
          .enum(['Local', 'Cluster'])
          .default('Local')
          .describe('Local keeps the sender’s address.'),
      })
      .prefault({}),
  })
  .prefault({});

/** The media relay beside each pod of `sip`. */
export const sipMediaValues = z
  .strictObject({
    type: z
      .enum(['relay', 'rtpengine'])
      .default('relay')
      .describe(
        'relay: the embedded one, in the same pod; rtpengine: a DaemonSet with hostNetwork, of which each pod uses its node’s.',
      ),
    image: imageValues('media-relay'),
    resources: resources('200m', '128Mi', '512Mi'),
    rtpPortMin: port(30_000, 'First RTP port.'),
    rtpPortMax: port(31_999, 'Last RTP port.'),
    config: configOf(mediaRelayConfigSchema).describe('Settings of the relay; keys are those of its README.'),
    extraEnv: moreEnvironment,
    extraArgs: z.array(z.string()).default([]).describe('More arguments of rtpengine.'),
  })
  .prefault({});
