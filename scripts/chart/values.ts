import { claimConfigSchema } from '@firstring/claim-service/config';
import { consoleConfigSchema } from '@firstring/console-service/config';
import { dialbackConfigSchema } from '@firstring/dialback-service/config';
import { ingestConfigSchema } from '@firstring/ingest-service/config';
import { leadStoreConfigSchema } from '@firstring/lead-store-service/config';
import { schedulerConfigSchema } from '@firstring/scheduler-service/config';
import { sipConfigSchema } from '@firstring/sip-service/config';
import { z } from 'zod';
import { component, componentDefaults, configOf, imageValues, resources } from './component-values.ts';
import { evaluationValues, kafkaValues, kedaValues, mongoValues, strimziValues } from './seam-values.ts';
import { secretKey } from './secret-values.ts';
import { sipServerValues, sipMediaValues } from './telephony-values.ts';

const httpService = z
  .strictObject({
    type: z
      .enum(['ClusterIP', 'NodePort', 'LoadBalancer'])
      .default('ClusterIP')
      .describe('Type of the Service.'),
    port: z.int().min(1).max(65_535).default(80).describe('Port of the Service.'),
    annotations: z.record(z.string(), z.string()).default({}).describe('Annotations of the Service.'),
  })
  .prefault({});

const ingress = z
  .strictObject({
    enabled: z.boolean().default(false).describe('Render an Ingress.'),
    className: z.string().default('').describe('Its class; empty: the default one.'),
    annotations: z.record(z.string(), z.string()).default({}).describe('Annotations of the Ingress.'),
    host: z.string().default('').describe('Host name.'),
    tlsSecret: z.string().default('').describe('Secret with its certificate; empty: no TLS.'),
  })
  .prefault({});

/** The chart's values: values.yaml, values.schema.json and the README are written from it. */
export const chartValuesSchema = z.strictObject({
  nameOverride: z.string().default('').describe("Instead of the chart's name."),
  fullnameOverride: z
    .string()
    .default('')
    .describe('Instead of release and chart name, in front of every object.'),
  // A parent chart's globals come along, so unknown ones are let through here alone.
  global: z
    .looseObject({
      imageRegistry: z.string().default('').describe('Registry in front of every image.'),
      imagePullSecrets: z.array(z.string()).default([]).describe('Names of Secrets to pull images with.'),
      logLevel: z
        .enum(['debug', 'info', 'warn', 'error', 'silent'])
        .default('info')
        .describe('Least level that is logged.'),
    })
    .prefault({}),
  commonLabels: z.record(z.string(), z.string()).default({}).describe('Labels on every object.'),
  kafka: kafkaValues,
  mongo: mongoValues,
  evaluation: evaluationValues,
  strimzi: strimziValues,
  telemetry: z
    .strictObject({
      otlpEndpoint: z
        .string()
        .default('')
        .describe('OTLP endpoint of a collector, e.g. http://collector:4318; empty: no traces are sent.'),
      dashboards: z.boolean().default(false).describe('Render Grafana dashboards as ConfigMaps.'),
      prometheusRule: z.boolean().default(false).describe('Render the alerts as a PrometheusRule.'),
    })
    .prefault({}),
  migration: z
    .strictObject({
      enabled: z.boolean().default(true).describe('Make topics and indexes before an install or upgrade.'),
      image: imageValues('migrate'),
      resources: resources('100m', '192Mi', '512Mi'),
      deadlineSeconds: z.int().min(10).max(3600).default(300).describe('It fails after so long.'),
    })
    .prefault({}),
  test: z
    .strictObject({
      existingSecret: z
        .string()
        .default('')
        .describe(
          'Secret with `link` (token of an ingest link), `username` and `password` (a console user who may read its leads): ' +
            '`helm test` then places a lead and reads it back. Take a link whose campaign nobody works on. Empty: it asks only whether all are ready.',
        ),
      number: z.string().default('+12025550199').describe('Number of that lead.'),
    })
    .prefault({}),
  recordings: z
    .strictObject({
      existingClaim: z
        .string()
        .default('')
        .describe(
          'Claim of a volume that several pods may write; recordings go there and the console plays them. Empty: none.',
        ),
    })
    .prefault({}),
  defaults: componentDefaults()
    .describe('What holds for every component that does not say otherwise.')
    .prefault({}),
  ingest: component({
    image: 'ingest',
    replicas: 2,
    config: configOf(ingestConfigSchema),
    extra: { service: httpService, ingress },
  }),
  leadStore: component({ image: 'lead-store', replicas: 1, config: configOf(leadStoreConfigSchema) }),
  claim: component({
    image: 'claim',
    replicas: 2,
    config: configOf(claimConfigSchema),
    extra: { permitKey: secretKey('permit-key', 'the key that signs permits, at least 32 characters') },
  }),
  scheduler: component({
    image: 'scheduler',
    replicas: 2,
    config: configOf(schedulerConfigSchema),
    extra: {
      persistence: z
        .strictObject({
          enabled: z
            .boolean()
            .default(true)
            .describe('Keep snapshots of the order, so that a start does not read every lead.'),
          size: z.string().default('2Gi').describe('Size of the volume.'),
          storageClass: z.string().default('').describe('Storage class; empty: the default one.'),
        })
        .prefault({}),
    },
  }),
  dialback: component({ image: 'dialback', replicas: 2, config: configOf(dialbackConfigSchema) }),
  console: component({
    image: 'console',
    replicas: 1,
    config: configOf(consoleConfigSchema),
    extra: {
      service: httpService,
      ingress,
      adminPassword: secretKey(
        'admin-password',
        'the password of the first user, `admin`; without it nobody is made',
      ),
    },
  }),
  sip: component({
    image: 'sip',
    replicas: 1,
    config: configOf(sipConfigSchema),
    extra: {
      controlSecret: secretKey('control-secret', "the secret of the SIP server's control port"),
      updateStrategy: z
        .enum(['RollingUpdate', 'OnDelete'])
        .default('RollingUpdate')
        .describe('OnDelete: an upgrade leaves the pod and its calls alone until you delete it.'),
      server: sipServerValues,
      media: sipMediaValues,
    },
  }),
  keda: kedaValues,
});
