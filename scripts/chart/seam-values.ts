import { z } from 'zod';
import { resources } from './component-values.ts';

const name = (what: string) => z.string().default('').describe(what);

/** Your Kafka. */
export const kafkaValues = z
  .strictObject({
    external: z
      .strictObject({
        brokers: name('host:port of your brokers, several behind commas.'),
        client: z.enum(['kafkajs', 'platformatic']).default('kafkajs').describe('Client library.'),
        topicPrefix: name("In front of each topic's and group's name."),
        replication: z
          .int()
          .min(1)
          .max(9)
          .default(3)
          .describe('Replicas of topics that the migration makes.'),
        sasl: z
          .strictObject({
            mechanism: z
              .enum(['', 'plain', 'scram-sha-256', 'scram-sha-512'])
              .default('')
              .describe('Empty: no login.'),
            existingSecret: name('Secret with name and password.'),
            usernameKey: z.string().default('username').describe('Key of the name.'),
            passwordKey: z.string().default('password').describe('Key of the password.'),
            insecure: z
              .boolean()
              .default(false)
              .describe('Accept `plain` without TLS: the password is readable on the network.'),
          })
          .prefault({}),
        tls: z
          .strictObject({
            enabled: z.boolean().default(false).describe('Speak TLS with the brokers.'),
            existingSecret: name('Secret with the authority, and with certificate and key for mutual TLS.'),
            caKey: z.string().default('ca.crt').describe('Key of the authority; empty: the public ones.'),
            certKey: name('Key of our certificate (mutual TLS).'),
            keyKey: name('Key of its private key (mutual TLS).'),
          })
          .prefault({}),
      })
      .prefault({}),
  })
  .prefault({});

/** Your MongoDB. */
export const mongoValues = z
  .strictObject({
    external: z
      .strictObject({
        uriSecret: z
          .strictObject({
            existingSecret: name("Secret with the replica set's URL, name and password in it."),
            key: z.string().default('uri').describe('Its key in there.'),
          })
          .prefault({}),
        databasePrefix: z
          .string()
          .default('firstring-')
          .describe('Each service has the database prefix + its name.'),
      })
      .prefault({}),
  })
  .prefault({});

const server = (repository: string, tag: string, note = '') =>
  z
    .strictObject({
      image: z
        .strictObject({
          registry: z.string().default('').describe('Registry; empty: `global.imageRegistry`.'),
          repository: z.string().default(repository).describe(`Repository.${note}`),
          tag: z.string().default(tag).describe('Tag.'),
          digest: z.string().default('').describe('Digest, instead of a tag.'),
          pullPolicy: z
            .enum(['IfNotPresent', 'Always', 'Never'])
            .default('IfNotPresent')
            .describe('Pull policy.'),
        })
        .prefault({}),
      resources: resources('250m', '640Mi', '1Gi'),
      storage: z.string().default('8Gi').describe('Size of its volume.'),
    })
    .prefault({});

/** Single-node servers for a look at the product. */
export const evaluationValues = z
  .strictObject({
    enabled: z
      .boolean()
      .default(false)
      .describe(
        'Kafka and MongoDB of one node each, without replicas and login, and generated secrets. Not for production.',
      ),
    kafka: server('apache/kafka', '4.1.0'),
    mongo: server('mongo', '8.0', ' The server of MongoDB is under the SSPL.'),
  })
  .prefault({});

/** Topics and a user for Strimzi's operator. */
export const strimziValues = z
  .strictObject({
    topics: z
      .boolean()
      .default(false)
      .describe('Render every topic as a KafkaTopic; the migration then only checks them.'),
    user: z.boolean().default(false).describe('Render a KafkaUser with the rights our services need.'),
    cluster: name("Name of Strimzi's Kafka object."),
    authentication: z
      .enum(['scram-sha-512', 'tls'])
      .default('scram-sha-512')
      .describe('How the user logs in.'),
  })
  .prefault({});

/** Scaling by lag. */
export const kedaValues = z
  .strictObject({
    enabled: z
      .boolean()
      .default(false)
      .describe('Scale lead-store and dialback by the lag of their topics (KEDA ScaledObject).'),
    lagThreshold: z.int().min(1).default(200).describe('Waiting messages for each pod.'),
    minReplicas: z.int().min(1).default(2).describe('Least pods.'),
    maxReplicas: z
      .int()
      .min(1)
      .max(24)
      .default(6)
      .describe('Most pods; more than partitions have nothing to do.'),
    triggerAuthentication: name('Name of a TriggerAuthentication with the login; empty: none.'),
  })
  .prefault({});
