import { runMachine } from '@firstring/service-kit';
import { mediaRelayConfigSchema } from './config.ts';
import { createMediaRelayService } from './service.ts';

await runMachine(
  {
    name: 'media-relay',
    prefix: 'MEDIA_RELAY_',
    schema: mediaRelayConfigSchema,
    create: createMediaRelayService,
  },
  process.env,
);
