/** What a process with its own environment is offered by testcontainers, as JSON; what it started it stops again. */
import { drachtioContainer } from './drachtio.ts';
import { kafkaContainer } from './kafka-container.ts';
import { mongodbContainer } from './mongodb-container.ts';

const [what = ''] = process.argv.slice(2);
const provider = { kafka: kafkaContainer(), mongodb: mongodbContainer(), drachtio: drachtioContainer() }[
  what
];
const offer = await provider?.offer();
if (offer?.type === 'here') await offer.server[Symbol.asyncDispose]();
process.stdout.write(JSON.stringify(offer));
process.exit(0); // a Docker that hangs would keep it
